//! Visitors and clerks who do something by chance, mostly something they may.

use hall_core::command::{
    Action, AtWindow, Caller, ItemOutcome, Outcome, ParkKind, PauseReason, TakeTicket, TicketAtWindow,
    TransferTarget,
};
use hall_core::hall::{Hall, WindowMode};
use hall_core::ids::{ClassId, ItemCode, LineId, PersonRef, StaffId, TicketId, WindowId};
use hall_core::ticket::{Phase, Ticket};
use hall_server::engine::{EngineHandle, codes};

use crate::stage::{Site, kiosk};

const ITEMS: [&str; 3] = ["card", "loss", "seal"];
const OUTCOMES: [Outcome; 5] =
    [Outcome::Done, Outcome::Accepted, Outcome::NeedsMaterials, Outcome::Refused, Outcome::Consulted];

pub struct Driver<'a> {
    site: &'a Site,
    seed: u64,
    /// Return codes nobody has used.
    codes: Vec<String>,
}

impl<'a> Driver<'a> {
    pub fn new(site: &'a Site, seed: u64) -> Self {
        Self { site, seed, codes: Vec::new() }
    }

    /// One of so many (`SplitMix64`).
    fn below(&mut self, bound: usize) -> usize {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// About twenty hours pass: whoever is being served goes on as the day ends.
    pub fn sleep_until_morning(&mut self) {
        self.site.clock.advance(19 * 3_600_000 + self.below(3_600_000) as u32);
    }

    /// Some time passes, and somebody does something.
    pub async fn step(&mut self, engine: &EngineHandle, hall: &Hall) {
        self.site.clock.advance(self.below(60_000) as u32);
        match self.below(20) {
            0..=5 => self.take(engine).await,
            6..=7 => self.wander(engine, hall).await,
            8 => self.interfere(engine, hall).await,
            _ => {
                let window = 1 + self.below(3) as u16;
                self.work(engine, hall, WindowId(window)).await;
            }
        }
    }

    async fn take(&mut self, engine: &EngineHandle) {
        let first = self.below(3);
        let count = 1 + self.below(2);
        let code = if self.below(3) == 0 { self.codes.pop() } else { None };
        let person = (self.below(3) == 0).then(|| PersonRef::new(&format!("p-{}", self.below(12))));
        let class = (self.below(3) == 0).then(|| ClassId::new("elder"));
        let take = TakeTicket {
            items: (0..count).map(|nth| ItemCode::new(ITEMS[(first + nth) % 3])).collect(),
            kiosk: Some(kiosk()),
            person,
            class,
            appointment: None,
            return_code: code.is_some(),
            english: false,
        };
        let command = self.site.command(Caller::Device(kiosk()), Action::TakeTicket(take));
        // Refused where somebody known has an open ticket.
        let taken = match code.and_then(|code| codes::digest(&code)) {
            Some(digest) => engine.submit_with_code(command, digest).await,
            None => engine.submit(command).await,
        };
        // The paper of one in ten never comes out.
        if let (Ok(taken), true) = (taken, self.below(10) > 0) {
            let action = Action::ConfirmPaper { ticket: taken.answer.ticket.unwrap() };
            let confirm = self.site.command(Caller::Device(kiosk()), action);
            engine.submit(confirm).await.unwrap();
        }
    }

    /// A kiosk starts anew, or a supervisor sends somebody to a window.
    async fn interfere(&mut self, engine: &EngineHandle, hall: &Hall) {
        let command = if self.below(4) == 0 {
            self.site.command(Caller::Device(kiosk()), Action::SettleGhosts { kiosk: kiosk() })
        } else {
            let Some(ticket) = self.somebody_waiting(hall) else { return };
            let window = WindowId(1 + self.below(3) as u16);
            self.site.command(Caller::Staff("chief".into()), Action::DirectTicket { ticket, window })
        };
        let _ = engine.submit(command).await;
    }

    fn somebody_waiting(&mut self, hall: &Hall) -> Option<TicketId> {
        let waiting = hall.tickets().filter(|ticket| ticket.phase == Phase::Waiting);
        let waiting: Vec<TicketId> = waiting.map(|ticket| ticket.id).collect();
        (!waiting.is_empty()).then(|| self.one_of(&waiting))
    }

    /// A visitor gives up, is late, or comes back.
    async fn wander(&mut self, engine: &EngineHandle, hall: &Hall) {
        let tickets: Vec<&Ticket> = hall.tickets().filter(|ticket| ticket.phase.is_open()).collect();
        if tickets.is_empty() {
            return;
        }
        let ticket = self.one_of(&tickets);
        let ticket = (ticket.id, ticket.phase);
        let (caller, action) = match (ticket, self.below(3)) {
            ((ticket, Phase::NoShow { .. } | Phase::Parked { .. }), _) => {
                (Caller::Device(kiosk()), Action::ReturnTicket { ticket })
            }
            ((ticket, _), 0) => (Caller::Device(kiosk()), Action::CancelTicket { ticket }),
            ((ticket, Phase::Waiting | Phase::Called { .. }), 1) => {
                (Caller::Phone(ticket), Action::ReportLate { ticket })
            }
            _ => return,
        };
        let command = self.site.command(caller, action);
        let _ = engine.submit(command).await;
    }

    async fn work(&mut self, engine: &EngineHandle, hall: &Hall, window: WindowId) {
        let Some(state) = hall.window(window) else { return };
        let clerk = StaffId::new(&format!("clerk-{}", self.below(5)));
        let at = AtWindow { window, clerk: state.clerk.clone().unwrap_or(clerk.clone()) };
        let action = match (&state.mode, state.current) {
            (WindowMode::Closed, _) => Action::OpenWindow(at),
            // Taken over, if that clerk is nowhere else.
            _ if self.below(40) == 0 => Action::OpenWindow(AtWindow { window, clerk }),
            (_, Some(ticket)) => self.attend(hall, &at, ticket),
            (WindowMode::Paused { .. }, None) => match self.below(4) {
                0 => Self::resume(hall, at),
                _ => Action::ContinueWindow(at),
            },
            (WindowMode::Open, None) => match self.below(13) {
                0 => Action::CloseWindow(at),
                1 => Action::PauseWindow { at, reason: PauseReason::Break, until: None },
                2..=4 => Self::resume(hall, at),
                5 => {
                    let items = vec![ItemCode::new(ITEMS[self.below(3)])];
                    Action::GiveTicket { at, items, serve: self.below(2) == 0, english: false }
                }
                6 => match self.somebody_waiting(hall) {
                    Some(ticket) => Action::CallTicket { at, ticket },
                    None => Action::CallNext { at, believed: None },
                },
                _ => Action::CallNext { at, believed: None },
            },
        };
        let caller = Caller::Staff(match &action {
            Action::OpenWindow(at) => at.clerk.clone(),
            _ => state.clerk.clone().unwrap_or_else(|| StaffId::new("nobody")),
        });
        if let Ok(accepted) = engine.submit(self.site.command(caller, action)).await {
            self.codes.extend(accepted.return_code);
        }
    }

    fn resume(hall: &Hall, at: AtWindow) -> Action {
        let here = |ticket: &&Ticket| matches!(ticket.phase, Phase::Parked { window, kind: ParkKind::AtWindow, .. } if window == Some(at.window));
        match hall.tickets().find(here).map(|ticket| ticket.id) {
            Some(ticket) => {
                let at = TicketAtWindow { window: at.window, clerk: at.clerk, ticket };
                Action::ResumeService(at)
            }
            None => Action::CallNext { at, believed: None },
        }
    }

    fn attend(&mut self, hall: &Hall, at: &AtWindow, id: TicketId) -> Action {
        let here = TicketAtWindow { window: at.window, clerk: at.clerk.clone(), ticket: id };
        let Some(ticket) = hall.ticket(id) else { return Action::StartService(here) };
        let is_serving = matches!(ticket.phase, Phase::Serving { .. });
        let decidable: Vec<ItemCode> = ticket
            .open_items()
            .filter(|item| hall.can_decide(at.window, ticket, &item.line))
            .map(|item| item.item.clone())
            .collect();
        let to = match self.below(3) {
            0 => TransferTarget::Line(LineId::new("cards")),
            1 => TransferTarget::Line(LineId::new("seals")),
            _ => TransferTarget::Window(WindowId(1 + self.below(3) as u16)),
        };
        match (is_serving, self.below(16)) {
            (false, 0..=2) => Action::MarkNoShow(here),
            (false, 3) => Action::PutBack(here),
            (false, 4) | (true, 2) => Action::Transfer { at: here, items: Vec::new(), to },
            (false, 5..=6) => Action::Recall(here),
            (_, 7) if ticket.class_credit_ms > 0 => Action::VoidClass(here),
            (false, _) => Action::StartService(here),
            (true, 0) => Action::Park {
                at: here,
                kind: self.one_of(&[ParkKind::AtWindow, ParkKind::AnyWindow, ParkKind::ThisWindow]),
            },
            (true, 1) => Action::Park { at: here, kind: ParkKind::AtWindow },
            (true, 3) if !decidable.is_empty() => {
                let item = decidable[self.below(decidable.len())].clone();
                Action::RecordOutcome { at: here, item, outcome: self.one_of(&OUTCOMES) }
            }
            (true, _) => {
                let outcomes = decidable
                    .into_iter()
                    .map(|item| ItemOutcome { item, outcome: self.one_of(&OUTCOMES) })
                    .collect();
                Action::Finish { at: here, outcomes }
            }
        }
    }
}
