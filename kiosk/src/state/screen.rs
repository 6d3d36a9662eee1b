//! The screens a visitor goes through, and the life of the ticket's screen.

use std::time::Duration;

use hall_api::client::Key;
use hall_api::core::catalogue::Text;
use hall_api::core::ids::{DepartmentId, ItemCode, ThemeCode};
use hall_api::requests::{ScannedTicket, TakenTicket};

use super::{PRINTING_MAX, TICKET_SHOWN, TICKET_SHOWN_ALONE};

/// Where items stand to be chosen from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// Those often asked for.
    Popular,
    /// Several at once.
    Bundles,
    /// Those of a theme, its bundles first.
    Theme(ThemeCode),
    /// Those of a department.
    Department(DepartmentId),
}

/// How items are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Those often asked for, at once.
    Popular,
    /// By what the visitor is about.
    Themes,
    /// By who owns them.
    Departments,
}

/// An item that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedItem {
    /// Which.
    pub code: ItemCode,
    /// Its name.
    pub name: Text,
    /// Code of the reason.
    pub reason: String,
}

/// What the visitor sees.
#[derive(Clone, Debug, PartialEq)]
pub enum Screen {
    /// What can be done here now.
    Home {
        /// Page of the lines, from 0.
        page: usize,
    },
    /// Where to ask.
    Ask,
    /// What about?
    Choose {
        /// How items are looked for.
        by: By,
        /// Page of the list, from 0.
        page: usize,
    },
    /// Which items?
    Items {
        /// Of what.
        shelf: Shelf,
        /// Page of the list, from 0.
        page: usize,
        /// Where the visitor came from.
        from: Box<Screen>,
    },
    /// Which items, by what is typed?
    Search {
        /// What was typed.
        query: String,
        /// What was found.
        found: Vec<ItemCode>,
        /// Page of the list, from 0.
        page: usize,
    },
    /// Everything about an item.
    Item {
        /// Which.
        item: ItemCode,
        /// Page, from 0.
        page: usize,
        /// Where the visitor came from.
        from: Box<Screen>,
    },
    /// A sample document.
    Sample {
        /// Of which item.
        item: ItemCode,
        /// Which of its samples, from 0.
        index: usize,
        /// Where the visitor came from.
        from: Box<Screen>,
    },
    /// This is done online.
    Online {
        /// What.
        item: ItemCode,
        /// Where the visitor came from.
        from: Box<Screen>,
    },
    /// What to bring, and how the number is taken.
    Materials {
        /// Page of the list, from 0.
        page: usize,
    },
    /// Who waits less?
    Class,
    /// The card, please.
    Card,
    /// The return code, please.
    Code {
        /// What was typed.
        typed: String,
    },
    /// The ticket, please: its visitor is back.
    ComeBack,
    /// The server is asked about a scanned ticket, or told that its visitor is back.
    Checking {
        /// Key of the request.
        key: Key,
        /// Since when.
        since: Duration,
        /// Where the visitor came from.
        from: Box<Screen>,
    },
    /// The ticket that was scanned.
    Scanned {
        /// The ticket.
        ticket: ScannedTicket,
        /// Where the visitor came from.
        from: Box<Screen>,
    },
    /// The visitor is back in line.
    Returned {
        /// The ticket's number.
        number: String,
        /// Shown since.
        since: Duration,
    },
    /// The number is being asked for.
    Taking {
        /// Key of the request.
        key: Key,
        /// Since when.
        since: Duration,
        /// The first answer was lost or late.
        retrying: bool,
    },
    /// The number.
    Ticket(TicketScreen),
    /// Somebody prints a certificate; how far they are is in the state.
    Certificate,
    /// It was refused, and why.
    Refused {
        /// Code of the problem.
        code: String,
        /// The number it is about, if it is about one.
        number: Option<String>,
        /// Items it is about, if it is about items.
        items: Vec<RefusedItem>,
        /// Where the visitor goes on.
        then: Box<Screen>,
    },
}

impl Screen {
    /// The first screen as every visitor finds it.
    pub const HOME: Self = Self::Home { page: 0 };

    /// The list of items as every visitor finds it.
    pub(super) const CHOOSE: Self = Self::Choose { by: By::Popular, page: 0 };

    /// Does the visitor get asked whether they are still there? The first screen by what is on it, not by itself.
    pub(super) fn times_out(&self) -> bool {
        !matches!(
            self,
            Self::Home { .. }
                | Self::Checking { .. }
                | Self::Returned { .. }
                | Self::Taking { .. }
                | Self::Ticket(_)
                | Self::Certificate
        )
    }

    /// Does the server have a request of the visitor's, so that nothing else may be begun?
    pub(super) fn is_busy(&self) -> bool {
        matches!(self, Self::Checking { .. } | Self::Taking { .. })
    }

    pub(super) fn turn_to(&mut self, to: usize) {
        if let Self::Home { page }
        | Self::Choose { page, .. }
        | Self::Items { page, .. }
        | Self::Search { page, .. }
        | Self::Item { page, .. }
        | Self::Materials { page } = self
        {
            *page = to;
        }
    }
}

/// What is known of the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// On its way.
    Printing,
    /// It came out.
    Printed,
    /// It may have come out.
    Unknown,
    /// It did not come out.
    NotPrinted,
}

/// The ticket on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct TicketScreen {
    /// The ticket.
    pub ticket: TakenTicket,
    /// Its paper.
    pub paper: Paper,
    shown: Duration,
    settled: Option<Duration>,
}

impl TicketScreen {
    pub(super) fn new(ticket: TakenTicket, now: Duration) -> Self {
        let (paper, settled) =
            if ticket.print_job.is_some() { (Paper::Printing, None) } else { (Paper::NotPrinted, Some(now)) };
        Self { ticket, paper, shown: now, settled }
    }

    pub(super) fn on_paper(&mut self, job: i64, paper: Paper, now: Duration) {
        if self.ticket.print_job.as_ref().is_some_and(|known| known.id == job) && self.paper != paper {
            self.paper = paper;
            self.settled = (paper != Paper::Printing).then_some(now);
        }
    }

    pub(super) fn tick(&mut self, now: Duration) {
        if self.gives_up_paper_at().is_some_and(|at| now >= at) {
            self.paper = Paper::Unknown;
            self.settled = Some(now);
        }
    }

    /// When a silent printer is no longer waited for.
    pub(super) fn gives_up_paper_at(&self) -> Option<Duration> {
        (self.paper == Paper::Printing).then_some(self.shown + PRINTING_MAX)
    }

    /// When the screen ends: after the paper came out, or long enough to take a photo. A touch begins the time anew.
    pub(super) fn ends_at(&self, touched: Duration) -> Duration {
        match (self.paper, self.settled) {
            (Paper::Printing, _) | (_, None) => self.shown + PRINTING_MAX + TICKET_SHOWN_ALONE,
            (Paper::Printed, Some(settled)) => settled.max(touched) + TICKET_SHOWN,
            (_, Some(settled)) => settled.max(touched) + TICKET_SHOWN_ALONE,
        }
    }
}
