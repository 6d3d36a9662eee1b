//! The hall against what the events tell: what a step touched in full, everything else by counts.

use hall_core::hall::{Hall, WindowMode};
use hall_core::ids::TicketId;
use hall_core::ticket::{Phase, QueueKey};

use super::{Place, Referee, Tracked};

impl Referee {
    /// Compares the hall with what is known after a step.
    pub fn compare(&mut self, hall: &Hall) {
        assert_eq!(hall.day(), self.day);
        assert_eq!(hall.last_at(), self.at);
        for id in std::mem::take(&mut self.touched) {
            self.compare_ticket(hall, id);
        }
        self.compare_windows(hall);
        self.compare_lines(hall);
    }

    /// Every ticket, not only the touched ones: nothing is lost, and nobody's place has changed by itself.
    pub fn compare_everything(&self, hall: &Hall) {
        assert_eq!(hall.tickets().count(), self.tickets.len(), "no ticket is lost or made up");
        for id in self.tickets.keys() {
            self.compare_ticket(hall, *id);
        }
    }

    fn compare_ticket(&self, hall: &Hall, id: TicketId) {
        let known = self.ticket(id);
        let ticket = hall.ticket(id).unwrap_or_else(|| panic!("{id} is lost: {known:?}"));
        assert_eq!(place_of(ticket.phase), known.place, "{id}");
        assert_eq!((ticket.arrival, ticket.sequence), (known.arrival, known.sequence), "{id}");
        assert_eq!((ticket.number, ticket.day), (known.number, known.day), "{id}");
        assert_eq!(
            ticket.bound_to.filter(|_| known.place.is_open()),
            known.bound_to.filter(|_| known.place.is_open())
        );
        let open: Vec<_> = ticket.open_items().map(|item| (&item.item, &item.line)).collect();
        let expected: Vec<_> = known
            .pieces
            .iter()
            .filter(|piece| !piece.is_decided)
            .map(|piece| (&piece.item, &piece.line))
            .collect();
        assert_eq!(open, expected, "{id}");
        compare_standing(hall, ticket.key(), known);
    }

    fn compare_windows(&self, hall: &Hall) {
        let mut bound = 0;
        for (id, window) in hall.windows() {
            assert_eq!(window.current, self.at_window.get(&id).copied(), "window {id}");
            assert_eq!(window.mode != WindowMode::Closed, self.open_windows.contains(&id), "window {id}");
            assert_eq!(window.clerk.is_some(), self.open_windows.contains(&id), "window {id}");
            bound += window.bound.len();
        }
        let expected = self.waiting.iter().filter(|id| self.ticket(**id).bound_to.is_some()).count();
        assert_eq!(bound, expected, "tickets sent to windows");
    }

    fn compare_lines(&self, hall: &Hall) {
        for (id, line) in hall.lines() {
            let known = self.lines.get(id).copied().unwrap_or_default();
            assert_eq!(line.waiting.len(), known.waiting, "line {id}");
            assert_eq!((line.taken, line.reserved), (known.taken, known.reserved), "line {id}");
            assert_eq!(line.windows as usize, self.windows_of(id), "line {id}");
            assert!(line.served || line.windows == 0, "line {id} is served");
        }
        let waiting: usize = self.lines.values().map(|line| line.waiting).sum();
        assert_eq!(hall.lines().map(|(_, line)| line.waiting.len()).sum::<usize>(), waiting);
    }
}

/// Who waits stands in its lines or at its window, and nowhere else; who does not wait stands nowhere.
fn compare_standing(hall: &Hall, key: QueueKey, known: &Tracked) {
    let waits = known.place == Place::Waiting;
    for (id, line) in hall.lines() {
        assert_eq!(
            line.waiting.contains(&key),
            waits && known.stands_in.contains(id),
            "{key:?} in line {id}"
        );
    }
    for (id, window) in hall.windows() {
        assert_eq!(
            window.bound.contains(&key),
            waits && known.bound_to == Some(id),
            "{key:?} at window {id}"
        );
    }
    assert!(!waits || known.bound_to.is_some() || !known.stands_in.is_empty(), "{key:?} waits nowhere");
}

fn place_of(phase: Phase) -> Place {
    match phase {
        Phase::Waiting => Place::Waiting,
        Phase::Called { window, .. } => Place::Called(window),
        Phase::Serving { window, .. } => Place::Serving(window),
        Phase::NoShow { until } => Place::NoShow(until),
        Phase::Parked { window, kind, back, .. } => Place::Parked { window, kind, is_back: back },
        Phase::Done => Place::Done,
        Phase::Cancelled => Place::Cancelled,
        Phase::Expired => Place::Expired,
    }
}
