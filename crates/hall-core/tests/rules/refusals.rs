//! Every refusal has its own reason, and every reason a row that provokes it.

use std::collections::BTreeSet;

use hall_core::rejection::{ItemRefusal, Rejection};
use serde::de::DeserializeOwned;

use crate::script::Table;
use crate::small_hall::catalogue;

/// A reason with a script whose last row is refused for it.
const TABLE: &[(&str, &str)] = &[
    ("no_catalogue", "08:00 kiosk-1 take card -> refused no_catalogue"),
    ("no_catalogue", "08:00 server jump 20 -> refused no_catalogue"),
    ("rollover_due", "+1 08:00 undue kiosk-1 take card -> refused rollover_due"),
    (
        "bad_key",
        "08:00 kiosk-1 take card key 0123456789012345678901234567890123456789012345678901234567890123x -> refused bad_key",
    ),
    (
        "key_reused",
        "
        08:00 kiosk-1 take card key k   -> A001 taken
        08:00 kiosk-1 take photo key k  -> refused key_reused",
    ),
    ("no_items", "08:00 kiosk-1 take nothing -> refused no_items"),
    ("too_many_items", "08:00 kiosk-1 take a,b,c,d,e,f,g,h,i,j,k,l,m -> refused too_many_items 12"),
    ("item_twice", "08:00 kiosk-1 take card,card -> refused item_twice card"),
    ("items_refused", "08:00 kiosk-1 take web -> refused items_refused web=item_online"),
    ("class_unknown", "08:00 kiosk-1 take card as king -> refused class_unknown"),
    (
        "open_ticket",
        "
        08:00 kiosk-1 take card person p   -> A001 taken
        08:00 kiosk-1 take photo person p  -> refused open_ticket A001",
    ),
    (
        "rate_limited",
        "
        08:00 chief adopt slow     -> adopted slow
        08:00 kiosk-1 take card    -> A001 taken
        08:00 kiosk-1 take card    -> refused rate_limited 08:01",
    ),
    ("ticket_unknown", "08:00 phone A007 cancel -> refused ticket_unknown"),
    (
        "wrong_phase",
        "
        08:00 kiosk-1 take card   -> A001 taken
        08:00 phone A001 return   -> refused wrong_phase waiting",
    ),
    (
        "late_twice",
        "
        08:00 window 1 open     -> 1 opened clerk-1
        08:00 kiosk-1 take card -> A001 taken
        08:00 window 1 call     -> A001 called 1
        08:01 phone A001 late   -> A001 late for 1
        08:10 phone A001 return -> A001 waits after back_from_park
        08:11 window 1 call     -> A001 called 1
        08:12 phone A001 late   -> refused late_twice",
    ),
    (
        "grace_over",
        "
        08:00 window 1 open           -> 1 opened clerk-1
        08:00 kiosk-1 take card       -> A001 taken
        08:00 window 1 call           -> A001 called 1
        08:00 window 1 no-show A001   -> A001 missed until 08:30
        08:31 undue phone A001 return -> refused grace_over",
    ),
    ("window_unknown", "08:00 window 9 open -> refused window_unknown"),
    ("window_closed", "08:00 window 1 call -> refused window_closed"),
    (
        "window_paused",
        "
        08:00 window 1 open   -> 1 opened clerk-1
        08:00 window 1 pause  -> 1 paused
        08:00 window 1 call   -> refused window_paused",
    ),
    (
        "window_not_paused",
        "
        08:00 window 1 open      -> 1 opened clerk-1
        08:00 window 1 continue  -> refused window_not_paused",
    ),
    (
        "window_open",
        "
        08:00 window 1 open  -> 1 opened clerk-1
        08:00 window 1 open  -> refused window_open",
    ),
    (
        "not_your_window",
        "
        08:00 window 1 open         -> 1 opened clerk-1
        08:00 window 1 by li close  -> refused not_your_window clerk-1",
    ),
    (
        "clerk_elsewhere",
        "
        08:00 window 1 by li open  -> 1 opened li
        08:00 window 2 by li open  -> refused clerk_elsewhere 1",
    ),
    (
        "window_busy",
        "
        08:00 window 1 open           -> 1 opened clerk-1
        08:00 kiosk-1 take card       -> A001 taken
        08:00 window 1 call           -> A001 called 1
        08:00 window 1 call has A001  -> refused window_busy A001",
    ),
    (
        "still_serving",
        "
        08:00 window 1 open        -> 1 opened clerk-1
        08:00 kiosk-1 take card    -> A001 taken
        08:00 window 1 call        -> A001 called 1
        08:00 window 1 start A001  -> A001 serving 1
        08:00 window 1 close       -> refused still_serving A001",
    ),
    (
        "stale",
        "
        08:00 window 1 open           -> 1 opened clerk-1
        08:00 kiosk-1 take card       -> A001 taken
        08:00 window 1 call has A001  -> refused stale nobody",
    ),
    (
        "ticket_elsewhere",
        "
        08:00 window 1 open        -> 1 opened clerk-1
        08:00 window 2 open        -> 2 opened clerk-2
        08:00 kiosk-1 take card    -> A001 taken
        08:00 window 1 call        -> A001 called 1
        08:00 window 2 start A001  -> refused ticket_elsewhere 1",
    ),
    (
        "nobody_waiting",
        "
        08:00 window 1 open  -> 1 opened clerk-1
        08:00 window 1 call  -> refused nobody_waiting",
    ),
    (
        "not_accepted",
        "
        08:00 window 1 open         -> 1 opened clerk-1
        08:00 kiosk-1 take parking  -> B001 taken
        08:00 window 1 pick B001    -> refused not_accepted",
    ),
    (
        "recalls_used",
        "
        08:00 chief adopt slow      -> adopted slow
        08:00 window 1 open         -> 1 opened clerk-1
        08:00 kiosk-1 take card     -> A001 taken
        08:00 window 1 call         -> A001 called 1
        08:01 window 1 recall A001  -> refused recalls_used 0",
    ),
    (
        "recall_too_soon",
        "
        08:00 window 1 open         -> 1 opened clerk-1
        08:00 kiosk-1 take card     -> A001 taken
        08:00 window 1 call         -> A001 called 1
        08:00 window 1 recall A001  -> refused recall_too_soon 08:00:30",
    ),
    (
        "item_not_on_ticket",
        "
        08:00 window 1 open              -> 1 opened clerk-1
        08:00 kiosk-1 take card          -> A001 taken
        08:00 window 1 call              -> A001 called 1
        08:00 window 1 start A001        -> A001 serving 1
        08:00 window 1 record A001 photo -> refused item_not_on_ticket photo",
    ),
    (
        "item_decided",
        "
        08:00 window 1 open              -> 1 opened clerk-1
        08:00 kiosk-1 take card          -> A001 taken
        08:00 window 1 call              -> A001 called 1
        08:00 window 1 start A001        -> A001 serving 1
        08:00 window 1 record A001 card  -> A001 card=done
        08:00 window 1 record A001 card  -> refused item_decided card",
    ),
    (
        "item_too_early",
        "
        08:00 window 3 open               -> 3 opened clerk-3
        08:00 kiosk-1 take parking,plate  -> B001 taken
        08:00 window 3 call               -> B001 called 3
        08:00 window 3 start B001         -> B001 serving 3
        08:00 window 3 record B001 plate  -> refused item_too_early plate after parking",
    ),
    (
        "item_not_accepted",
        "
        08:00 window 1 open                -> 1 opened clerk-1
        08:00 kiosk-1 take card,parking    -> A001 taken
        08:00 window 1 call                -> A001 called 1
        08:00 window 1 start A001          -> A001 serving 1
        08:00 window 1 record A001 parking -> refused item_not_accepted parking",
    ),
    (
        "nothing_decided",
        "
        08:00 window 1 open         -> 1 opened clerk-1
        08:00 kiosk-1 take card     -> A001 taken
        08:00 window 1 call         -> A001 called 1
        08:00 window 1 start A001   -> A001 serving 1
        08:00 window 1 finish A001  -> refused nothing_decided",
    ),
    (
        "same_place",
        "
        08:00 window 1 open                     -> 1 opened clerk-1
        08:00 kiosk-1 take card                 -> A001 taken
        08:00 window 1 call                     -> A001 called 1
        08:00 window 1 transfer A001 to line A  -> refused same_place",
    ),
    ("line_unknown", "08:00 chief reserve Z 1 -> refused line_unknown"),
    (
        "line_unserved",
        "
        08:00 window 1 open                     -> 1 opened clerk-1
        08:00 kiosk-1 take card                 -> A001 taken
        08:00 window 1 call                     -> A001 called 1
        08:00 window 1 transfer A001 to line B  -> refused line_unserved",
    ),
    (
        "no_class_credit",
        "
        08:00 window 1 open       -> 1 opened clerk-1
        08:00 kiosk-1 take card   -> A001 taken
        08:00 window 1 call       -> A001 called 1
        08:00 window 1 void A001  -> refused no_class_credit",
    ),
    ("bad_catalogue", "08:00 chief adopt broken -> refused bad_catalogue item card: has no service time"),
    ("same_catalogue", "08:00 chief adopt v1 -> refused same_catalogue"),
    ("clock_not_held", "08:00 chief confirm-clock -> refused clock_not_held"),
    ("too_many_places", "08:00 chief reserve D 4 -> refused too_many_places 3"),
    ("not_today", "08:00 chief extend A until 07:00 -> refused not_today +1 03:00"),
    ("bad_lines", "08:00 chief assign 1 A,A helps none -> refused bad_lines"),
    ("nothing_changed", "08:00 chief extend A -> refused nothing_changed"),
];

