//! Evaluations in the engine's memory: visits that may be rated, and how visitors rated today.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use hall_core::command::Caller;
use hall_core::evaluation::{EndedVisit, Evaluate, Given, KEPT_MS, Level, Rater, Reason};
use hall_core::hall::Hall;
use hall_core::ids::{TicketId, WindowId};
use hall_core::rejection::Rejection;
use hall_core::time::{HallDay, Timestamp};
use sqlx::sqlite::SqliteConnection;

use super::batch::Batch;
use super::state::State;
use crate::store::StoreError;
use crate::store::evaluations::{self, LowRow};
use crate::vault::Vault;

/// Low ratings shown.
const LOW_MAX: usize = 20;

/// An evaluation of a ticket's visit.
#[derive(Clone, Debug)]
pub struct EvaluationOrder {
    /// Which.
    pub ticket: TicketId,
    /// What about it.
    pub evaluate: Evaluate,
}

/// Visits and ratings.
#[derive(Debug, Default)]
pub struct Evaluations {
    offered: Arc<[Reason]>,
    visits: BTreeMap<TicketId, EndedVisit>,
    /// Which visit each key was used for.
    keys: BTreeMap<(Caller, String), TicketId>,
    /// The last visit that ended at each window, while its pad may rate it.
    at_pads: BTreeMap<WindowId, TicketId>,
    levels: [u32; 5],
    low: VecDeque<LowRow>,
}

impl Evaluations {
    /// Reads what the database has.
    pub(super) async fn load(
        db: &mut SqliteConnection,
        vault: &Vault,
        day: Option<HallDay>,
        offered: Arc<[Reason]>,
    ) -> Result<Self, StoreError> {
        let mut found = Self { offered, ..Self::default() };
        for visit in evaluations::visits(&mut *db).await? {
            found.remember(visit);
        }
        if let Some(day) = day {
            found.levels = evaluations::levels_of(&mut *db, day).await?;
            found.low = evaluations::low_of(&mut *db, vault, day, LOW_MAX as i64).await?.into();
        }
        Ok(found)
    }

    fn remember(&mut self, visit: EndedVisit) {
        if let Some(Given { caller, key, .. }) = &visit.given {
            self.keys.insert((caller.clone(), key.clone()), visit.ticket);
        }
        self.at_pads.insert(visit.window, visit.ticket);
        self.visits.insert(visit.ticket, visit);
    }

    /// What may be ticked.
    pub fn offered(&self) -> &[Reason] {
        &self.offered
    }

    /// A visit that has ended and is remembered.
    pub fn visit(&self, ticket: TicketId) -> Option<&EndedVisit> {
        self.visits.get(&ticket)
    }

    /// The visit the pad of a window may rate.
    pub fn at_pad(&self, window: WindowId, now: Timestamp) -> Option<&EndedVisit> {
        let visit = self.visits.get(self.at_pads.get(&window)?)?;
        (visit.given.is_none() && now < visit.open_until(Rater::Pad(window))).then_some(visit)
    }

    /// How many gave each level today, from 1 to 5.
    pub fn levels(&self) -> [u32; 5] {
        self.levels
    }

    /// The low ratings of today, the latest first.
    pub fn low(&self) -> impl Iterator<Item = &LowRow> {
        self.low.iter().rev()
    }

    /// A visit has ended at a window: the row to write.
    pub(super) fn ended(
        &mut self,
        hall: &Hall,
        id: TicketId,
        window: WindowId,
        at: Timestamp,
    ) -> Option<&EndedVisit> {
        let ticket = hall.ticket(id)?;
        let visit = EndedVisit {
            ticket: id,
            number: ticket.number,
            items: ticket.items.iter().map(|item| item.item.clone()).collect(),
            english: ticket.english,
            window,
            line: ticket.items.first()?.line.clone(),
            clerk: hall.window(window).and_then(|state| state.clerk.clone()),
            ended_at: at,
            given: None,
        };
        self.remember(visit);
        self.visits.get(&id)
    }

    /// Drops what no pad may rate any more. Gives the windows of those pads.
    pub(super) fn pass_time(&mut self, now: Timestamp) -> Vec<WindowId> {
        let over = |(window, ticket): (&WindowId, &TicketId)| {
            let visit = self.visits.get(ticket);
            visit.is_none_or(|visit| now >= visit.open_until(Rater::Pad(*window))).then_some(*window)
        };
        let windows: Vec<_> = self.at_pads.iter().filter_map(over).collect();
        for window in &windows {
            self.at_pads.remove(window);
        }
        windows
    }

    /// The day is over: its figures are none of the next, and old visits are forgotten.
    pub(super) fn new_day(&mut self, now: Timestamp) {
        self.levels = [0; 5];
        self.low.clear();
        self.visits.retain(|_, visit| now.since(visit.ended_at) <= KEPT_MS);
        let visits = &self.visits;
        self.keys.retain(|_, ticket| visits.contains_key(ticket));
    }

    fn count(&mut self, row: LowRow) {
        self.levels[usize::from(row.level) - 1] += 1;
        if row.level <= Level::Dissatisfied.number() {
            self.low.push_back(row);
            if self.low.len() > LOW_MAX {
                self.low.pop_front();
            }
        }
    }
}

impl State {
    /// Takes an evaluation down: once, however often it is sent.
    ///
    /// # Errors
    /// The visit has not ended, was rated already, or is rated too late, elsewhere or with other reasons than offered.
    pub fn evaluate(&mut self, batch: &mut Batch, order: &EvaluationOrder) -> Result<i64, Rejection> {
        let EvaluationOrder { ticket, evaluate } = order;
        let answer = ticket.0.cast_signed();
        let key = (evaluate.caller.clone(), evaluate.key.clone());
        if self.evaluations.keys.get(&key).is_some_and(|known| known != ticket) {
            return Err(Rejection::KeyReused);
        }
        let Some(visit) = self.evaluations.visits.get_mut(ticket) else {
            return Err(match self.hall.ticket(*ticket) {
                Some(ticket) => Rejection::WrongPhase { phase: ticket.phase },
                None => Rejection::TicketUnknown { ticket: *ticket },
            });
        };
        let Some(given) = visit.decide(batch.now, evaluate, &self.evaluations.offered)? else {
            return Ok(answer);
        };
        let day = self.hall.day().map_or_else(String::new, |day| day.to_string());
        let comment = evaluate.rating.comment.as_ref();
        let sealed = comment.map(|text| self.vault.seal_text(&evaluations::place(*ticket), text));
        batch.evaluation(visit, &day, evaluate, &given, sealed.as_deref());
        batch.changes.rated(*ticket, visit.window);
        visit.given = Some(given);
        self.evaluations.keys.insert(key, *ticket);
        self.evaluations.count(LowRow {
            ticket: *ticket,
            level: evaluate.rating.level.number(),
            reasons: evaluate.rating.reasons.clone(),
            comment: evaluate.rating.comment.clone(),
            at: batch.now,
        });
        Ok(answer)
    }
}
