//! Who does not come, and comes back.

use crate::script::play;

/// *No-show* is for the whole ticket;
#[test]
fn a_no_show_is_for_the_whole_ticket() {
    play(
        "
        08:00 window 1 open              -> 1 opened clerk-1
        08:00 window 3 open              -> 3 opened clerk-3
        08:00 kiosk-1 take card,parking  -> A001 taken
        08:01 window 1 call              -> A001 called 1
        08:02 window 1 no-show A001      -> A001 missed until 08:32
        08:02 show A001                  -> missed until 08:32
        08:02 window 3 call              -> refused nobody_waiting
        08:02 window 3 pick A001         -> refused wrong_phase no_show
        08:02 chief direct A001 3        -> refused wrong_phase no_show
        08:02 show window 1              -> open clerk-1
        ",
    );
}

/// outcomes already recorded stand;
#[test]
fn outcomes_already_recorded_stand() {
    play(
        "
        08:00 window 1 open              -> 1 opened clerk-1
        08:00 window 3 open              -> 3 opened clerk-3
        08:00 kiosk-1 take card,parking  -> A001 taken
        08:01 window 1 call              -> A001 called 1
        08:01 window 1 start A001        -> A001 serving 1
        08:05 window 1 finish A001 card  -> A001 card=done; A001 waits after items_left
        08:06 window 3 call              -> A001 called 3
        08:07 window 3 no-show A001      -> A001 missed until 08:37
        08:10 phone A001 return          -> A001 rejoined at 08:00
        08:10 show A001                  -> waiting in B
        08:11 window 3 call              -> A001 called 3
        08:11 window 3 start A001        -> A001 serving 3
        08:12 window 3 record A001 card  -> refused item_decided card
        08:12 window 3 finish A001 parking  -> A001 parking=done; A001 done
        ",
    );
}

/// back within 30 min: `arrival = max(own, third-smallest arrival waiting in its lines)`, new sequence;
#[test]
fn who_comes_back_goes_behind_the_third_of_its_lines() {
    play(
        "
        08:00 window 1 open              -> 1 opened clerk-1
        08:00 kiosk-1 take card,parking  -> A001 taken
        08:01 window 1 call              -> A001 called 1
        08:02 window 1 no-show A001      -> A001 missed until 08:32
        08:03 kiosk-1 take card          -> A002 taken
        08:04 kiosk-1 take card,parking  -> A003 taken
        08:05 kiosk-1 take parking       -> B001 taken
        08:06 kiosk-1 take card          -> A004 taken
        08:06 kiosk-1 take parking       -> B002 taken
        # Of both lines together, who waits in two counted once: A002, A003, B001.
        08:10 kiosk-1 return A001        -> A001 rejoined at 08:05
        08:10 show line A                -> A002 A003 A001 A004
        08:10 show line B                -> A003 B001 A001 B002
        ",
    );
}

/// new sequence (who has the same arrival stays in front, also against a smaller old sequence)
#[test]
fn who_comes_back_has_a_new_sequence() {
    play(
        "
        08:00 window 1 open          -> 1 opened clerk-1
        08:00 kiosk-1 take card      -> A001 taken
        08:00 kiosk-1 take card      -> A002 taken
        08:00 kiosk-1 take card      -> A003 taken
        08:00 kiosk-1 take card      -> A004 taken
        08:00 kiosk-1 take card      -> A005 taken
        08:01 window 1 call          -> A001 called 1
        08:02 window 1 no-show A001  -> A001 missed until 08:32
        08:03 phone A001 return      -> A001 rejoined at 08:00
        08:03 show line A            -> A002 A003 A004 A005 A001
        ",
    );
}

/// max(own, …): nobody comes back further forward than they were.
#[test]
fn who_comes_back_is_not_moved_forward() {
    play(
        "
        08:00 window 1 open                  -> 1 opened clerk-1
        08:00 window 2 open                  -> 2 opened clerk-2
        08:20 kiosk-1 take card              -> A001 taken
        08:21 window 1 call                  -> A001 called 1
        08:22 window 1 no-show A001          -> A001 missed until 08:52
        08:30 kiosk-1 take card return-code  -> A002 taken
        08:31 kiosk-1 take card return-code  -> A003 taken
        08:32 kiosk-1 take card return-code  -> A004 taken
        08:33 kiosk-1 take card as elderly   -> A005 taken
        # The third arrived at 08:02, A001 itself at 08:20.
        08:34 phone A001 return              -> A001 rejoined at 08:20
        08:34 show line A                    -> A002 A003 A004 A005 A001
        ",
    );
}

/// Fewer than three wait: behind all of them; nobody waits: with the own arrival.
#[test]
fn fewer_than_three_are_all_let_pass() {
    let scene = "
        08:00 window 1 open          -> 1 opened clerk-1
        08:00 kiosk-1 take card      -> A001 taken
        08:01 window 1 call          -> A001 called 1
        08:02 window 1 no-show A001  -> A001 missed until 08:32
        ";
    play(&format!("{scene}\n 08:10 phone A001 return -> A001 rejoined at 08:00"));
    play(&format!(
        "{scene}
        08:03 kiosk-1 take card      -> A002 taken
        08:04 kiosk-1 take card      -> A003 taken
        08:10 phone A001 return      -> A001 rejoined at 08:04
        08:10 show line A            -> A002 A003 A001"
    ));
}

/// back within 30 min … the end of the grace expires it. (30 minutes to the millisecond still count)
#[test]
fn the_end_of_the_grace_expires_the_ticket() {
    let scene = "
        08:00 window 1 open          -> 1 opened clerk-1
        08:00 kiosk-1 take card      -> A001 taken
        08:01 window 1 call          -> A001 called 1
        08:02 window 1 no-show A001  -> A001 missed until 08:32
        ";
    play(&format!("{scene}\n 08:32:00 phone A001 return -> A001 rejoined at 08:00"));
    play(&format!(
        "{scene}
        08:32:01 phone A001 return  -> (A001 expired) refused wrong_phase expired
        08:32:01 show A001          -> expired"
    ));
    play(&format!("{scene}\n 08:32:01 undue phone A001 return -> refused grace_over"));
}

/// a second no-show … expires it.
#[test]
fn a_second_no_show_expires_the_ticket() {
    play(
        "
        08:00 window 1 open          -> 1 opened clerk-1
        08:00 kiosk-1 take card      -> A001 taken
        08:01 window 1 call          -> A001 called 1
        08:02 window 1 no-show A001  -> A001 missed until 08:32
        08:03 phone A001 return      -> A001 rejoined at 08:00
        08:03 phone A001 return      -> refused wrong_phase waiting
        08:04 window 1 call          -> A001 called 1
        08:05 window 1 no-show A001  -> A001 expired
        08:05 show window 1          -> open clerk-1
        08:06 phone A001 return      -> refused wrong_phase expired
        ",
    );
}

/// Who was sent to one window comes back to it.
#[test]
fn who_was_sent_to_a_window_comes_back_to_it() {
    play(
        "
        08:00 window 1 open          -> 1 opened clerk-1
        08:00 kiosk-1 take card      -> A001 taken
        08:00 chief direct A001 1    -> A001 directed 1
        08:01 window 1 call          -> A001 called 1
        08:02 window 1 no-show A001  -> A001 missed until 08:32
        08:03 phone A001 return      -> A001 rejoined at 08:00
        08:03 show A001              -> waiting in window 1
        ",
    );
}
