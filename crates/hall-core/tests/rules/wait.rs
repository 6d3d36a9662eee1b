//! Estimated wait. A visit takes half a minute to walk, the usual time of its items (card 5 minutes, parking 10), and a
//! quarter of a minute until the next call.

use hall_core::event::{Event, Fact, ItemInLine, TicketTaken};
use hall_core::ids::{TicketId, TicketNumber};

use crate::script::{Table, play};
use crate::small_hall::catalogue;

/// *Estimated wait*: roll the present hall forward …; shown as a range (约10–15分钟).
#[test]
fn the_hall_is_rolled_forward() {
    play(
        "
        08:00 show wait A         -> unknown
        08:00 window 1 open       -> 1 opened clerk-1
        08:00 show wait A         -> 0:00 to 5:00
        08:00 kiosk-1 take card   -> A001 taken
        08:00 kiosk-1 take card   -> A002 taken
        08:00 kiosk-1 take card   -> A003 taken
        # At 0:00, 5:45, 11:30; who comes now at 17:15. Five minutes wide, later half of it.
        08:00 show wait A001      -> 0:00 to 5:00
        08:00 show wait A002      -> 3:15 to 8:15
        08:00 show wait A003      -> 8:37 to 14:22
        08:00 show wait A         -> 12:56 to 21:33
        # Two windows: 0:00, 0:00, 5:45; who comes now at 5:45.
        08:00 window 2 open       -> 2 opened clerk-2
        08:00 show wait A002      -> 0:00 to 5:00
        08:00 show wait A003      -> 3:15 to 8:15
        08:00 show wait A         -> 3:15 to 8:15
        08:00 show wait B         -> unknown
        ",
    );
}

/// the present hall: with who is at the windows, and for how long already.
#[test]
fn who_is_at_the_window_counts() {
    play(
        "
        08:00 window 1 open          -> 1 opened clerk-1
        08:00 kiosk-1 take card      -> A001 taken
        08:00 kiosk-1 take card      -> A002 taken
        08:00 window 1 call          -> A001 called 1
        08:00 show wait A002         -> 3:15 to 8:15
        08:01 show wait A002         -> 2:45 to 7:45
        08:01 window 1 start A001    -> A001 serving 1
        08:03 show wait A002         -> 0:45 to 5:45
        # Longer than expected: it is taken to need two fifths of a visit more, and a minute at least.
        08:30 show wait A002         -> 0:00 to 5:00
        ",
    );
}

/// A visit of several items is not over when the first is decided.
#[test]
fn the_rest_of_a_visit_counts() {
    play(
        "
        08:00 window 4 open              -> 4 opened clerk-4
        08:00 kiosk-1 take card,parking  -> A001 taken
        08:00 kiosk-1 take card          -> A002 taken
        08:00 window 4 call              -> A001 called 4
        08:00 window 4 start A001        -> A001 serving 4
        08:05 show wait A002             -> 7:41 to 12:48
        08:05 window 4 record A001 card  -> A001 card=done
        08:05 show wait A002             -> 7:41 to 12:48
        ",
    );
}

/// with recent service times per item,
#[test]
fn recent_visits_move_the_service_time() {
    let visit = |n: u32, hour: &str| {
        format!(
            "
            {hour}:00 kiosk-1 take card           -> A00{n} taken
            {hour}:00 window 1 call               -> A00{n} called 1
            {hour}:00 window 1 start A00{n}       -> A00{n} serving 1
            {hour}:15 window 1 finish A00{n} card -> A00{n} card=done; A00{n} done
            "
        )
    };
    // 5 minutes by the catalogue, 15 by experience, three against three: 10:45 until the next call.
    play(&format!(
        "
        08:00 window 1 open        -> 1 opened clerk-1
        {}{}{}
        11:00 kiosk-1 take card    -> A004 taken
        11:00 show wait A          -> 8:03 to 13:26
        ",
        visit(1, "08"),
        visit(2, "09"),
        visit(3, "10"),
    ));
}

