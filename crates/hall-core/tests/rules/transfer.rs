//! Transfers.

use crate::script::play;

const CALLED: &str = "
    08:00 window 1 open              -> 1 opened clerk-1
    08:00 window 3 open              -> 3 opened clerk-3
    08:00 window 5 open              -> 5 opened clerk-5
    08:00 kiosk-1 take card,photo    -> A001 taken
    08:01 kiosk-1 take parking       -> B001 taken
    08:02 window 1 call              -> A001 called 1
    08:02 window 1 start A001        -> A001 serving 1
    ";

/// *Transfer* moves the open items to another line … arrival kept,
#[test]
fn a_transfer_moves_the_open_items_to_another_line() {
    play(&format!(
        "{CALLED}
        08:05 window 1 transfer A001 to line B   -> A001 card,photo to line B
        08:05 show A001                          -> waiting in B
        08:05 show arrival A001                  -> 08:00
        08:05 show line B                        -> A001 B001
        08:05 show window 1                      -> open clerk-1
        08:06 window 3 call                      -> A001 called 3
        08:06 window 3 start A001                -> A001 serving 3
        08:07 window 3 finish A001 card,photo    -> A001 card=done; A001 photo=done; A001 done
        "
    ));
}

/// … or to one window (tier 0 there), arrival kept,
#[test]
fn a_transfer_to_a_window_waits_there_in_tier_0() {
    play(&format!(
        "{CALLED}
        08:05 kiosk-1 take fee                   -> D001 taken
        08:06 window 1 transfer A001 to window 5 -> A001 card,photo to window 5
        08:06 show A001                          -> waiting in window 5
        08:06 show arrival A001                  -> 08:00
        08:07 window 5 call                      -> A001 called 5
        08:07 window 5 start A001                -> A001 serving 5
        # The window does what it was sent, though it owns other lines.
        08:08 window 5 finish A001 card          -> A001 card=done; A001 waits after items_left
        # What is left goes by the lines again.
        08:08 show A001                          -> waiting in A
        "
    ));
}

/// (some of the open items: the others wait where they were)
#[test]
fn a_transfer_may_move_some_of_the_items() {
    play(&format!(
        "{CALLED}
        08:05 window 1 transfer A001 photo to line B  -> A001 photo to line B
        08:05 show A001                               -> waiting in A,B
        08:06 window 3 call                           -> A001 called 3
        08:06 window 3 start A001                     -> A001 serving 3
        08:07 window 3 finish A001 photo              -> A001 photo=done; A001 waits after items_left
        08:07 show A001                               -> waiting in A
        "
    ));
}

/// the open items
#[test]
fn decided_items_are_not_transferred() {
    play(&format!(
        "{CALLED}
        08:05 window 1 record A001 card               -> A001 card=done
        08:05 window 1 transfer A001 card to line B   -> refused item_decided card
        08:05 window 1 transfer A001 visa to line B   -> refused item_not_on_ticket visa
        08:05 window 1 transfer A001 to line B        -> A001 photo to line B
        08:05 show A001                               -> waiting in B
        "
    ));
}

/// Where a transfer cannot lead.
#[test]
fn a_transfer_leads_to_somebody_else_who_is_there() {
    play(&format!(
        "{CALLED}
        08:05 window 1 transfer A001 to line Z     -> refused line_unknown
        08:05 window 1 transfer A001 to line N     -> refused line_unserved
        08:05 window 1 transfer A001 to line A     -> refused same_place
        08:05 window 1 transfer A001 to window 9   -> refused window_unknown
        08:05 window 1 transfer A001 to window 2   -> refused window_closed
        08:05 window 1 transfer A001 to window 1   -> refused same_place
        08:06 window 3 pause                       -> 3 paused
        08:06 window 1 transfer A001 to window 3   -> A001 card,photo to window 3
        "
    ));
}

/// Also a number only called, before the visitor sat down.
#[test]
fn a_called_number_can_be_transferred() {
    play(
        "
        08:00 window 1 open                       -> 1 opened clerk-1
        08:00 window 2 open                       -> 2 opened clerk-2
        08:00 kiosk-1 take card                   -> A001 taken
        08:01 window 1 call                       -> A001 called 1
        08:01 window 1 transfer A001 to window 2  -> A001 card to window 2
        08:02 window 2 call                       -> A001 called 2
        ",
    );
}
