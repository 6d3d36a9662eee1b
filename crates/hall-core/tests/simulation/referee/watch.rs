//! What each event means, and whether it may happen at all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hall_core::catalogue::Catalogue;
use hall_core::command::{ParkKind, TransferTarget};
use hall_core::event::{CancelReason, Event, Fact, TicketTaken, WaitCause};
use hall_core::ids::{LineId, TicketId, WindowId};
use hall_core::time::{HallDay, Timestamp};

use super::{Piece, Place, Referee, Tracked};

impl Referee {
    /// Takes note of an event; panics if it breaks a rule.
    pub fn watch(&mut self, event: &Event) {
        assert!(event.at >= self.at, "events go forward in time");
        self.at = event.at;
        let by_time = event.cause.is_none();
        match &event.fact {
            Fact::CatalogueAdopted { catalogue, .. } => self.adopted(catalogue),
            Fact::DayRolledOver { day } => self.rolled_over(*day),
            Fact::ClockJumped { .. }
            | Fact::ClockConfirmed
            | Fact::PaperConfirmed { .. }
            | Fact::ReprintDue { .. }
            | Fact::HoursExtended { .. } => {}
            Fact::VoiceMuted => assert_eq!(self.muted_since.replace(event.at), None, "muted once"),
            Fact::VoiceUnmuted => assert_ne!(self.muted_since.take(), None, "unmuted once"),
            Fact::PlacesReserved { line, places } => self.count(line).reserved = *places,
            Fact::LinesAssigned { window, own, helps } => self.assigned(*window, own, helps),
            Fact::LineUnserved { line } => assert_eq!(self.windows_of(line), 0, "line {line} is served"),
            Fact::LineServed { line } => assert_ne!(self.windows_of(line), 0, "line {line} is not served"),
            Fact::TicketTaken(taken) => self.taken(event.at, taken),
            Fact::TicketCancelled { ticket, reason } => self.cancelled(*ticket, *reason),
            Fact::TicketExpired { ticket } => self.expired(*ticket, by_time),
            Fact::TicketCalled { ticket, window, call, picked } => {
                self.called(event.at, *ticket, *window, *call, *picked);
            }
            Fact::TicketRecalled { ticket, window, call } => {
                assert_eq!(self.ticket(*ticket).place, Place::Called(*window));
                self.counts_up(*call);
                self.change(*ticket);
            }
            Fact::ServiceStarted { ticket, window } => self.started(*ticket, *window),
            Fact::OutcomeRecorded { ticket, window, item, .. } => {
                assert_eq!(self.ticket(*ticket).place, Place::Serving(*window));
                let piece = self.change(*ticket).pieces.iter_mut().find(|piece| piece.item == *item).unwrap();
                assert!(!piece.is_decided, "{item} is decided once");
                piece.is_decided = true;
            }
            Fact::TicketDone { ticket, .. } => self.done(*ticket),
            Fact::TicketWaitsAgain { ticket, cause } => self.waits_again(*ticket, *cause),
            Fact::TicketMissed { ticket, window, until } => {
                assert_eq!(self.ticket(*ticket).place, Place::Called(*window));
                self.change(*ticket).missed += 1;
                assert_eq!(self.ticket(*ticket).missed, 1, "a second no-show expires");
                self.go(*ticket, Place::NoShow(*until));
            }
            Fact::TicketRejoined { ticket, arrival, sequence } => self.rejoined(*ticket, *arrival, *sequence),
            Fact::TicketParked { ticket, window, kind } => {
                assert_eq!(self.ticket(*ticket).place, Place::Serving(*window));
                self.go(*ticket, Place::Parked { window: Some(*window), kind: *kind, is_back: false });
            }
            Fact::VisitorLate { ticket, window } => self.late(*ticket, *window),
            Fact::VisitorBack { ticket } => match &mut self.change(*ticket).place {
                Place::Parked { kind: ParkKind::AtWindow, is_back, .. } if !*is_back => *is_back = true,
                other => panic!("a visitor is back from {other:?}"),
            },
            Fact::ServiceResumed { ticket, window } => {
                let Place::Parked { window: parked_at, kind: ParkKind::AtWindow, .. } =
                    self.ticket(*ticket).place
                else {
                    panic!("resumed from {:?}", self.ticket(*ticket).place)
                };
                assert_eq!(parked_at, Some(*window));
                self.go(*ticket, Place::Serving(*window));
            }
            Fact::TicketTransferred { ticket, window, items, to } => {
                assert_eq!(self.ticket(*ticket).place.window(), Some(*window));
                self.transferred(*ticket, items, to);
            }
            Fact::TicketDirected { ticket, window } => {
                assert_eq!(self.ticket(*ticket).place, Place::Waiting);
                self.leave(*ticket);
                self.change(*ticket).bound_to = Some(*window);
                self.go(*ticket, Place::Waiting);
            }
            Fact::ClassVoided { ticket } => {
                assert!(self.ticket(*ticket).place.window().is_some());
                let ticket = self.change(*ticket);
                ticket.arrival = ticket.arrival.max(ticket.issued_at - ticket.other_credit_ms);
            }
            Fact::WindowOpened { window, .. } => {
                assert!(self.open_windows.insert(*window), "window {window} was closed");
            }
            Fact::WindowTakenOver { window, .. } => assert!(self.open_windows.contains(window)),
            Fact::WindowPaused { window, .. } => {
                assert!(self.open_windows.contains(window) && self.paused_windows.insert(*window));
            }
            Fact::WindowContinued { window } => assert!(self.paused_windows.remove(window)),
            Fact::WindowClosed { window } => self.closed(*window),
        }
    }

