//! The hall's day, and clocks that are wrong.

use crate::script::play;

/// The hall's day is `date(local time − 3 h)`
#[test]
fn the_day_changes_at_three_in_the_morning() {
    play(
        "
        23:58 kiosk-1 take print        -> N001 taken
        +1 00:10 kiosk-1 take print     -> N002 taken
        +1 02:59:59 kiosk-1 take print  -> N003 taken
        +1 02:59:59 show day            -> 2026-09-07
        +1 02:59:59 show due            -> +1 03:00
        +1 03:00 kiosk-1 take print     -> (N001 expired) (N002 expired) (N003 expired) (day 2026-09-08) N001 taken
        +1 03:00 show ~N001             -> gone
        +1 03:00 show due               -> +2 03:00
        ",
    );
}

/// and never decreases.
#[test]
fn the_day_never_decreases() {
    play(
        "
        +1 08:00 kiosk-1 take card  -> (day 2026-09-08) A001 taken
        08:00 time passes           ->
        08:00 kiosk-1 take card     -> A002 taken
        08:00 show day              -> 2026-09-08
        ",
    );
}

/// The rollover is an event, run late if the server was down:
#[test]
fn the_rollover_is_run_late() {
    play(
        "
        08:00 kiosk-1 take card     -> A001 taken
        +3 09:00 time passes        -> (A001 expired) (day 2026-09-10)
        +3 09:00 show day           -> 2026-09-10
        ",
    );
    play(
        "
        08:00 kiosk-1 take card           -> A001 taken
        +1 09:00 undue kiosk-1 take card  -> refused rollover_due
        ",
    );
}

/// leftovers expire,
#[test]
fn a_grace_that_ended_first_ends_first() {
    play(
        "
        08:00 window 1 open         -> 1 opened clerk-1
        08:00 kiosk-1 take card     -> A001 taken
        08:00 kiosk-1 take card     -> A002 taken
        08:01 window 1 call         -> A001 called 1
        08:02 window 1 no-show A001 -> A001 missed until 08:32
        08:02 show due              -> 08:32
        +1 09:00 time passes        -> (A001 expired) (A002 expired) (day 2026-09-08)
        ",
    );
}

const OVER_NIGHT: &str = "
    23:00 window 6 open          -> 6 opened clerk-6
    23:00 window 1 open          -> 1 opened clerk-1
    23:50 kiosk-1 take print     -> N001 taken
    +1 02:58 window 6 call       -> N001 called 6
    ";

/// Serving may finish under the old day,
#[test]
fn serving_may_finish_under_the_old_day() {
    play(&format!(
        "{OVER_NIGHT}
        +1 02:59 window 6 start N001        -> N001 serving 6
        +1 03:01 time passes                -> (day 2026-09-08)
        +1 03:01 show N001                  -> serving 6
        +1 03:02 kiosk-1 take print         -> N001 taken
        +1 03:03 window 6 finish ~N001 print -> ~N001 print=done; ~N001 done
        +1 03:04 window 6 call              -> N001 called 6
        "
    ));
}

/// … and so may who was called and comes to the window;
#[test]
fn who_was_called_before_the_rollover_is_served() {
    play(&format!(
        "{OVER_NIGHT}
        +1 03:00 window 6 start N001        -> (day 2026-09-08) N001 serving 6
        +1 03:01 window 6 park N001 at_window -> N001 parked at_window
        +1 03:02 window 6 resume N001       -> N001 resumed 6
        +1 03:03 window 6 finish N001 print -> N001 print=done; N001 done
        "
    ));
}

