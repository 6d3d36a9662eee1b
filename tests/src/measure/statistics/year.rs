//! A year of a hall, played by its rules: visitors come on working days, clerks call and serve them, some do not come
//! when called, some lack materials and come back, one of three rates the visit. The same seed gives the same year.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::path::Path;

use anyhow::Context;
use hall_core::catalogue::{Catalogue, HandlingMode};
use hall_core::command::{
    Action, AtWindow, Caller, Command, ItemOutcome, Outcome, TakeTicket, TicketAtWindow,
};
use hall_core::event::{Event, Fact};
use hall_core::hall::Hall;
use hall_core::ids::{ItemCode, PersonRef, StaffId, TicketId, WindowId};
use hall_core::time::{HOUR_MS, HallDay, MINUTE_MS, SECOND_MS, Timestamp};
use hall_server::auth::token;
use hall_server::clock::{Clock, SystemClock};
use hall_server::store::log::{self, Head};
use hall_server::store::rows::Rows;
use hall_server::store::{Store, evaluations, sessions, staff};
use jiff::civil::Date;
use jiff::{ToSpan, tz::TimeZone};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const SEED: u64 = 150_000;
const SITE: &str = "stage";
/// Events written at once.
const ROWS: usize = 5_000;
/// Hours from opening to the last number.
const OPEN_HOURS: i64 = 8;

/// What was made.
pub struct Year {
    /// First day with visits.
    pub from: Date,
    /// Last day with visits.
    pub to: Date,
    /// Events in the log.
    pub events: i64,
    /// Session of a supervisor.
    pub session: String,
}

/// Writes the log of a year that ended yesterday, and a supervisor who is signed in.
pub async fn fill(folder: &Path, visits: usize) -> anyhow::Result<Year> {
    let catalogue = hall_server::catalogue::load(&folder.join("catalogue"))?;
    let mut store = Store::open(&folder.join("hall.db"), SITE).await?;
    let zone = TimeZone::get(&catalogue.time_zone)?;
    let now = SystemClock::new().now();
    let today = now.civil(&zone).date();
    let first = today.checked_sub(364.days())?;
    let days: Vec<Date> =
        first.series(1.day()).take_while(|day| *day < today).filter(|day| works(*day)).collect();
    let mut player = Player::new(catalogue);
    let mut last_at = Timestamp(0);
    for (nth, day) in days.iter().enumerate() {
        let opens = day.at(8, 30, 0, 0).to_zoned(zone.clone())?.timestamp().as_millisecond();
        let of_day = visits * (nth + 1) / days.len() - visits * nth / days.len();
        player.day(Timestamp(opens), of_day)?;
        last_at = Timestamp(opens);
        player.write(&mut store, ROWS).await?;
    }
    // The last day ends, so that it is stored like all the others.
    player.pass_time(last_at + 24 * HOUR_MS);
    player.write(&mut store, 0).await?;
    let session = sign_in(&mut store, now).await?;
    let to = *days.last().context("a year has working days")?;
    Ok(Year { from: days[0], to, events: player.head.seq, session })
}

fn works(day: Date) -> bool {
    day.weekday().to_monday_zero_offset() < 5
}

async fn sign_in(store: &mut Store, now: Timestamp) -> anyhow::Result<String> {
    let id = StaffId::new("wang");
    let member = staff::Staff {
        id: id.clone(),
        user: "wang".to_owned(),
        name: "Wang".to_owned(),
        password: "no hash".to_owned(),
        roles: vec![hall_api::requests::Role::Supervisor],
        disabled: false,
    };
    staff::add(&mut store.writer, &member, now).await?;
    let (token, digest) = token::fresh().map_err(anyhow::Error::msg)?;
    let session = sessions::Session { staff: id, expires_at: now + 12 * HOUR_MS };
    sessions::open(&mut store.writer, &digest, &session, now).await?;
    Ok(token)
}

struct Player {
    hall: Hall,
    chance: StdRng,
    head: Head,
    unwritten: Vec<Event>,
    ratings: Rows,
    keys: u64,
    items: Vec<ItemCode>,
    windows: Vec<WindowId>,
    /// Items that lacked materials, to be brought.
    lacking: Vec<(TicketId, ItemCode)>,
}

