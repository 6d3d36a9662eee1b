//! At the window: clerks, calling, recalling, stale desks, pausing.

use crate::script::play;

/// One clerk at one window;
#[test]
fn one_clerk_works_at_one_window() {
    play(
        "
        08:00 window 1 by li open      -> 1 opened li
        08:00 window 2 by li open      -> refused clerk_elsewhere 1
        08:00 window 1 by li open      -> refused window_open
        08:00 window 9 by li open      -> refused window_unknown
        08:00 window 1 by wang call    -> refused not_your_window li
        08:00 window 2 by wang call    -> refused window_closed
        08:01 window 1 by li close     -> 1 closed; A unserved
        08:01 window 2 by li open      -> 2 opened li; A served
        ",
    );
}

/// at most one ticket Called or Serving there (`window_busy` otherwise).
#[test]
fn a_window_has_one_ticket_at_a_time() {
    play(
        "
        08:00 window 1 open            -> 1 opened clerk-1
        08:00 kiosk-1 take card        -> A001 taken
        08:00 kiosk-1 take card        -> A002 taken
        08:01 window 1 call            -> A001 called 1
        08:01 window 1 call has A001   -> refused window_busy A001
        08:01 window 1 pick A002       -> refused window_busy A001
        08:02 window 1 start A001      -> A001 serving 1
        08:02 window 1 call has A001   -> refused window_busy A001
        08:02 window 1 start A001      -> refused wrong_phase serving
        ",
    );
}

/// `CallNext` names the ticket the desk believes it has; a mismatch is `stale` and changes nothing.
#[test]
fn a_stale_desk_changes_nothing() {
    play(
        "
        08:00 window 1 open            -> 1 opened clerk-1
        08:00 kiosk-1 take card        -> A001 taken
        08:00 kiosk-1 take card        -> A002 taken
        08:01 window 1 call has A001   -> refused stale nobody
        08:01 window 1 call            -> A001 called 1
        # The tap came twice, under two keys.
        08:01 window 1 call            -> refused stale A001
        08:01 window 1 call has A002   -> refused stale A001
        08:01 show A001                -> called 1
        08:01 show line A              -> A002
        08:02 window 1 start A002      -> refused stale A001
        08:02 window 1 start #77       -> refused ticket_unknown
        ",
    );
}

/// Two clerks calling at once get two visitors.
#[test]
fn two_clerks_calling_at_once_get_two_visitors() {
    play(
        "
        08:00 window 1 open        -> 1 opened clerk-1
        08:00 window 2 open        -> 2 opened clerk-2
        08:00 kiosk-1 take card    -> A001 taken
        08:01 window 1 call        -> A001 called 1
        08:01 window 2 call        -> refused nobody_waiting
        08:01 window 2 pick A001   -> refused ticket_elsewhere 1
        08:01 window 2 start A001  -> refused ticket_elsewhere 1
        08:01 kiosk-1 take card    -> A002 taken
        08:01 window 2 call        -> A002 called 2
        ",
    );
}

/// Whatever is done to a ticket is done at its window.
#[test]
fn a_ticket_elsewhere_is_left_alone() {
    play(
        "
        08:00 window 1 open                       -> 1 opened clerk-1
        08:00 window 2 open                       -> 2 opened clerk-2
        08:00 kiosk-1 take card                   -> A001 taken
        08:01 window 1 call                       -> A001 called 1
        08:01 window 2 recall A001                -> refused ticket_elsewhere 1
        08:01 window 2 no-show A001               -> refused ticket_elsewhere 1
        08:01 window 2 put-back A001              -> refused ticket_elsewhere 1
        08:01 window 2 transfer A001 to window 2  -> refused ticket_elsewhere 1
        08:01 window 2 void A001                  -> refused ticket_elsewhere 1
        08:02 window 1 start A001                 -> A001 serving 1
        08:02 window 2 record A001 card           -> refused ticket_elsewhere 1
        08:02 window 2 finish A001 card           -> refused ticket_elsewhere 1
        08:02 window 2 park A001 any_window       -> refused ticket_elsewhere 1
        08:02 window 1 no-show A001               -> refused wrong_phase serving
        08:02 window 1 put-back A001              -> refused wrong_phase serving
        08:02 window 1 recall A001                -> refused wrong_phase serving
        08:02 window 1 resume A001                -> refused window_busy A001
        ",
    );
}

/// *Recall*: up to 2,
#[test]
fn a_number_is_recalled_up_to_twice() {
    play(
        "
        08:00 window 1 open        -> 1 opened clerk-1
        08:00 kiosk-1 take card    -> A001 taken
        08:01 window 1 call        -> A001 called 1
        08:02 window 1 recall A001 -> A001 recalled 1
        08:03 window 1 recall A001 -> A001 recalled 1
        08:04 window 1 recall A001 -> refused recalls_used 2
        # Called anew it may be recalled anew.
        08:05 window 1 put-back A001 -> A001 waits after put_back
        08:05 window 1 call          -> A001 called 1
        08:06 window 1 recall A001   -> A001 recalled 1
        ",
    );
}

/// at least 30 s apart.
#[test]
fn calls_of_a_number_are_30_seconds_apart() {
    play(
        "
        08:00 window 1 open           -> 1 opened clerk-1
        08:00 kiosk-1 take card       -> A001 taken
        08:01:00 window 1 call        -> A001 called 1
        08:01:29 window 1 recall A001 -> refused recall_too_soon 08:01:30
        08:01:30 window 1 recall A001 -> A001 recalled 1
        08:01:59 window 1 recall A001 -> refused recall_too_soon 08:02
        08:02:00 window 1 recall A001 -> A001 recalled 1
        ",
    );
}

/// *Put back*: a number called by mistake returns to waiting unchanged.
#[test]
fn put_back_returns_a_number_unchanged() {
    play(
        "
        08:00 window 3 open              -> 3 opened clerk-3
        08:00 kiosk-1 take card,parking  -> A001 taken
        08:01 kiosk-1 take parking       -> B001 taken
        08:02 window 3 call              -> A001 called 3
        08:03 window 3 put-back A001     -> A001 waits after put_back
        08:03 show A001                  -> waiting in A,B
        08:03 show arrival A001          -> 08:00
        08:03 show line B                -> A001 B001
        # Also one sent to this window.
        08:04 chief direct B001 3        -> B001 directed 3
        08:05 window 3 call              -> B001 called 3
        08:05 window 3 put-back B001     -> B001 waits after put_back
        08:05 show B001                  -> waiting in window 3
        ",
    );
}

/// *Pausing* stops new calls.
#[test]
fn pausing_stops_new_calls() {
    play(
        "
        08:00 window 1 open                  -> 1 opened clerk-1
        08:00 kiosk-1 take card              -> A001 taken
        08:00 kiosk-1 take card              -> A002 taken
        08:01 window 1 call                  -> A001 called 1
        08:01 window 1 continue              -> refused window_not_paused
        08:02 window 1 pause until 08:15     -> 1 paused until 08:15
        08:02 window 1 pause                 -> refused window_paused
        # Who is here is served to the end.
        08:02:30 window 1 recall A001        -> A001 recalled 1
        08:03 window 1 start A001            -> A001 serving 1
        08:08 window 1 finish A001 card      -> A001 card=done; A001 done
        08:09 window 1 call                  -> refused window_paused
        08:09 window 1 pick A002             -> refused window_paused
        08:09 show status A                  -> open until 12:00
        08:10 window 1 continue              -> 1 continued
        08:10 window 1 call                  -> A002 called 1
        # A time that has passed says nothing.
        08:11 window 1 pause until 08:11     -> 1 paused
        ",
    );
}