/// … but nothing of the old day waits again.
#[test]
fn nothing_of_the_old_day_waits_again() {
    for (row, events) in [
        ("put-back N001", "N001 expired"),
        ("no-show N001", "N001 expired"),
        ("close", "N001 expired; 6 closed; N unserved"),
        ("transfer N001 to line A", "N001 expired"),
        ("transfer N001 to window 1", "N001 expired"),
    ] {
        play(&format!("{OVER_NIGHT}\n +1 03:00 window 6 {row} -> (day 2026-09-08) {events}"));
    }
    for (row, events) in [
        ("park N001 any_window", "N001 expired"),
        ("park N001 this_window", "N001 expired"),
        ("transfer N001 to line A", "N001 expired"),
    ] {
        play(&format!(
            "{OVER_NIGHT}
            +1 02:59 window 6 start N001  -> N001 serving 6
            +1 03:00 window 6 {row}       -> (day 2026-09-08) {events}"
        ));
    }
}

/// … nor do its items left over.
#[test]
fn items_left_over_from_the_old_day_expire() {
    play(
        "
        08:00 window 6 open                  -> 6 opened clerk-6
        16:50 kiosk-1 take print,card        -> N001 taken
        16:51 window 6 call                  -> N001 called 6
        16:51 window 6 start N001            -> N001 serving 6
        +1 03:01 window 6 finish N001 print  -> (day 2026-09-08) N001 print=done; N001 expired
        ",
    );
}

/// `now = max(clock, last event's time)`: a clock set back changes no order.
#[test]
fn a_clock_set_back_changes_no_order() {
    let table = play(
        "
        09:00 window 1 open      -> 1 opened clerk-1
        09:00 kiosk-1 take card  -> A001 taken
        08:30 kiosk-1 take card  -> A002 taken
        08:30 show arrival A002  -> 09:00
        08:31 show line A        -> A001 A002
        08:31 window 1 call      -> A001 called 1
        # Graces and gaps are counted in the hall's time, which stands still until the clock has caught up.
        08:31:40 window 1 recall A001  -> refused recall_too_soon 09:00:30
        09:00:30 window 1 recall A001  -> A001 recalled 1
        ",
    );
    assert!(table.log.is_sorted_by_key(|event| event.at));
}

/// … nor does it reopen or close a line.
#[test]
fn a_clock_set_back_changes_no_opening() {
    play(
        "
        11:59 kiosk-1 take card  -> A001 taken
        07:00 show status A      -> open until 12:00
        07:00 kiosk-1 take card  -> A002 taken
        ",
    );
}

/// A jump forward of more than 10 min against the monotonic clock raises an alarm and holds the rollover until staff
/// confirm.
#[test]
fn a_jump_forward_holds_the_rollover_until_staff_confirm() {
    let table = play(
        "
        08:00 kiosk-1 take print               -> N001 taken
        08:00 chief confirm-clock              -> refused clock_not_held
        # The jump is told before anything that it makes due.
        +1 08:05 undue server jump 1440        -> clock jumped
        +1 08:05 time passes                   ->
        +1 08:05 show day                      -> 2026-09-07
        +1 08:05 show due                      -> never
        +1 08:05 kiosk-1 take print            -> N002 taken
        ",
    );
    assert!(table.hall.clock_held());
    let table = table.play(
        "
        +1 08:06 chief confirm-clock           -> clock confirmed
        +1 08:06 show due                      -> +1 03:00
        +1 08:06 kiosk-1 take print            -> (N001 expired) (N002 expired) (day 2026-09-08) N001 taken
        ",
    );
    assert!(!table.hall.clock_held());
}

/// `Hall::next_due` names the very instant at which `Hall::due` has something.
#[test]
fn next_due_is_when_something_is_due() {
    let table = play(
        "
        08:00 window 1 open         -> 1 opened clerk-1
        08:00 kiosk-1 take card     -> A001 taken
        08:01 window 1 call         -> A001 called 1
        08:02 window 1 no-show A001 -> A001 missed until 08:32
        ",
    );
    let mut hall = table.hall;
    for _ in 0..3 {
        let at = hall.next_due().unwrap();
        assert!(hall.due(at + -1).is_empty(), "nothing is due before {at:?}");
        let events = hall.due(at);
        assert!(!events.is_empty(), "something is due at {at:?}");
        for event in &events {
            hall.apply(event);
        }
    }
}