    /// Who was called to the window, or was given a number there just now.
    fn started(&mut self, id: TicketId, window: WindowId) {
        let ticket = self.ticket(id);
        match ticket.place {
            Place::Called(called_to) => assert_eq!(called_to, window),
            Place::Waiting => {
                assert_eq!((ticket.given_at, ticket.issued_at), (Some(window), self.at), "{id} is at hand");
                assert!(self.open_windows.contains(&window) && !self.paused_windows.contains(&window));
                assert!(self.tier(self.at, window, id).is_some(), "window {window} may take {id}");
            }
            other => panic!("{id} is served from {other:?}"),
        }
        self.change(id).was_called = true;
        self.go(id, Place::Serving(window));
    }

    fn counts_up(&mut self, call: u64) {
        assert_eq!(call, self.last_call + 1, "calls are counted");
        self.last_call = call;
    }

    fn taken(&mut self, at: Timestamp, taken: &TicketTaken) {
        let catalogue = self.catalogue();
        assert_eq!(taken.ticket.0, self.last_ticket + 1, "tickets count up over all days");
        assert!(taken.sequence > self.last_sequence, "a sequence is new");
        self.last_ticket = taken.ticket.0;
        self.last_sequence = taken.sequence;
        assert_eq!(taken.number.prefix, catalogue.lines[&taken.items[0].line].prefix);
        let last = self.numbers.entry(taken.number.prefix).or_default();
        assert_eq!(taken.number.number, *last + 1, "numbers are dense within prefix and day");
        *last += 1;
        if let Some(person) = &taken.person {
            let open = self.persons.insert(person.clone(), taken.ticket);
            assert_eq!(open, None, "one person has one open ticket");
        }
        let lines: BTreeSet<&LineId> = taken.items.iter().map(|item| &item.line).collect();
        for line in lines {
            let capacity = catalogue.lines[line].capacity;
            let counted = self.count(line);
            counted.taken += 1;
            counted.reserved = counted.reserved.saturating_sub(u32::from(taken.appointment));
            counted.moved_in += u32::from(taken.given.is_some());
            let promised = counted.taken + counted.reserved - counted.moved_in;
            assert!(capacity.is_none_or(|places| promised <= places), "line {line} has room for {taken:?}");
        }
        let ticket = Tracked {
            number: taken.number,
            day: self.day.expect("a day"),
            issued_at: at,
            other_credit_ms: taken.other_credit_ms,
            arrival: at - taken.class_credit_ms.max(taken.other_credit_ms),
            sequence: taken.sequence,
            pieces: taken
                .items
                .iter()
                .map(|item| Piece { item: item.item.clone(), line: item.line.clone(), is_decided: false })
                .collect(),
            person: taken.person.clone(),
            place: Place::Waiting,
            given_at: taken.given.as_ref().map(|given| given.window),
            bound_to: None,
            was_called: false,
            was_late_for_call: false,
            missed: 0,
            stands_in: BTreeSet::new(),
        };
        self.tickets.insert(taken.ticket, ticket);
        self.go(taken.ticket, Place::Waiting);
    }