impl Player {
    fn new(catalogue: Catalogue) -> Self {
        let on_site = catalogue.items.values().filter(|item| item.line.is_some() && item.after.is_empty());
        let on_site = on_site.filter(|item| item.mode != HandlingMode::Online);
        let mut player = Self {
            hall: Hall::new(),
            chance: StdRng::seed_from_u64(SEED),
            head: Head::GENESIS,
            unwritten: Vec::new(),
            ratings: Rows::default(),
            keys: 0,
            items: on_site.map(|item| item.code.clone()).collect(),
            windows: catalogue.windows.keys().copied().collect(),
            lacking: Vec::new(),
        };
        player.act(Timestamp(0), Caller::Server, Action::AdoptCatalogue { catalogue: Box::new(catalogue) });
        player
    }

    /// Visitors come between opening and the last number; windows call whoever is next as soon as they are free.
    fn day(&mut self, opens: Timestamp, visits: usize) -> anyhow::Result<()> {
        self.pass_time(opens);
        for window in self.windows.clone() {
            let clerk = clerk(window);
            let at = AtWindow { window, clerk: clerk.clone() };
            self.act(opens, Caller::Staff(clerk), Action::OpenWindow(at));
        }
        let mut arrivals: Vec<Timestamp> =
            (0..visits).map(|_| opens + self.chance.random_range(0..OPEN_HOURS * HOUR_MS)).collect();
        arrivals.sort_unstable();
        // When each window is free again.
        let mut busy: BinaryHeap<Reverse<(Timestamp, WindowId)>> = BinaryHeap::new();
        let mut free = self.windows.clone();
        for at in arrivals {
            while let Some(Reverse((since, window))) = busy.peek().copied().filter(|next| next.0.0 <= at) {
                busy.pop();
                self.call(since, window, &mut busy, &mut free)?;
            }
            self.take(at);
            for window in std::mem::take(&mut free) {
                self.call(at, window, &mut busy, &mut free)?;
            }
        }
        let mut last = opens + OPEN_HOURS * HOUR_MS;
        while let Some(Reverse((since, window))) = busy.pop() {
            last = last.max(since);
            self.call(since, window, &mut busy, &mut free)?;
        }
        for window in self.windows.clone() {
            let clerk = clerk(window);
            let at = AtWindow { window, clerk: clerk.clone() };
            self.act(last, Caller::Staff(clerk), Action::CloseWindow(at));
        }
        Ok(())
    }

    fn take(&mut self, at: Timestamp) {
        let again = (self.chance.random_ratio(1, 12) && !self.lacking.is_empty()).then(|| {
            let nth = self.chance.random_range(0..self.lacking.len());
            self.lacking.swap_remove(nth)
        });
        let items = match &again {
            Some((_, item)) => vec![item.clone()],
            None => self.basket(),
        };
        let take = TakeTicket {
            items,
            kiosk: None,
            person: self.chance.random_ratio(1, 3).then(|| {
                let nth = self.keys;
                PersonRef::new(&format!("p-{nth}"))
            }),
            class: None,
            appointment: None,
            return_code: again.is_some(),
            english: false,
        };
        let continues = again.map(|(ticket, _)| ticket);
        self.act_as(at, Caller::Server, Action::TakeTicket(take), continues);
    }

    /// Mostly one thing, of those many come for more often than of the others.
    fn basket(&mut self) -> Vec<ItemCode> {
        let mut basket = BTreeMap::new();
        for _ in 0..=usize::from(self.chance.random_ratio(1, 6)) {
            let nth = self.chance.random_range(0..self.items.len());
            let nth = self.chance.random_range(0..=nth);
            basket.insert(nth, self.items[nth].clone());
        }
        basket.into_values().collect()
    }