/// each window taking its next ticket by the same rule;
#[test]
fn windows_take_their_next_by_the_same_rule() {
    play(
        "
        08:00 window 3 open          -> 3 opened clerk-3
        08:00 kiosk-1 take card      -> A001 taken
        08:00 kiosk-1 take parking   -> B001 taken
        08:00 kiosk-1 take parking   -> B002 taken
        08:00 kiosk-1 take parking   -> B003 taken
        # Own before helped, until the helped one has waited 20 minutes: B001, B002, at 21:30 A001.
        08:00 show wait B001         -> 0:00 to 5:00
        08:00 show wait B002         -> 8:03 to 13:26
        08:00 show wait A001         -> 16:07 to 26:52
        08:00 show wait B003         -> 20:26 to 34:03
        # Who is sent to the window comes first.
        08:00 chief direct B003 3    -> B003 directed 3
        08:00 show wait B003         -> 0:00 to 5:00
        08:00 show wait B001         -> 8:03 to 13:26
        ",
    );
}

/// What a window leaves over waits in the next line, before who comes now.
#[test]
fn items_left_over_are_rolled_on() {
    play(
        "
        08:00 window 1 open              -> 1 opened clerk-1
        08:00 window 3 open              -> 3 opened clerk-3
        08:00 kiosk-1 take card,parking  -> A001 taken
        08:00 kiosk-1 take parking       -> B001 taken
        # Window 3 takes B001 until 10:30, from 10:45 on the parking of A001 until 21:15.
        08:00 show wait B                -> 16:07 to 26:52
        # The same while A001 is at window 1.
        08:00 window 1 call              -> A001 called 1
        08:00 show wait B                -> 16:07 to 26:52
        ",
    );
    play(
        "
        08:00 window 1 open              -> 1 opened clerk-1
        08:00 window 3 open              -> 3 opened clerk-3
        08:00 kiosk-1 take licence,card  -> B001 taken
        # The licence comes after the card: window 3, idle until 5:30, has it until 12:00.
        08:00 show wait B001             -> 0:00 to 5:00
        08:00 show wait B                -> 0:00 to 5:00
        ",
    );
}

/// A paused window goes on when it said it would; one that did not say is not counted on.
#[test]
fn paused_windows_count_from_when_they_go_on() {
    play(
        "
        08:00 window 1 open               -> 1 opened clerk-1
        08:00 window 1 pause until 08:20  -> 1 paused until 08:20
        08:05 kiosk-1 take card           -> A001 taken
        08:05 show wait A001              -> 11:15 to 18:45
        08:05 window 1 continue           -> 1 continued
        08:05 window 1 pause              -> 1 paused
        08:05 show wait A001              -> unknown
        08:05 show wait A                 -> unknown
        ",
    );
}

/// At most once a second for all. (cheap enough for it: the work is bounded, however many wait)
#[test]
fn a_hundred_thousand_waiting_cost_no_more_than_the_limit() {
    let table = Table::of(catalogue()).play(
        "
        08:00 window 1 open  -> 1 opened clerk-1
        08:00 window 4 open  -> 4 opened clerk-4
        ",
    );
    let mut hall = table.hall;
    let now = hall.last_at();
    for n in 1..=100_000 {
        hall.apply(&taken(n, now));
    }
    let found = hall.estimates(now);
    assert_eq!(found.tickets.len(), 5_000, "who stands behind the limit gets no estimate");
    let last = found.tickets[&TicketId(5_000)];
    let newcomer = found.lines[&"A".into()];
    assert!(newcomer.from_ms >= last.from_ms, "who comes now waits at least as long as the last foreseen");
    assert!(found.lines.contains_key(&"D".into()), "every line with a window has an estimate");
}

fn taken(n: u32, at: hall_core::time::Timestamp) -> Event {
    let fact = Fact::TicketTaken(TicketTaken {
        ticket: TicketId(n.into()),
        number: TicketNumber { prefix: 'A', number: n },
        sequence: n.into(),
        items: vec![ItemInLine { item: "card".into(), line: "A".into() }],
        kiosk: None,
        person: None,
        class_credit_ms: 0,
        other_credit_ms: 0,
        appointment: false,
        english: false,
        given: None,
        continues: None,
    });
    Event { at, cause: None, fact }
}