    fn cancelled(&mut self, id: TicketId, reason: CancelReason) {
        let ticket = self.ticket(id).clone();
        let is_late = matches!(ticket.place, Place::Parked { window: None, .. });
        assert!(ticket.place == Place::Waiting || is_late, "{reason:?} from {:?}", ticket.place);
        if !ticket.was_called {
            let lines: BTreeSet<&LineId> = ticket.pieces.iter().map(|piece| &piece.line).collect();
            for line in lines {
                self.count(line).taken -= 1;
            }
        }
        self.go(id, Place::Cancelled);
    }

    fn expired(&mut self, id: TicketId, by_time: bool) {
        let ticket = self.ticket(id);
        let is_old = Some(ticket.day) < self.day;
        match ticket.place {
            Place::Waiting => assert!(by_time, "who waits expires with the day"),
            Place::NoShow(until) => assert!(by_time || until < self.at),
            Place::Parked { .. } => assert!(by_time || is_old),
            Place::Called(_) => assert!(is_old || ticket.missed == 1, "by the second no-show"),
            Place::Serving(_) => assert!(is_old, "who is served expires only if the day is over"),
            Place::Done | Place::Cancelled | Place::Expired => panic!("{id} ends twice"),
        }
        self.go(id, Place::Expired);
    }

    fn called(&mut self, at: Timestamp, id: TicketId, window: WindowId, call: u64, picked: bool) {
        assert!(self.open_windows.contains(&window) && !self.paused_windows.contains(&window));
        assert_eq!(self.ticket(id).place, Place::Waiting);
        self.counts_up(call);
        if picked {
            assert!(self.tier(at, window, id).is_some(), "window {window} may take {id}");
        } else {
            self.judge_call(at, window, id);
        }
        self.change(id).was_called = true;
        self.go(id, Place::Called(window));
    }

    fn done(&mut self, id: TicketId) {
        let ticket = self.ticket(id);
        assert!(ticket.pieces.iter().all(|piece| piece.is_decided), "done is when all is decided");
        assert!(matches!(ticket.place, Place::Serving(_) | Place::Parked { .. }));
        self.go(id, Place::Done);
    }

    fn waits_again(&mut self, id: TicketId, cause: WaitCause) {
        let ticket = self.change(id);
        let is_possible = match (cause, ticket.place) {
            (WaitCause::ItemsLeft, Place::Serving(_)) => {
                ticket.bound_to = None;
                true
            }
            (WaitCause::BackFromPark, Place::Parked { window, kind, .. }) => {
                if window.is_some() {
                    ticket.bound_to = window.filter(|_| kind == ParkKind::ThisWindow);
                }
                kind != ParkKind::AtWindow
            }
            (WaitCause::WindowClosed, Place::Parked { is_back, .. }) => is_back,
            (WaitCause::PutBack | WaitCause::WindowClosed | WaitCause::ClassVoided, Place::Called(_))
            | (WaitCause::ClassVoided, Place::Serving(_)) => true,
            _ => false,
        };
        assert!(is_possible, "{id} waits after {cause:?} from {:?}", self.ticket(id).place);
        self.go(id, Place::Waiting);
    }

    fn late(&mut self, id: TicketId, window: Option<WindowId>) {
        let ticket = self.change(id);
        match (ticket.place, window) {
            (Place::Waiting, None) => {}
            (Place::Called(at), Some(window)) => {
                assert_eq!(at, window);
                assert!(!ticket.was_late_for_call, "late for a call once");
                ticket.was_late_for_call = true;
            }
            (place, window) => panic!("late for {window:?} from {place:?}"),
        }
        self.go(id, Place::Parked { window: None, kind: ParkKind::AnyWindow, is_back: false });
    }

    fn rejoined(&mut self, id: TicketId, arrival: Timestamp, sequence: u64) {
        let Place::NoShow(until) = self.ticket(id).place else { panic!("rejoined from no no-show") };
        assert!(self.at <= until, "within the grace");
        assert!(sequence > self.last_sequence, "a sequence is new");
        assert_eq!(arrival, self.arrival_behind_third(id));
        self.last_sequence = sequence;
        let ticket = self.change(id);
        ticket.arrival = arrival;
        ticket.sequence = sequence;
        self.go(id, Place::Waiting);
    }