    /// A window calls: it is busy until its visitor leaves, or free if nobody waits.
    fn call(
        &mut self,
        at: Timestamp,
        window: WindowId,
        busy: &mut BinaryHeap<Reverse<(Timestamp, WindowId)>>,
        free: &mut Vec<WindowId>,
    ) -> anyhow::Result<()> {
        let clerk = clerk(window);
        let caller = Caller::Staff(clerk.clone());
        let here = AtWindow { window, clerk: clerk.clone() };
        if !self.act(at, caller.clone(), Action::CallNext { at: here, believed: None }) {
            free.push(window);
            return Ok(());
        }
        let ticket =
            self.hall.window(window).and_then(|state| state.current).context("somebody was called")?;
        let here = TicketAtWindow { window, clerk, ticket };
        if self.chance.random_ratio(1, 25) {
            let later = at + 2 * MINUTE_MS;
            self.act(later, caller, Action::MarkNoShow(here));
            busy.push(Reverse((later, window)));
            return Ok(());
        }
        let begins = at + self.chance.random_range(8..40) * SECOND_MS;
        self.act(begins, caller.clone(), Action::StartService(here.clone()));
        let ends = begins + self.chance.random_range(60..900) * SECOND_MS;
        let outcomes = self.outcomes(window, ticket);
        let lacking = outcomes.iter().filter(|given| given.outcome == Outcome::NeedsMaterials);
        self.lacking.extend(lacking.map(|given| (ticket, given.item.clone())));
        self.act(ends, caller, Action::Finish { at: here, outcomes });
        busy.push(Reverse((ends, window)));
        Ok(())
    }

    fn outcomes(&mut self, window: WindowId, ticket: TicketId) -> Vec<ItemOutcome> {
        let Some(ticket) = self.hall.ticket(ticket) else { return Vec::new() };
        let here = ticket.open_items().filter(|item| self.hall.can_decide(window, ticket, &item.line));
        let here: Vec<ItemCode> = here.map(|item| item.item.clone()).collect();
        let mut decide = |item| {
            let outcome = match self.chance.random_range(0..20) {
                0..9 => Outcome::Done,
                9..15 => Outcome::Accepted,
                15..17 => Outcome::NeedsMaterials,
                17 => Outcome::Refused,
                _ => Outcome::Consulted,
            };
            ItemOutcome { item, outcome }
        };
        here.into_iter().map(&mut decide).collect()
    }

    fn act(&mut self, at: Timestamp, caller: Caller, action: Action) -> bool {
        self.act_as(at, caller, action, None)
    }

    /// False if the rules refuse it.
    fn act_as(&mut self, at: Timestamp, caller: Caller, action: Action, continues: Option<TicketId>) -> bool {
        self.pass_time(at);
        self.keys += 1;
        let command = Command { caller, key: format!("key-{}", self.keys), action };
        let Ok(events) = self.hall.decide(at, &command) else { return false };
        for mut event in events {
            if let Fact::TicketTaken(taken) = &mut event.fact {
                taken.continues = continues;
            }
            self.apply(event);
        }
        true
    }

    fn pass_time(&mut self, at: Timestamp) {
        loop {
            let due = self.hall.due(at);
            if due.is_empty() {
                return;
            }
            for event in due {
                self.apply(event);
            }
        }
    }

    fn apply(&mut self, event: Event) {
        if let Fact::TicketDone { ticket, window } = event.fact
            && self.chance.random_ratio(1, 3)
        {
            self.rate(ticket, window, event.at);
        }
        self.hall.apply(&event);
        self.unwritten.push(event);
    }

    /// Most are satisfied.
    fn rate(&mut self, ticket: TicketId, window: WindowId, at: Timestamp) {
        let level = 5 - self.chance.random_range(0..6_u8).saturating_sub(3) * 2;
        let day = HallDay::of(at, self.hall.zone()).to_string();
        let no_score = None::<u8>;
        let (caller, key) = (format!("phone:{ticket}"), format!("rating-{ticket}"));
        self.ratings.push(&(
            ticket,
            at,
            day,
            "phone",
            level,
            no_score,
            no_score,
            no_score,
            "[]",
            no_score,
            window,
            "",
            clerk(window),
            caller,
            key,
            0,
        ));
    }

    /// Writes what there is, if it is as much.
    async fn write(&mut self, store: &mut Store, at_least: usize) -> anyhow::Result<()> {
        if self.unwritten.len() < at_least {
            return Ok(());
        }
        let mut rows = Rows::default();
        for event in self.unwritten.drain(..) {
            log::push(&mut rows, &mut self.head, SITE, &event);
        }
        log::append(&mut store.writer, SITE, rows).await?;
        evaluations::insert(&mut store.writer, std::mem::take(&mut self.ratings)).await?;
        Ok(())
    }
}

fn clerk(window: WindowId) -> StaffId {
    StaffId::new(&format!("clerk-{window}"))
}
