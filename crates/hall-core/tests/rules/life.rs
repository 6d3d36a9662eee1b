//! A visit: the diagram, arrow by arrow, and one ticket for all items.

use crate::script::{play, play_with};

/// kiosk ─▶ Waiting ─▶ Called ─▶ Serving ─▶ Done
#[test]
fn a_visit_goes_from_waiting_over_called_and_serving_to_done() {
    play(
        "
        08:00 window 1 open              -> 1 opened clerk-1
        08:01 kiosk-1 take card          -> A001 taken
        08:01 show A001                  -> waiting in A
        08:02 window 1 call              -> A001 called 1
        08:02 show A001                  -> called 1
        08:02 show line A                -> nobody
        08:02 show window 1              -> open clerk-1 with A001
        08:03 window 1 start A001        -> A001 serving 1
        08:03 show A001                  -> serving 1
        08:09 window 1 finish A001 card  -> A001 card=done; A001 done
        08:09 show A001                  -> done
        08:09 show window 1              -> open clerk-1
        ",
    );
}

/// Waiting ─cancel▶ Cancelled
#[test]
fn a_waiting_ticket_can_be_cancelled() {
    play(
        "
        08:00 kiosk-1 take card,parking  -> A001 taken
        08:01 phone A001 cancel          -> A001 cancelled
        08:01 show A001                  -> cancelled
        08:01 show line A                -> nobody
        08:01 show line B                -> nobody
        08:02 phone A001 cancel          -> refused wrong_phase cancelled
        ",
    );
}

/// Only a waiting ticket can be cancelled: the diagram has no other arrow to Cancelled.
#[test]
fn no_other_ticket_can_be_cancelled() {
    play(
        "
        08:00 window 1 open                  -> 1 opened clerk-1
        08:00 kiosk-1 take card              -> A001 taken
        08:01 window 1 call                  -> A001 called 1
        08:01 phone A001 cancel              -> refused wrong_phase called
        08:02 window 1 start A001            -> A001 serving 1
        08:02 phone A001 cancel              -> refused wrong_phase serving
        08:03 window 1 park A001 any_window  -> A001 parked any_window
        08:03 phone A001 cancel              -> refused wrong_phase parked
        08:04 phone A001 return              -> A001 waits after back_from_park
        08:05 window 1 call                  -> A001 called 1
        08:06 window 1 no-show A001          -> A001 missed until 08:36
        08:06 phone A001 cancel              -> refused wrong_phase no_show
        ",
    );
}

/// end of day: Waiting, Parked, `NoShow` → Expired
#[test]
fn the_end_of_the_day_expires_who_waits_who_is_parked_and_who_missed_the_call() {
    play(
        "
        08:00 window 1 open                  -> 1 opened clerk-1
        08:00 window 2 open                  -> 2 opened clerk-2
        16:50 kiosk-1 take card              -> A001 taken
        16:50 kiosk-1 take card              -> A002 taken
        16:50 kiosk-1 take card              -> A003 taken
        16:50 window 1 call                  -> A001 called 1
        16:50 window 1 start A001            -> A001 serving 1
        16:50 window 1 park A001 at_window   -> A001 parked at_window
        +1 02:50 window 2 call               -> A002 called 2
        +1 02:50 window 2 no-show A002       -> A002 missed until +1 03:20
        +1 03:00 time passes                 -> (A001 expired) (A002 expired) (A003 expired) (day 2026-09-08)
        +1 03:00 show A001                   -> gone
        +1 03:00 show line A                 -> nobody
        +1 03:30 time passes                 ->
        ",
    );
}

/// *One ticket, all items.* A ticket waits in every line its open items belong to at once;
#[test]
fn a_ticket_waits_in_every_line_of_its_open_items_at_once() {
    play(
        "
        08:00 kiosk-1 take card,photo,parking,fee  -> A001 taken
        08:00 show A001                            -> waiting in A,B,D
        ",
    );
}

/// the first window able to take any of them may call it.
#[test]
fn the_first_window_able_to_take_any_of_its_items_calls_it() {
    play(
        "
        08:00 window 1 open              -> 1 opened clerk-1
        08:00 window 3 open              -> 3 opened clerk-3
        08:00 kiosk-1 take card,parking  -> A001 taken
        08:01 window 3 call              -> A001 called 3
        08:01 show line A                -> nobody
        08:01 window 1 call              -> refused nobody_waiting
        ",
    );
}

/// What that window cannot handle stays on the ticket, which returns to waiting with its original arrival time:
#[test]
fn what_a_window_cannot_handle_waits_again_with_its_arrival() {
    play(
        "
        08:00 window 1 open              -> 1 opened clerk-1
        08:00 window 3 open              -> 3 opened clerk-3
        08:00 kiosk-1 take card,parking  -> A001 taken
        08:01 kiosk-1 take parking       -> B001 taken
        08:02 window 1 call              -> A001 called 1
        08:03 window 1 start A001        -> A001 serving 1
        08:04 window 1 finish A001 card,parking  -> refused item_not_accepted parking
        08:09 window 1 finish A001 card  -> A001 card=done; A001 waits after items_left
        08:09 show A001                  -> waiting in B
        08:09 show arrival A001          -> 08:00
        ",
    );
}

/// nobody queues twice on one visit.
#[test]
fn nobody_queues_twice_on_one_visit() {
    play(
        "
        08:00 window 1 open              -> 1 opened clerk-1
        08:00 window 3 open              -> 3 opened clerk-3
        08:00 kiosk-1 take card,parking  -> A001 taken
        08:01 kiosk-1 take parking       -> B001 taken
        08:02 window 1 call              -> A001 called 1
        08:03 window 1 start A001        -> A001 serving 1
        08:20 window 1 finish A001 card  -> A001 card=done; A001 waits after items_left
        # Who came before is still before.
        08:20 show line B                -> A001 B001
        08:20 window 3 call              -> A001 called 3
        ",
    );
}

