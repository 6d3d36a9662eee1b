//! The number on the paper, and the paper itself.

use crate::script::{play, play_with};

/// *Number* = `<prefix><3+ digits>`: prefix of the first chosen item's line,
#[test]
fn the_prefix_is_that_of_the_first_chosen_items_line() {
    play(
        "
        08:00 kiosk-1 take card,parking  -> A001 taken
        08:00 kiosk-1 take parking,card  -> B001 taken
        ",
    );
}

/// `<prefix><3+ digits>`
#[test]
fn a_number_has_three_digits_or_more() {
    let table = play("08:00 kiosk-1 take card -> A001 taken");
    let mut number = table.hall.tickets().next().unwrap().number;
    for (given, expected) in [(1, "A001"), (99, "A099"), (999, "A999"), (1000, "A1000")] {
        number.number = given;
        assert_eq!(number.to_string(), expected);
    }
}

/// fixed for life;
#[test]
fn the_number_stays_when_the_items_move() {
    play(
        "
        08:00 window 1 open                          -> 1 opened clerk-1
        08:00 window 3 open                          -> 3 opened clerk-3
        08:00 kiosk-1 take card                      -> A001 taken
        08:01 window 1 call                          -> A001 called 1
        08:01 window 1 transfer A001 to line B       -> A001 card to line B
        08:02 window 3 call                          -> A001 called 3
        08:02 show A001                              -> called 3
        ",
    );
}

/// dense and unique per prefix and day from 001,
#[test]
fn numbers_are_dense_and_unique_per_prefix_and_day() {
    play(
        "
        08:00 kiosk-1 take card          -> A001 taken
        08:00 kiosk-2 take parking       -> B001 taken
        08:00 kiosk-2 take photo         -> A002 taken
        08:00 kiosk-1 take fee           -> D001 taken
        08:00 kiosk-1 take plate         -> B002 taken
        08:00 kiosk-1 take card,parking  -> A003 taken
        08:00 kiosk-1 take parking       -> B003 taken
        ",
    );
}

/// also across restarts and retries; (restarts: every script ends by replaying its log and its snapshot)
#[test]
fn a_refused_or_repeated_take_uses_up_no_number() {
    play(
        "
        08:00 kiosk-1 take card key basket-1  -> A001 taken
        08:00 kiosk-1 take card key basket-1  -> again A001
        08:00 kiosk-1 take card,visa          -> refused items_refused visa=line_closed until +2 09:00
        08:00 kiosk-1 take card key basket-2  -> A002 taken
        ",
    );
}

/// never reused the same day.
#[test]
fn a_number_given_up_is_not_given_again() {
    play(
        "
        08:00 kiosk-1 take card   -> A001 taken
        08:01 phone A001 cancel   -> A001 cancelled
        08:02 kiosk-1 take card   -> A002 taken
        ",
    );
}

/// *Ghosts*: a ticket whose paper was not confirmed when a kiosk restarts is printed again if younger than 2 minutes
/// (marked 补打), else cancelled.
#[test]
fn ghosts_are_printed_again_when_young_and_cancelled_when_old() {
    play(
        "
        08:00:00 kiosk-1 take card  -> A001 taken
        08:00:01 kiosk-1 take card  -> A002 taken
        08:00:01 kiosk-2 take card  -> A003 taken
        08:00:02 kiosk-1 take card  -> A004 taken
        08:00:03 kiosk-1 paper A004 -> A004 paper
        # A001 is 2 minutes old to the second, A002 a second younger; A003 is another kiosk's, A004 came out.
        08:02:00 kiosk-1 restarts   -> A001 cancelled as ghost; A002 reprint on kiosk-1
        08:02:01 kiosk-1 paper A002 -> A002 paper
        08:02:02 kiosk-1 restarts   -> nothing
        08:02:02 show line A        -> A002 A003 A004
        08:02:02 show places A      -> taken 3 reserved 0
        ",
    );
}

/// A ghost somebody already looks after at a window is left alone.
#[test]
fn a_ghost_that_was_called_is_left_alone() {
    play(
        "
        08:00 window 1 open        -> 1 opened clerk-1
        08:00 kiosk-1 take card    -> A001 taken
        08:01 window 1 call        -> A001 called 1
        08:03 kiosk-1 restarts     -> nothing
        # So is one that waits again: its visitor was here.
        08:04 window 1 start A001  -> A001 serving 1
        08:05 window 1 park A001 any_window -> A001 parked any_window
        08:06 phone A001 return    -> A001 waits after back_from_park
        08:07 kiosk-1 restarts     -> nothing
        ",
    );
}

/// numbers restart.
#[test]
fn numbers_restart_with_the_day() {
    play(
        "
        08:00 kiosk-1 take card     -> A001 taken
        08:00 phone A001 cancel     -> A001 cancelled
        +1 08:00 kiosk-1 take card  -> (day 2026-09-08) A001 taken
        ",
    );
}

/// Lines that share a prefix share its numbers.
#[test]
fn lines_of_one_prefix_share_its_numbers() {
    play_with(
        |hall| hall.lines.get_mut(&"B".into()).unwrap().prefix = 'A',
        "
        08:00 kiosk-1 take card     -> A001 taken
        08:00 kiosk-1 take parking  -> A002 taken
        ",
    );
}
