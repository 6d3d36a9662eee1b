//! A desk that disconnects, and who takes over.

use crate::script::play;

/// A desk that disconnects keeps its ticket; (nothing but a command changes the hall)
#[test]
fn a_desk_that_disconnects_keeps_its_ticket() {
    play(
        "
        08:00 window 1 by li open  -> 1 opened li
        08:00 kiosk-1 take card    -> A001 taken
        08:01 window 1 by li call  -> A001 called 1
        11:00 time passes          ->
        11:00 show window 1        -> open li with A001
        ",
    );
}

/// another sign-in at the window takes over, audited.
#[test]
fn another_sign_in_takes_the_window_over() {
    play(
        "
        08:00 window 1 by li open           -> 1 opened li
        08:00 window 2 by zhao open         -> 2 opened zhao
        08:00 kiosk-1 take card             -> A001 taken
        08:01 window 1 by li call           -> A001 called 1
        08:02 window 1 by li start A001     -> A001 serving 1
        08:05 window 1 by wang open         -> 1 taken over wang from li
        08:05 show window 1                 -> open wang with A001
        08:05 window 1 by li finish A001 card   -> refused not_your_window wang
        08:05 window 1 by zhao open         -> refused clerk_elsewhere 2
        08:06 window 1 by wang finish A001 card -> A001 card=done; A001 done
        # Who was taken over from is free for another window.
        08:07 window 3 by li open           -> 3 opened li
        08:08 window 1 by wang pause        -> 1 paused
        08:09 window 1 by ma open           -> 1 taken over ma from wang
        08:09 show window 1                 -> paused ma
        ",
    );
}

/// A supervisor opens a window for a clerk; nobody who came there meanwhile is sent away.
#[test]
fn a_window_opened_for_a_clerk_is_not_taken_over() {
    play(
        "
        08:00 chief open-for 1 li      -> 1 opened li
        08:00 chief open-for 1 wang    -> refused window_open
        08:00 chief open-for 1 li      -> refused window_open
        08:00 chief open-for 2 li      -> refused clerk_elsewhere 1
        08:01 window 1 by wang open    -> 1 taken over wang from li
        08:01 show window 1            -> open wang
        ",
    );
}