/// The same for the items of a basket.
const ITEMS: &[(&str, &str)] = &[
    ("item_unknown", "08:00 kiosk-1 take dawn -> refused items_refused dawn=item_unknown"),
    ("item_online", "08:00 kiosk-1 take web -> refused items_refused web=item_online"),
    ("line_closed", "07:00 kiosk-1 take card -> refused items_refused card=line_closed until 08:00"),
    (
        "line_full",
        "
        08:00 kiosk-1 take fee  -> D001 taken
        08:00 kiosk-1 take fee  -> D002 taken
        08:00 kiosk-1 take fee  -> D003 taken
        08:00 kiosk-1 take fee  -> refused items_refused fee=line_full",
    ),
    (
        "line_unserved",
        "
        08:00 window 3 open         -> 3 opened clerk-3
        08:00 window 3 close        -> 3 closed; A unserved; B unserved
        08:00 kiosk-1 take parking  -> refused items_refused parking=line_unserved",
    ),
    (
        "closing_soon",
        "
        16:00 window 3 open         -> 3 opened clerk-3
        16:50 kiosk-1 take parking  -> B001 taken
        16:50 kiosk-1 take parking  -> B002 taken
        16:50 kiosk-1 take parking  -> refused items_refused parking=closing_soon",
    ),
];

