//! A visitor without a ticket: the clerk gives a number at the window.

use crate::script::play;

/// The number is dense like every other; the visitor is served at once,
#[test]
fn a_visitor_without_a_ticket_is_served_at_once() {
    let table = play(
        "
        08:00 window 1 open                  -> 1 opened clerk-1
        08:00 kiosk-1 take card              -> A001 taken
        08:01 window 1 give photo serve      -> A002 given 1; A002 serving 1
        08:01 show A002                      -> serving 1
        08:01 show line A                    -> A001
        08:01 kiosk-1 take card              -> A003 taken
        08:04 window 1 finish A002 photo     -> A002 photo=done; A002 done
        08:05 window 1 call                  -> A001 called 1
        ",
    );
    assert!(table.hall.ticket(table.id("A002")).unwrap().paper_confirmed, "the number was shown");
    assert!(!table.hall.ticket(table.id("A003")).unwrap().paper_confirmed);
}

/// or waits like everybody else, with the time of now.
#[test]
fn a_visitor_without_a_ticket_may_wait_like_everybody() {
    play(
        "
        08:00 window 1 open                  -> 1 opened clerk-1
        08:00 window 3 open                  -> 3 opened clerk-3
        08:00 kiosk-1 take card              -> A001 taken
        08:01 window 1 give photo,parking    -> A002 given 1
        08:01 show A002                      -> waiting in A,B
        08:01 show arrival A002              -> 08:01
        08:01 kiosk-1 take card              -> A003 taken
        08:02 show line A                    -> A001 A002 A003
        # No visit is in the way of it, nor a pause.
        08:02 window 1 call                  -> A001 called 1
        08:03 window 1 give card             -> A004 given 1
        08:03 window 3 pause                 -> 3 paused
        08:03 window 3 give parking          -> B001 given 3
        08:04 phone A004 cancel              -> A004 cancelled
        ",
    );
}

/// Who is served is the one visitor of an open window of that clerk's;
#[test]
fn who_is_served_at_once_is_the_one_visitor_of_the_window() {
    play(
        "
        08:00 window 1 give card serve       -> refused window_closed
        08:00 window 1 open                  -> 1 opened clerk-1
        08:00 window 1 by li give card       -> refused not_your_window clerk-1
        08:00 kiosk-1 take card              -> A001 taken
        08:01 window 1 call                  -> A001 called 1
        08:01 window 1 give card serve       -> refused window_busy A001
        08:02 window 1 put-back A001         -> A001 waits after put_back
        08:02 window 1 pause                 -> 1 paused
        08:02 window 1 give card serve       -> refused window_paused
        08:03 window 1 continue              -> 1 continued
        08:03 window 1 give nothing serve    -> refused no_items
        08:03 window 1 give card,card        -> refused item_twice card
        # The number that was refused is given to the next.
        08:04 window 1 give card serve       -> A002 given 1; A002 serving 1
        ",
    );
}

/// with an item the window serves; what it does not serve stays on the ticket.
#[test]
fn who_is_served_at_once_has_an_item_of_the_window() {
    play(
        "
        08:00 window 1 open                  -> 1 opened clerk-1
        08:00 window 3 open                  -> 3 opened clerk-3
        08:00 window 1 give parking serve    -> refused not_accepted
        # Its turn is after the card, which window 3 helps with.
        08:00 window 1 give licence,card serve -> B001 given 1; B001 serving 1
        08:05 window 1 finish B001 card      -> B001 card=done; B001 waits after items_left
        08:05 show B001                      -> waiting in B
        # The parking permit comes first, and it is not for this window.
        08:06 window 1 give plate,parking serve -> refused not_accepted
        ",
    );
}

/// A line that is full, closed or near its end is no reason to send away who stands here: an override, logged as one.
#[test]
fn a_clerk_takes_somebody_in_where_a_kiosk_would_not() {
    play(
        "
        08:00 window 4 open                  -> 4 opened clerk-4
        08:00 kiosk-1 take fee               -> D001 taken
        08:00 kiosk-1 take fee               -> D002 taken
        08:00 kiosk-1 take loan              -> D003 taken
        08:00 kiosk-1 take fee               -> refused items_refused fee=line_full
        08:01 window 4 give fee serve        -> D004 given 4 despite fee=line_full; D004 serving 4
        08:05 window 4 finish D004 fee       -> D004 fee=done; D004 done
        12:30 kiosk-1 take card              -> refused items_refused card=line_closed until 13:30
        12:30 window 4 give card             -> A001 given 4 despite card=line_closed until 13:30
        12:30 show A001                      -> waiting in A
        ",
    );
}

/// Refused is what nobody here could serve: unknown and online items, and lines no window serves now.
#[test]
fn what_nobody_could_serve_is_refused() {
    play(
        "
        08:00 window 1 open                  -> 1 opened clerk-1
        08:00 window 1 give card,web         -> refused items_refused web=item_online
        08:00 window 1 give nonsense         -> refused items_refused nonsense=item_unknown
        08:00 window 1 give visa             -> refused items_refused visa=line_closed until +2 09:00
        08:00 window 3 open                  -> 3 opened clerk-3
        08:01 window 3 close                 -> 3 closed; B unserved
        08:01 window 1 give parking          -> refused items_refused parking=line_unserved
        ",
    );
}

/// Asked again under the same key it is the same ticket.
#[test]
fn a_given_ticket_asked_for_again_is_the_same() {
    play(
        "
        08:00 window 1 open                        -> 1 opened clerk-1
        08:00 window 1 give card serve key k       -> A001 given 1; A001 serving 1
        08:00 window 1 give card serve key k       -> again A001
        08:00 window 1 give photo serve key k      -> refused key_reused
        ",
    );
}
