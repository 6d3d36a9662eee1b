//! What staff did today beyond their own window: overrides, changes for the day, orders, announcements.
//!
//! The log and the audit are the truth; this is what the supervisor's page shows of them, kept beside the hall.

use std::collections::{BTreeMap, VecDeque};

use hall_api::views::Deed;
use hall_core::command::Caller;
use hall_core::event::{Cause, Event, Fact};
use hall_core::hall::Hall;
use hall_core::ids::{StaffId, TicketId, WindowId};
use hall_core::time::Timestamp;
use sqlx::sqlite::SqliteConnection;

use super::batch::Batch;
use super::orders::Asked;
use super::state::State;
use crate::certificates::LEDGER_ACTIONS;
use crate::people::People;
use crate::store::{StoreError, audit, log};

/// Shown at most.
const DEEDS_MAX: usize = 50;
/// Events looked through at a start; a day of a hall has fewer.
const EVENTS_MAX: i64 = 50_000;

/// The latest deeds of today, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Deeds {
    latest: VecDeque<Deed>,
    clerks: BTreeMap<WindowId, StaffId>,
}

impl Deeds {
    /// Those of the hall's day, from the log and the audit.
    pub(super) async fn load(db: &mut SqliteConnection, hall: &Hall, last: i64) -> Result<Self, StoreError> {
        let mut deeds = Self::default();
        // The clock may say another day: a rollover can be held.
        let began = log::day_began(&mut *db).await?.unwrap_or_default();
        for row in log::of_staff_after(&mut *db, last - EVENTS_MAX).await? {
            deeds.happened(&row.event()?, hall);
        }
        deeds.latest.retain(|deed| deed.at >= began);
        let entries = audit::since(&mut *db, began).await?;
        // What was done about somebody's certificates is for the auditor, not for the page of the day.
        for entry in entries.iter().filter(|entry| !entry.action.starts_with(LEDGER_ACTIONS)) {
            deeds.audited(entry.at, &entry.staff, &entry.action, &entry.target, hall);
        }
        deeds.latest.make_contiguous().sort_by_key(|deed| deed.at);
        deeds.shorten();
        Ok(deeds)
    }

    /// Follows an event that the hall has applied.
    pub(super) fn follow(&mut self, event: &Event, hall: &Hall) {
        self.happened(event, hall);
        self.shorten();
    }

    fn happened(&mut self, event: &Event, hall: &Hall) {
        if let Some(Cause { caller: Caller::Staff(staff), .. }) = &event.cause
            && let Some(deed) = self.deed(event.at, staff, &event.fact, hall)
        {
            self.latest.push_back(deed);
        }
        match &event.fact {
            Fact::DayRolledOver { .. } => self.latest.clear(),
            Fact::WindowOpened { window, clerk } | Fact::WindowTakenOver { window, clerk, .. } => {
                self.clerks.insert(*window, clerk.clone());
            }
            Fact::WindowClosed { window } => {
                self.clerks.remove(window);
            }
            _ => {}
        }
    }

    /// Takes an entry of the audit in.
    fn audited(&mut self, at: Timestamp, staff: &StaffId, action: &str, target: &str, hall: &Hall) {
        let mut deed = deed_of(at, staff, action);
        let (about, ticket) = match target.split_once(" ticket ") {
            Some((device, ticket)) => (device, ticket.parse().ok().map(TicketId)),
            None => (target, None),
        };
        deed.number = ticket.and_then(|ticket| hall.ticket(ticket)).map(|ticket| ticket.number);
        deed.about = Some(about.to_owned());
        self.latest.push_back(deed);
    }

    /// The latest first, with the names of who is known.
    pub fn latest(&self, people: &People) -> Vec<Deed> {
        let name = |staff: &str| people.name(&StaffId::new(staff)).map(|name| name.to_string());
        let named = |deed: &Deed| Deed {
            staff_name: name(&deed.staff),
            about: match (&*deed.action, &deed.about) {
                ("open", Some(clerk)) => name(clerk).or_else(|| deed.about.clone()),
                (_, about) => about.clone(),
            },
            ..deed.clone()
        };
        self.latest.iter().rev().map(named).collect()
    }

    fn deed(&self, at: Timestamp, staff: &StaffId, fact: &Fact, hall: &Hall) -> Option<Deed> {
        let for_another = |window: &WindowId| self.clerks.get(window).is_some_and(|clerk| clerk != staff);
        let deed = |action| deed_of(at, staff, action);
        let with_window = |action, window: &WindowId| Deed { window: Some(*window), ..deed(action) };
        Some(match fact {
            Fact::WindowOpened { window, clerk } if clerk != staff => {
                Deed { about: Some(clerk.to_string()), ..with_window("open", window) }
            }
            Fact::WindowTakenOver { window, .. } => with_window("take_over", window),
            Fact::WindowPaused { window, .. } if for_another(window) => with_window("hold", window),
            Fact::WindowContinued { window } if for_another(window) => with_window("release", window),
            Fact::LinesAssigned { window, .. } => with_window("assign", window),
            Fact::HoursExtended { line, until } => {
                let action = if until.is_some() { "extend" } else { "extend_end" };
                Deed { line: Some(line.clone()), ..deed(action) }
            }
            Fact::TicketDirected { ticket, window } => {
                let number = hall.ticket(*ticket).map(|ticket| ticket.number);
                Deed { number, ..with_window("direct", window) }
            }
            Fact::VoiceMuted => deed("mute"),
            Fact::VoiceUnmuted => deed("unmute"),
            Fact::ClockConfirmed => deed("confirm_clock"),
            _ => return None,
        })
    }

    fn shorten(&mut self) {
        while self.latest.len() > DEEDS_MAX {
            self.latest.pop_front();
        }
    }
}

impl State {
    /// Writes something staff did that is no event of the hall, with what it tells of, and remembers what it came to.
    pub(super) fn audit(&mut self, batch: &mut Batch, asked: &Asked<'_>, result: i64) {
        batch.audit(asked, result);
        batch.changes.records();
        self.deeds.audited(batch.now, asked.staff, asked.action, asked.target, &self.hall);
        self.deeds.shorten();
        self.orders.remember(batch.now, asked, result);
    }

    /// Shows what a record job has written into the audit.
    pub(super) fn show_deed(&mut self, entry: &audit::Entry) {
        self.deeds.audited(entry.at, &entry.staff, &entry.action, &entry.target, &self.hall);
        self.deeds.shorten();
    }
}

fn deed_of(at: Timestamp, staff: &StaffId, action: &str) -> Deed {
    Deed {
        at,
        staff: staff.to_string(),
        staff_name: None,
        action: action.to_owned(),
        window: None,
        line: None,
        number: None,
        about: None,
    }
}
