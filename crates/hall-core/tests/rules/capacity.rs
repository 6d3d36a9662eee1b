//! Places of a line and day, and the places of appointments.

use crate::script::{Table, play};

/// *Capacity* (per line and day) counts in every line the ticket waits in;
#[test]
fn capacity_counts_in_every_line_of_the_ticket() {
    play(
        "
        08:00 kiosk-1 take card,fee,loan  -> A001 taken
        08:00 kiosk-1 take fee            -> D001 taken
        08:00 show places A               -> taken 1 reserved 0
        08:00 show places D               -> taken 2 reserved 0
        08:00 kiosk-1 take loan           -> D002 taken
        08:00 kiosk-1 take fee            -> refused items_refused fee=line_full
        08:00 show status D               -> open until 12:00, full
        ",
    );
}

/// An item that comes after another holds its place from the start: it will wait in that line.
#[test]
fn a_place_is_held_for_an_item_that_comes_later() {
    play(
        "
        08:00 kiosk-1 take card,licence  -> A001 taken
        08:00 show places B              -> taken 1 reserved 0
        ",
    );
}

/// … and for an item transferred there: the ticket waits in that line from now on.
#[test]
fn a_transfer_takes_a_place_in_the_line_it_leads_to() {
    play(
        "
        08:00 window 4 open                            -> 4 opened clerk-4
        08:00 window 5 open                            -> 5 opened clerk-5
        08:00 kiosk-1 take card,fee                    -> A001 taken
        08:00 kiosk-1 take fee                         -> D001 taken
        08:00 kiosk-1 take card                        -> A002 taken
        08:01 window 4 call                            -> A001 called 4
        # A001 had its place in D already.
        08:01 window 4 transfer A001 card to line D    -> A001 card to line D
        08:01 show places D                            -> taken 2 reserved 0
        08:02 window 4 pick A002                       -> A002 picked 4
        08:02 window 4 transfer A002 to line D         -> A002 card to line D
        08:02 show places D                            -> taken 3 reserved 0
        08:03 kiosk-1 take fee                         -> refused items_refused fee=line_full
        ",
    );
}

/// a full line refuses only its own items;
#[test]
fn a_full_line_refuses_only_its_own_items() {
    play(
        "
        08:00 kiosk-1 take fee            -> D001 taken
        08:00 kiosk-1 take fee            -> D002 taken
        08:00 kiosk-1 take fee            -> D003 taken
        08:00 kiosk-1 take card,fee,loan  -> refused items_refused fee=line_full,loan=line_full
        08:00 kiosk-1 take card           -> A001 taken
        ",
    );
}

/// cancelling before the first call gives the place back;
#[test]
fn cancelling_before_the_first_call_gives_the_place_back() {
    play(
        "
        08:00 kiosk-1 take fee       -> D001 taken
        08:00 kiosk-1 take fee       -> D002 taken
        08:00 kiosk-1 take card,fee  -> A001 taken
        08:00 kiosk-1 take fee       -> refused items_refused fee=line_full
        08:01 phone A001 cancel      -> A001 cancelled
        08:01 show places A          -> taken 0 reserved 0
        08:01 show places D          -> taken 2 reserved 0
        08:01 kiosk-1 take fee       -> D003 taken
        ",
    );
}

/// … before the first call: afterwards the place is used up.
#[test]
fn cancelling_after_a_call_keeps_the_place() {
    play(
        "
        08:00 window 5 open             -> 5 opened clerk-5
        08:00 kiosk-1 take fee          -> D001 taken
        08:01 window 5 call             -> D001 called 5
        08:01 window 5 put-back D001    -> D001 waits after put_back
        08:02 phone D001 cancel         -> D001 cancelled
        08:02 show places D             -> taken 1 reserved 0
        ",
    );
}

/// appointments reserve theirs.
#[test]
fn appointments_reserve_their_places() {
    play(
        "
        07:30 server reserve D 2             -> D reserves 2
        08:00 kiosk-1 take fee               -> D001 taken
        08:00 kiosk-1 take fee               -> refused items_refused fee=line_full
        08:00 kiosk-1 take fee slot 08:15    -> D002 taken
        08:00 show places D                  -> taken 2 reserved 1
        08:00 kiosk-1 take loan              -> refused items_refused loan=line_full
        08:00 kiosk-1 take loan slot 08:20   -> D003 taken
        08:00 kiosk-1 take loan slot 08:20   -> refused items_refused loan=line_full
        08:00 show places D                  -> taken 3 reserved 0
        ",
    );
}