fn play(code: &str, script: &str) {
    let hall = if code == "no_catalogue" { Table::empty() } else { Table::of(catalogue()) };
    hall.offering("v1", |_| ())
        .offering("broken", |hall| hall.items.get_mut(&"card".into()).unwrap().service_ms = 0)
        .offering("slow", |hall| {
            hall.rules.kiosk_tickets_per_minute = 1;
            hall.rules.recalls_max = 0;
        })
        .play(script);
    let last = script.trim().lines().last().unwrap();
    assert!(last.contains(code), "the last row of `{code}` is refused for it: {last}");
}

#[test]
fn every_reason_is_given_where_it_belongs() {
    TABLE.iter().chain(ITEMS).for_each(|(code, script)| play(code, script));
}

/// What records say, of which the hall knows nothing; the server's tests have their rows.
const OF_RECORDS: [&str; 7] = [
    "return_code_unknown",
    "return_code_used",
    "return_code_expired",
    "evaluation_given",
    "evaluation_late",
    "reason_unknown",
    "comment_too_long",
];

#[test]
fn no_reason_is_without_a_row() {
    let of_the_hall = TABLE.iter().map(|(code, _)| *code).chain(OF_RECORDS);
    assert_eq!(codes::<Rejection>(), of_the_hall.map(str::to_owned).collect());
    assert_eq!(codes::<ItemRefusal>(), ITEMS.iter().map(|(code, _)| (*code).to_owned()).collect());
}

/// Every code of a refusal's enum, as its reader lists them when it meets an unknown one.
fn codes<T: DeserializeOwned>() -> BTreeSet<String> {
    let Err(error) = serde_json::from_str::<T>(r#"{"code": "?"}"#) else { panic!("`?` is no code") };
    let text = error.to_string();
    let (_, list) = text.split_once("expected one of ").expect("the reader lists the codes");
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
