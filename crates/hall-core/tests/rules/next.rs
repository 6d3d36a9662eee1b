//! Who is next: tiers, arrival, sequence; the guarantee; overrides; people ahead.

use crate::script::play;

/// For a window the next ticket is the least `(tier, arrival, sequence)` over the lines it accepts.
#[test]
fn the_next_is_the_least_by_tier_arrival_and_sequence() {
    play(
        "
        08:00 window 4 open                      -> 4 opened clerk-4
        08:30 kiosk-1 take parking               -> B001 taken
        08:30 kiosk-1 take fee                   -> D001 taken
        08:31 kiosk-1 take card                  -> A001 taken
        08:44 kiosk-1 take card as elderly       -> A002 taken
        08:45 kiosk-1 take card as elderly       -> A003 taken
        # A002 by arrival 08:29, then 08:30 by sequence: B001, D001, A003.
        08:46 window 4 call                      -> A002 called 4
        08:46 window 4 start A002                -> A002 serving 4
        08:46 window 4 finish A002 card          -> A002 card=done; A002 done
        08:47 window 4 call                      -> B001 called 4
        08:47 window 4 start B001                -> B001 serving 4
        08:47 window 4 finish B001 parking       -> B001 parking=done; B001 done
        08:48 window 4 call                      -> D001 called 4
        08:48 window 4 start D001                -> D001 serving 4
        08:48 window 4 finish D001 fee           -> D001 fee=done; D001 done
        08:49 window 4 call                      -> A003 called 4
        08:49 window 4 start A003                -> A003 serving 4
        08:49 window 4 finish A003 card          -> A003 card=done; A003 done
        08:50 window 4 call                      -> A001 called 4
        ",
    );
}

/// over the lines it accepts
#[test]
fn a_window_sees_only_the_lines_it_accepts() {
    play(
        "
        08:00 window 1 open         -> 1 opened clerk-1
        08:00 kiosk-1 take parking  -> B001 taken
        08:01 window 1 call         -> refused nobody_waiting
        08:01 window 1 pick B001    -> refused not_accepted
        ",
    );
}

/// Tiers: 0 sent to this very window, 1 own lines, 2 lines it helps;
#[test]
fn tier_0_comes_before_tier_1_before_tier_2() {
    play(
        "
        08:00 window 1 open                           -> 1 opened clerk-1
        08:00 window 3 open                           -> 3 opened clerk-3
        08:00 kiosk-1 take card                       -> A001 taken
        08:01 kiosk-1 take card                       -> A002 taken
        08:05 kiosk-1 take parking                    -> B001 taken
        08:06 kiosk-1 take parking                    -> B002 taken
        08:07 window 1 call                           -> A001 called 1
        08:07 window 1 start A001                     -> A001 serving 1
        08:07 kiosk-1 take card                       -> A003 taken
        08:07 chief direct A003 3                     -> A003 directed 3
        # Window 3 owns B and helps A; A003 came last, but was sent.
        08:08 window 3 call                           -> A003 called 3
        08:08 window 3 start A003                     -> A003 serving 3
        08:08 window 3 finish A003 card               -> A003 card=done; A003 done
        08:09 window 3 call                           -> B001 called 3
        08:09 window 3 start B001                     -> B001 serving 3
        08:09 window 3 finish B001 parking            -> B001 parking=done; B001 done
        08:10 window 3 call                           -> B002 called 3
        08:10 window 3 start B002                     -> B002 serving 3
        08:10 window 3 finish B002 parking            -> B002 parking=done; B002 done
        08:11 window 3 call                           -> A002 called 3
        ",
    );
}

/// Within tier 0 the order is that of arrival, too.
#[test]
fn tickets_sent_to_a_window_keep_their_order() {
    play(
        "
        08:00 window 3 open        -> 3 opened clerk-3
        08:00 kiosk-1 take card    -> A001 taken
        08:01 kiosk-1 take card    -> A002 taken
        08:02 chief direct A002 3  -> A002 directed 3
        08:03 chief direct A001 3  -> A001 directed 3
        08:04 window 3 call        -> A001 called 3
        ",
    );
}

/// a tier-2 ticket that has waited 20 min counts as tier 1.
#[test]
fn a_helped_ticket_counts_as_own_after_20_minutes() {
    let scene = "
        08:00 window 3 open         -> 3 opened clerk-3
        08:00 kiosk-1 take card     -> A001 taken
        08:01 kiosk-1 take parking  -> B001 taken
        ";
    play(&format!("{scene}\n 08:19:59 window 3 call -> B001 called 3"));
    play(&format!("{scene}\n 08:20:00 window 3 call -> A001 called 3"));
}

/// … waited counts from the virtual arrival, as everything in the order of calling.
#[test]
fn credit_counts_as_waiting() {
    let scene = "
        08:00 window 3 open                 -> 3 opened clerk-3
        08:15 kiosk-1 take card as elderly  -> A001 taken
        08:16 kiosk-1 take parking          -> B001 taken
        ";
    play(&format!("{scene}\n 08:19:59 window 3 call -> B001 called 3"));
    play(&format!("{scene}\n 08:20:00 window 3 call -> A001 called 3"));
}