/// An item may declare `after` another; until that one is handled it does not wait.
#[test]
fn an_item_after_another_does_not_wait_until_that_one_is_handled() {
    play(
        "
        08:00 window 1 open                 -> 1 opened clerk-1
        08:00 window 3 open                 -> 3 opened clerk-3
        08:00 kiosk-1 take licence,card     -> B001 taken
        08:00 show B001                     -> waiting in A
        08:01 window 1 call                 -> B001 called 1
        08:01 window 1 start B001           -> B001 serving 1
        08:05 window 1 finish B001 card     -> B001 card=done; B001 waits after items_left
        08:05 show B001                     -> waiting in B
        08:06 window 3 call                 -> B001 called 3
        ",
    );
}

/// An item after another of the same line: one window does both, in order, at one go.
#[test]
fn items_in_order_are_decided_in_order() {
    play(
        "
        08:00 window 3 open                        -> 3 opened clerk-3
        08:00 kiosk-1 take plate,parking           -> B001 taken
        08:00 show B001                            -> waiting in B
        08:01 window 3 call                        -> B001 called 3
        08:01 window 3 start B001                  -> B001 serving 3
        08:02 window 3 record B001 plate           -> refused item_too_early plate after parking
        08:02 window 3 finish B001 plate,parking   -> refused item_too_early plate after parking
        08:09 window 3 finish B001 parking,plate   -> B001 parking=done; B001 plate=done; B001 done
        ",
    );
}

/// An `after` that is not on the ticket holds nobody up, and any outcome handles an item.
#[test]
fn any_outcome_of_the_first_lets_the_second_wait() {
    play(
        "
        08:00 window 1 open                             -> 1 opened clerk-1
        08:00 kiosk-1 take licence                      -> B001 taken
        08:00 show B001                                 -> waiting in B
        08:00 kiosk-1 take card,licence                 -> A001 taken
        08:01 window 1 call                             -> A001 called 1
        08:01 window 1 start A001                       -> A001 serving 1
        08:02 window 1 finish A001 card=needs_materials -> A001 card=needs_materials; A001 waits after items_left
        08:02 show A001                                 -> waiting in B
        ",
    );
}

/// *Items done wholly online* have no line: the kiosk shows their QR code and offers the help line instead.
#[test]
fn items_done_online_have_no_line() {
    play(
        "
        08:00 kiosk-1 take web       -> refused items_refused web=item_online
        08:00 kiosk-1 take card,web  -> refused items_refused web=item_online
        08:00 kiosk-1 take ask       -> A001 taken
        ",
    );
}

/// For each item of the ticket the clerk records one outcome.
#[test]
fn each_item_gets_one_outcome() {
    play_with(
        |hall| hall.rules.items_max = 12,
        "
        08:00 window 4 open                                -> 4 opened clerk-4
        08:00 kiosk-1 take card,photo,parking,fee,ask      -> A001 taken
        08:01 window 4 call                                -> A001 called 4
        08:01 window 4 record A001 card                    -> refused wrong_phase called
        08:01 window 4 start A001                          -> A001 serving 4
        08:02 window 4 finish A001                         -> refused nothing_decided
        08:02 window 4 record A001 visa                    -> refused item_not_on_ticket visa
        08:02 window 4 record A001 card=done               -> A001 card=done
        08:02 window 4 record A001 card=refused            -> refused item_decided card
        08:02 window 4 record A001 photo=accepted          -> A001 photo=accepted
        08:02 window 4 record A001 parking=needs_materials -> A001 parking=needs_materials
        08:02 window 4 record A001 fee=refused             -> A001 fee=refused
        08:02 window 4 finish A001 ask=done,ask=done       -> refused item_decided ask
        08:02 window 4 record A001 ask=consulted           -> A001 ask=consulted
        08:03 window 4 finish A001                         -> A001 done
        ",
    );
}

/// Every item is decided, and the ticket falls back to its lines: there is nothing left to wait for, it is done.
#[test]
fn a_ticket_with_nothing_left_is_done_and_never_waits_nowhere() {
    play(
        "
        08:00 window 1 open                           -> 1 opened clerk-1
        08:00 kiosk-1 take card as elderly            -> A001 taken
        08:00 window 1 call                           -> A001 called 1
        08:00 window 1 start A001                     -> A001 serving 1
        08:01 window 1 record A001 card               -> A001 card=done
        08:01 window 1 transfer A001 to window 2      -> refused item_decided card
        08:01 window 1 void A001                      -> A001 voided; A001 done
        08:02 kiosk-1 take card                       -> A002 taken
        08:02 window 1 call                           -> A002 called 1
        08:02 window 1 start A002                     -> A002 serving 1
        08:03 window 1 record A002 card               -> A002 card=done
        08:03 window 1 park A002 any_window           -> A002 parked any_window
        08:04 phone A002 return                       -> A002 done
        08:05 kiosk-1 take card                       -> A003 taken
        08:05 window 1 call                           -> A003 called 1
        08:05 window 1 start A003                     -> A003 serving 1
        08:06 window 1 record A003 card               -> A003 card=done
        08:06 window 1 park A003 at_window            -> A003 parked at_window
        08:07 phone A003 return                       -> A003 back
        08:08 window 1 close                          -> A003 done; 1 closed; A unserved
        ",
    );
}
