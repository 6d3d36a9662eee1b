//! *I am late*: away by the visitor's own word.

use crate::script::play;

/// Who says *I am late* while waiting is out of the line, comes back with their arrival, and may say it again.
#[test]
fn late_while_waiting_the_place_is_kept() {
    play(
        "
        08:00 window 1 open      -> 1 opened clerk-1
        08:00 kiosk-1 take card  -> A001 taken
        08:01 kiosk-1 take card  -> A002 taken
        08:02 phone A001 late    -> A001 late
        08:02 show A001          -> late
        08:02 show line A        -> A002
        08:02 phone A001 late    -> refused wrong_phase parked
        08:03 window 1 call      -> A002 called 1
        08:20 phone A001 return  -> A001 waits after back_from_park
        08:20 show A001          -> waiting in A
        08:20 show arrival A001  -> 08:00
        08:21 phone A001 late    -> A001 late
        08:22 kiosk-1 return A001 -> A001 waits after back_from_park
        ",
    );
}

/// Called, the window is free at once; the visitor comes back to whichever window calls first. Once.
#[test]
fn late_for_a_call_the_window_is_free_at_once() {
    play(
        "
        08:00 window 1 open          -> 1 opened clerk-1
        08:00 window 2 open          -> 2 opened clerk-2
        08:00 kiosk-1 take card      -> A001 taken
        08:01 kiosk-1 take card      -> A002 taken
        08:02 window 1 call          -> A001 called 1
        08:03 phone A001 late        -> A001 late for 1
        08:03 show window 1          -> open clerk-1
        08:03 window 1 start A001    -> refused stale nobody
        08:03 window 1 call          -> A002 called 1
        08:20 chief return A001      -> A001 waits after back_from_park
        08:20 show arrival A001      -> 08:00
        08:21 window 2 call          -> A001 called 2
        08:22 phone A001 late        -> refused late_twice
        08:22 show A001              -> called 2
        08:22 window 2 start A001    -> A001 serving 2
        ",
    );
}

/// Being late is no missed call: the first no-show after it still has its grace.
#[test]
fn late_is_not_a_missed_call() {
    play(
        "
        08:00 window 1 open          -> 1 opened clerk-1
        08:00 kiosk-1 take card      -> A001 taken
        08:01 window 1 call          -> A001 called 1
        08:02 phone A001 late        -> A001 late for 1
        08:05 phone A001 return      -> A001 waits after back_from_park
        08:06 window 1 call          -> A001 called 1
        08:08 window 1 no-show A001  -> A001 missed until 08:38
        ",
    );
}

/// Nobody is overtaken against the guarantee: others are called meanwhile, and the late one stands before those
/// who came later.
#[test]
fn whoever_is_late_stands_where_the_arrival_says() {
    play(
        "
        08:00 window 1 open      -> 1 opened clerk-1
        08:00 kiosk-1 take card  -> A001 taken
        08:01 kiosk-1 take card  -> A002 taken
        08:02 phone A002 late    -> A002 late
        08:05 kiosk-1 take card  -> A003 taken
        08:06 phone A002 return  -> A002 waits after back_from_park
        08:06 show line A        -> A001 A002 A003
        ",
    );
}

/// A ticket sent to one window still waits for it; when that closes it waits for any.
#[test]
fn late_a_ticket_keeps_the_window_it_was_sent_to() {
    play(
        "
        08:00 window 1 open       -> 1 opened clerk-1
        08:00 window 2 open       -> 2 opened clerk-2
        08:00 kiosk-1 take card   -> A001 taken
        08:01 chief direct A001 2 -> A001 directed 2
        08:02 phone A001 late     -> A001 late
        08:05 phone A001 return   -> A001 waits after back_from_park
        08:05 show A001           -> waiting in window 2
        08:06 phone A001 late     -> A001 late
        08:07 window 2 close      -> 2 closed
        08:08 phone A001 return   -> A001 waits after back_from_park
        08:08 show A001           -> waiting in A
        ",
    );
}

/// Whoever does not come after all gives the number up; the day's end takes the rest.
#[test]
fn late_a_ticket_can_be_given_up_and_expires_with_the_day() {
    play(
        "
        08:00 kiosk-1 take card  -> A001 taken
        08:00 kiosk-1 take card  -> A002 taken
        08:01 phone A001 late    -> A001 late
        08:01 phone A002 late    -> A002 late
        08:02 phone A001 cancel  -> A001 cancelled
        +1 03:00 time passes     -> (A002 expired) (day 2026-09-08)
        ",
    );
}

/// Only who waits or is called can be late.
#[test]
fn who_is_served_or_away_is_not_late() {
    play(
        "
        08:00 window 1 open          -> 1 opened clerk-1
        08:00 kiosk-1 take card      -> A001 taken
        08:01 window 1 call          -> A001 called 1
        08:02 window 1 start A001    -> A001 serving 1
        08:02 phone A001 late        -> refused wrong_phase serving
        08:03 window 1 park A001 at_window -> A001 parked at_window
        08:03 phone A001 late        -> refused wrong_phase parked
        08:04 window 1 resume A001   -> A001 resumed 1
        08:05 window 1 finish A001 card -> A001 card=done; A001 done
        08:05 phone A001 late        -> refused wrong_phase done
        ",
    );
}