/// A helped ticket that counts as own still waits its turn among them.
#[test]
fn a_helped_ticket_that_counts_as_own_does_not_jump_the_own_ones() {
    play(
        "
        08:00 window 3 open         -> 3 opened clerk-3
        08:00 kiosk-1 take parking  -> B001 taken
        08:01 kiosk-1 take card     -> A001 taken
        08:30 window 3 call         -> B001 called 3
        ",
    );
}

/// The guarantee (tested): among the tickets a window sees in the same tier, nobody is overtaken by one issued more
/// than the largest credit later,
#[test]
fn nobody_is_overtaken_by_one_issued_more_than_the_largest_credit_later() {
    let scene = "
        08:00 window 1 open               -> 1 opened clerk-1
        08:00 kiosk-1 take card           -> A001 taken
        ";
    // The largest credit is the return code's half hour.
    play(&format!(
        "{scene}
        08:29:59 kiosk-1 take card return-code -> A002 taken
        08:30 window 1 call                    -> A002 called 1"
    ));
    play(&format!(
        "{scene}
        08:30:00 kiosk-1 take card return-code -> A002 taken
        08:30 window 1 call                    -> A001 called 1"
    ));
    assert_eq!(crate::small_hall::catalogue().largest_credit_ms(), 30 * 60_000);
}

/// except through a logged override (a clerk picks a number,
#[test]
fn a_clerk_may_pick_a_number_and_the_log_says_so() {
    play(
        "
        08:00 window 1 open      -> 1 opened clerk-1
        08:00 window 2 open      -> 2 opened clerk-2
        08:00 kiosk-1 take card  -> A001 taken
        09:00 kiosk-1 take card  -> A002 taken
        09:01 window 1 pick A002 -> A002 picked 1
        09:01 window 1 pick A001 -> refused window_busy A002
        09:01 window 2 pick A002 -> refused ticket_elsewhere 1
        09:02 window 2 call      -> A001 called 2
        ",
    );
}

/// a supervisor directs one)
#[test]
fn a_supervisor_may_direct_a_ticket_and_the_log_says_so() {
    play(
        "
        08:00 window 1 open       -> 1 opened clerk-1
        08:00 window 5 open       -> 5 opened clerk-5
        08:00 kiosk-1 take card   -> A001 taken
        08:00 kiosk-1 take card   -> A002 taken
        08:01 chief direct A002 5 -> A002 directed 5
        08:01 show A002           -> waiting in window 5
        08:01 chief direct A002 5 -> refused same_place
        08:01 chief direct A002 2 -> refused window_closed
        08:01 chief direct A002 9 -> refused window_unknown
        # Another window cannot take it, and the window it was sent to may do what it else does not.
        08:02 window 1 pick A002  -> refused not_accepted
        08:03 chief direct A001 5 -> A001 directed 5
        08:03 chief direct A001 1 -> A001 directed 1
        08:03 show A001           -> waiting in window 1
        08:04 window 5 call       -> A002 called 5
        08:04 chief direct A002 1 -> refused ticket_elsewhere 5
        08:05 window 5 start A002 -> A002 serving 5
        08:09 window 5 finish A002 card -> A002 card=done; A002 done
        08:09 chief direct A002 1 -> refused wrong_phase done
        ",
    );
}

/// or the visitor's own no-show.
#[test]
fn who_missed_the_call_may_be_overtaken() {
    play(
        "
        08:00 window 1 open          -> 1 opened clerk-1
        08:00 kiosk-1 take card      -> A001 taken
        08:01 window 1 call          -> A001 called 1
        08:02 window 1 no-show A001  -> A001 missed until 08:32
        08:31 kiosk-1 take card      -> A002 taken
        08:31 kiosk-1 take card      -> A003 taken
        08:31 kiosk-1 take card      -> A004 taken
        08:32 phone A001 return      -> A001 rejoined at 08:31
        08:32 show line A            -> A002 A003 A004 A001
        ",
    );
}

/// *People ahead* = tickets with a smaller key in a line; for a ticket in several lines the minimum over them.
#[test]
fn people_ahead_is_the_least_over_the_lines() {
    play(
        "
        08:00 window 3 open              -> 3 opened clerk-3
        08:00 kiosk-1 take card          -> A001 taken
        08:00 kiosk-1 take card          -> A002 taken
        08:00 kiosk-1 take parking       -> B001 taken
        08:00 kiosk-1 take card,parking  -> A003 taken
        08:00 show ahead A001            -> 0
        08:00 show ahead A002            -> 1
        08:00 show ahead A003            -> 1
        08:00 show ahead B001            -> 0
        # Sent to a window it counts those sent there before it.
        08:01 chief direct A003 3        -> A003 directed 3
        08:01 show ahead A003            -> 0
        08:02 chief direct A001 3        -> A001 directed 3
        08:02 show ahead A003            -> 1
        08:03 window 3 call              -> A001 called 3
        08:03 show ahead A001            -> nobody counts
        ",
    );
}