    fn transferred(&mut self, id: TicketId, items: &[hall_core::ids::ItemCode], to: &TransferTarget) {
        assert!(!items.is_empty(), "a transfer moves something");
        match to {
            TransferTarget::Window(window) => {
                assert!(self.open_windows.contains(window));
                self.change(id).bound_to = Some(*window);
            }
            TransferTarget::Line(line) => {
                assert_ne!(self.windows_of(line), 0, "somebody serves line {line}");
                if !self.ticket(id).pieces.iter().any(|piece| piece.line == *line) {
                    self.count(line).taken += 1;
                    self.count(line).moved_in += 1;
                }
                let ticket = self.change(id);
                ticket.bound_to = None;
                for piece in ticket.pieces.iter_mut().filter(|piece| items.contains(&piece.item)) {
                    assert!(!piece.is_decided, "only open items move");
                    piece.line = line.clone();
                }
            }
        }
        self.go(id, Place::Waiting);
    }

    fn closed(&mut self, window: WindowId) {
        assert!(self.open_windows.remove(&window));
        self.paused_windows.remove(&window);
        assert!(!self.at_window.contains_key(&window), "nobody is left at a closed window");
        for id in self.tickets.keys().copied().collect::<Vec<_>>() {
            let ticket = self.ticket(id);
            let was_bound = ticket.bound_to == Some(window);
            match ticket.place {
                Place::Waiting if was_bound => {
                    self.change(id).bound_to = None;
                    self.go(id, Place::Waiting);
                }
                Place::Parked { window: parked_at, is_back, .. } if parked_at == Some(window) => {
                    let ticket = self.change(id);
                    ticket.bound_to = None;
                    ticket.place = Place::Parked { window: parked_at, kind: ParkKind::AnyWindow, is_back };
                }
                _ if was_bound => self.change(id).bound_to = None,
                _ => {}
            }
        }
    }

    fn adopted(&mut self, catalogue: &Catalogue) {
        let retired = self.serves.clone();
        self.catalogue = Some(Arc::new(catalogue.clone()));
        self.largest_credit_ms = self.largest_credit_ms.max(catalogue.largest_credit_ms());
        self.serves = listed(catalogue);
        self.keep_serving(retired, |line| !catalogue.lines.contains_key(line));
        for id in self.waiting.clone() {
            self.go(id, Place::Waiting);
        }
    }

    /// In place of what the catalogue gives it; what it serves beyond that stays.
    fn assigned(&mut self, window: WindowId, own: &[LineId], helps: &[LineId]) {
        let catalogue = self.catalogue();
        let served = self.serves.entry(window).or_default();
        served.retain(|line, _| !catalogue.lines.contains_key(line));
        served.extend(own.iter().map(|line| (line.clone(), true)));
        served.extend(helps.iter().map(|line| (line.clone(), false)));
    }

    fn rolled_over(&mut self, day: HallDay) {
        assert!(self.day < Some(day), "the day never decreases");
        self.day = Some(day);
        assert!(self.waiting.is_empty(), "leftovers have expired");
        self.tickets.retain(|_, ticket| ticket.place.is_open());
        self.numbers.clear();
        self.muted_since = None;
        let catalogue = self.catalogue();
        let needed: BTreeSet<LineId> =
            self.tickets.values().flat_map(|t| &t.pieces).map(|piece| piece.line.clone()).collect();
        let retired = std::mem::replace(&mut self.serves, listed(&catalogue));
        self.keep_serving(retired, |line| !catalogue.lines.contains_key(line) && needed.contains(line));
        self.lines.retain(|line, _| catalogue.lines.contains_key(line) || needed.contains(line));
        for counted in self.lines.values_mut() {
            assert!(counted.waiting.is_empty(), "leftovers have left the lines");
            *counted = super::Counted::default();
        }
    }

    /// Windows go on with lines they served and the catalogue no longer has.
    fn keep_serving(
        &mut self,
        served: BTreeMap<WindowId, BTreeMap<LineId, bool>>,
        is_kept: impl Fn(&LineId) -> bool,
    ) {
        for (window, lines) in served {
            for (line, is_own) in lines.into_iter().filter(|(line, _)| is_kept(line)) {
                self.serves.entry(window).or_default().insert(line, is_own);
            }
        }
    }
}

fn listed(catalogue: &Catalogue) -> BTreeMap<WindowId, BTreeMap<LineId, bool>> {
    let lines = |window: &hall_core::catalogue::Window| {
        let own = window.own.iter().map(|line| (line.clone(), true));
        own.chain(window.helps.iter().map(|line| (line.clone(), false))).collect()
    };
    catalogue.windows.iter().map(|(id, window)| (*id, lines(window))).collect()
}