/// A place an appointment gives up is anybody's.
#[test]
fn a_cancelled_appointment_frees_its_place_for_anybody() {
    play(
        "
        07:30 server reserve D 3           -> D reserves 3
        08:00 kiosk-1 take fee slot 08:15  -> D001 taken
        08:00 kiosk-1 take fee             -> refused items_refused fee=line_full
        08:01 phone D001 cancel            -> D001 cancelled
        08:01 kiosk-1 take fee             -> D002 taken
        08:01 show places D                -> taken 1 reserved 2
        ",
    );
}

/// Reserving cannot promise places that are taken; giving some up is always possible.
#[test]
fn no_more_places_are_reserved_than_are_free() {
    play(
        "
        08:00 server reserve D 4  -> refused too_many_places 3
        08:00 kiosk-1 take fee    -> D001 taken
        08:00 server reserve D 3  -> refused too_many_places 3
        08:00 server reserve D 2  -> D reserves 2
        08:00 server reserve D 1  -> D reserves 1
        08:00 server reserve A 99 -> A reserves 99
        08:00 server reserve Z 1  -> refused line_unknown
        ",
    );
}

/// (per line and day): the day's end gives every place back.
#[test]
fn places_are_of_one_day() {
    play(
        "
        08:00 kiosk-1 take fee       -> D001 taken
        08:00 server reserve D 2     -> D reserves 2
        08:00 phone D001 cancel      -> D001 cancelled
        +1 03:00 time passes         -> (day 2026-09-08)
        +1 03:00 show places D       -> taken 0 reserved 0
        ",
    );
}

/// A smaller capacity adopted during the day refuses newcomers and throws nobody out.
#[test]
fn a_smaller_capacity_throws_nobody_out() {
    Table::of(crate::small_hall::catalogue())
        .offering("narrow", |hall| hall.lines.get_mut(&"D".into()).unwrap().capacity = Some(1))
        .play(
            "
            08:00 kiosk-1 take fee      -> D001 taken
            08:00 kiosk-1 take fee      -> D002 taken
            08:01 chief adopt narrow    -> adopted narrow
            08:01 show line D           -> D001 D002
            08:01 kiosk-1 take fee      -> refused items_refused fee=line_full
            08:02 phone D001 cancel     -> D001 cancelled
            08:02 kiosk-1 take fee      -> refused items_refused fee=line_full
            08:03 phone D002 cancel     -> D002 cancelled
            08:03 kiosk-1 take fee      -> D003 taken
            ",
        );
}

/// A line without a limit reserves as many places as are asked for, also if it gets a limit afterwards.
#[test]
fn any_number_of_places_can_be_reserved_in_a_line_without_a_limit() {
    Table::of(crate::small_hall::catalogue())
        .offering("narrow", |hall| hall.lines.get_mut(&"A".into()).unwrap().capacity = Some(5))
        .play(
            "
            08:00 kiosk-1 take card            -> A001 taken
            08:00 server reserve A 4294967295  -> A reserves 4294967295
            08:01 chief adopt narrow           -> adopted narrow
            08:01 kiosk-1 take card            -> refused items_refused card=line_full
            ",
        );
}

/// Places can be given up also where there are too many since a smaller capacity was adopted.
#[test]
fn reserved_places_can_always_be_given_up() {
    Table::of(crate::small_hall::catalogue())
        .offering("narrow", |hall| hall.lines.get_mut(&"D".into()).unwrap().capacity = Some(1))
        .play(
            "
            08:00 kiosk-1 take fee      -> D001 taken
            08:00 server reserve D 2    -> D reserves 2
            08:01 chief adopt narrow    -> adopted narrow
            08:01 server reserve D 3    -> refused too_many_places 1
            08:01 server reserve D 1    -> D reserves 1
            08:01 server reserve D 0    -> D reserves 0
            ",
        );
}
