//! A window closes.

use crate::script::play;

/// *Closing*: Called goes back to waiting;
#[test]
fn a_called_number_goes_back_to_waiting_when_the_window_closes() {
    play(
        "
        08:00 window 1 open      -> 1 opened clerk-1
        08:00 window 2 open      -> 2 opened clerk-2
        08:00 kiosk-1 take card  -> A001 taken
        08:01 window 1 call      -> A001 called 1
        08:02 window 1 close     -> A001 waits after window_closed; 1 closed
        08:02 show window 1      -> closed
        08:02 show A001          -> waiting in A
        08:02 show arrival A001  -> 08:00
        08:03 window 2 call      -> A001 called 2
        ",
    );
}

/// Serving must be finished or parked first;
#[test]
fn serving_must_be_finished_or_parked_first() {
    play(
        "
        08:00 window 1 open                 -> 1 opened clerk-1
        08:00 kiosk-1 take card             -> A001 taken
        08:01 window 1 call                 -> A001 called 1
        08:01 window 1 start A001           -> A001 serving 1
        08:02 window 1 close                -> refused still_serving A001
        08:03 window 1 park A001 any_window -> A001 parked any_window
        08:03 window 1 close                -> 1 closed; A unserved
        08:04 window 1 close                -> refused window_closed
        ",
    );
}

/// tickets bound to that window fall back to their lines.
#[test]
fn tickets_bound_to_the_window_fall_back_to_their_lines() {
    play(
        "
        08:00 window 1 open                  -> 1 opened clerk-1
        08:00 window 2 open                  -> 2 opened clerk-2
        08:00 kiosk-1 take card              -> A001 taken
        08:00 kiosk-1 take card              -> A002 taken
        08:00 kiosk-1 take card              -> A003 taken
        08:00 kiosk-1 take card              -> A004 taken
        # A001 waits for window 1, A002 is called there, A003 and A004 are parked for it.
        08:01 window 1 pick A003             -> A003 picked 1
        08:01 window 1 start A003            -> A003 serving 1
        08:01 window 1 park A003 this_window -> A003 parked this_window
        08:02 window 1 pick A004             -> A004 picked 1
        08:02 window 1 start A004            -> A004 serving 1
        08:02 window 1 park A004 at_window   -> A004 parked at_window
        08:03 chief direct A002 1            -> A002 directed 1
        08:03 window 1 call                  -> A002 called 1
        08:03 chief direct A001 1            -> A001 directed 1
        08:04 window 1 close                 -> A002 waits after window_closed; 1 closed
        08:04 show line A                    -> A001 A002
        08:05 phone A003 return              -> A003 waits after back_from_park
        08:05 phone A004 return              -> A004 waits after back_from_park
        08:05 show line A                    -> A001 A002 A003 A004
        08:06 window 2 call                  -> A001 called 2
        ",
    );
}

/// A visitor parked at the window who is back already waits in the lines at once, not for another word of his.
#[test]
fn who_is_back_from_a_park_waits_at_once_when_the_window_closes() {
    play(
        "
        08:00 window 1 open                  -> 1 opened clerk-1
        08:00 window 2 open                  -> 2 opened clerk-2
        08:00 kiosk-1 take card              -> A001 taken
        08:01 window 1 call                  -> A001 called 1
        08:01 window 1 start A001            -> A001 serving 1
        08:02 window 1 park A001 at_window   -> A001 parked at_window
        08:05 phone A001 return              -> A001 back
        08:06 window 1 close                 -> A001 waits after window_closed; 1 closed
        08:06 show A001                      -> waiting in A
        08:07 window 2 call                  -> A001 called 2
        ",
    );
}

/// Who missed the call of a window that closed comes back to the lines.
#[test]
fn who_missed_the_call_of_a_closed_window_comes_back_to_the_lines() {
    play(
        "
        08:00 window 1 open          -> 1 opened clerk-1
        08:00 window 2 open          -> 2 opened clerk-2
        08:00 kiosk-1 take card      -> A001 taken
        08:00 chief direct A001 1    -> A001 directed 1
        08:01 window 1 call          -> A001 called 1
        08:02 window 1 no-show A001  -> A001 missed until 08:32
        08:03 window 1 close         -> 1 closed
        08:04 phone A001 return      -> A001 rejoined at 08:00
        08:04 show A001              -> waiting in A
        ",
    );
}

/// When a line's last window closes the kiosk stops selling it and the supervisor is told.
#[test]
fn when_the_last_window_of_a_line_closes_it_is_not_sold() {
    play(
        "
        # Before the first window of the day opens, the kiosk sells.
        08:00 kiosk-1 take parking    -> B001 taken
        08:00 window 3 open           -> 3 opened clerk-3
        08:00 window 4 open           -> 4 opened clerk-4
        08:00 window 1 open           -> 1 opened clerk-1
        08:01 window 3 close          -> 3 closed
        08:01 kiosk-1 take parking    -> B002 taken
        08:02 window 4 close          -> 4 closed; B unserved; D unserved
        08:02 show status B           -> open until 12:00, unserved
        08:02 kiosk-1 take card,parking  -> refused items_refused parking=line_unserved
        08:02 kiosk-1 take card       -> A001 taken
        # Who waits goes on waiting, and the next window serves them.
        08:02 show line B             -> B001 B002
        08:03 window 3 open           -> 3 opened clerk-3; B served
        08:03 show status B           -> open until 12:00
        08:03 kiosk-1 take parking    -> B003 taken
        08:04 window 5 open           -> 5 opened clerk-5; D served
        # A helped line is served as long as its helper is there; a pause closes nothing.
        08:05 window 3 pause          -> 3 paused
        08:05 window 1 close          -> 1 closed
        08:06 window 3 close          -> 3 closed; A unserved; B unserved
        # The next day begins anew.
        +1 08:00 kiosk-1 take card    -> (B001 expired) (B002 expired) (A001 expired) (B003 expired) (day 2026-09-08) A001 taken
        ",
    );
}
