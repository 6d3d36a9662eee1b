//! Idempotency, one person one open ticket, the rate of a kiosk.

use hall_core::command::{Action, Fingerprint, TakeTicket};

use crate::script::{Table, play, play_with};

/// *Idempotency*: the key is made with the basket, not with the tap; (a double tap sends the same key)
#[test]
fn a_double_tap_takes_one_ticket() {
    play(
        "
        08:00:00 kiosk-1 take card key basket  -> A001 taken
        08:00:01 kiosk-1 take card key basket  -> again A001
        08:00:01 show line A                   -> A001
        ",
    );
}

/// it belongs to the caller,
#[test]
fn a_key_belongs_to_its_caller() {
    play(
        "
        08:00 kiosk-1 take card key k     -> A001 taken
        08:00 kiosk-2 take card key k     -> A002 taken
        08:00 window 1 by k open key k    -> 1 opened k
        08:00 phone A001 cancel key k     -> A001 cancelled
        08:00 phone A002 cancel key k     -> A002 cancelled
        08:00 server reserve D 1 key k    -> D reserves 1
        08:00 chief reserve D 2 key k     -> D reserves 2
        ",
    );
}

/// A caller's name and a key never run into each other.
#[test]
fn caller_and_key_do_not_run_into_each_other() {
    use hall_core::command::{Caller, Command};
    let table = play("08:00 kiosk-1 take card -> A001 taken");
    let take = Action::TakeTicket(take(None));
    let mut hall = table.hall;
    let now = hall.last_at();
    for (device, key) in [("kiosk", "1 k"), ("kiosk 1", "k")] {
        let command =
            Command { caller: Caller::Device(device.into()), key: key.into(), action: take.clone() };
        let events = hall.decide(now, &command).unwrap();
        assert_eq!(events.len(), 1, "{device} asks under {key} for the first time");
        hall.apply(&events[0]);
    }
}

/// is kept 48 h, (to the millisecond, however many days roll over)
#[test]
fn a_key_is_kept_for_48_hours() {
    play(
        "
        08:00 window 1 open key k                -> 1 opened clerk-1
        +1 08:00 window 1 open key k             -> (day 2026-09-08) again nothing
        +2 08:00 window 1 open key k             -> (day 2026-09-09) again nothing
        +2 08:00:01 window 1 open key k          -> refused window_open
        +2 08:00:02 window 1 pause key k         -> 1 paused
        +2 08:00:03 window 1 pause key k         -> again nothing
        ",
    );
}

/// … and afterwards the same command is a new one, with an answer of its own.
#[test]
fn after_48_hours_the_same_command_is_a_new_one() {
    play(
        "
        08:00 kiosk-1 take card key k            -> A001 taken
        +2 07:00 kiosk-1 take print              -> (A001 expired) (day 2026-09-09) N001 taken
        +2 08:00 kiosk-1 take card key k         -> again A001
        +2 08:00:01 kiosk-1 take card key k      -> A001 taken
        +2 08:00:02 kiosk-1 take card key k      -> again A001
        +4 08:00:01 kiosk-1 take card key k      -> (N001 expired) (A001 expired) (day 2026-09-11) again A001
        ",
    );
}

/// and is stored in the event.
#[test]
fn the_key_is_stored_in_every_event_of_its_command() {
    let table = play(
        "
        08:00 window 1 open                   -> 1 opened clerk-1
        08:00 kiosk-1 take card key basket-7  -> A001 taken
        08:01 window 1 call                   -> A001 called 1
        08:02 window 1 close key leave        -> A001 waits after window_closed; 1 closed; A unserved
        ",
    );
    let under = |key: &str| {
        table.log.iter().filter(|event| event.cause.as_ref().is_some_and(|cause| cause.key == key)).count()
    };
    assert_eq!(under("basket-7"), 1);
    assert_eq!(under("leave"), 3);
}

/// Same key and same body → same answer;
#[test]
fn the_same_key_and_body_give_the_same_answer() {
    play(
        "
        08:00 window 1 open key o            -> 1 opened clerk-1
        08:00 kiosk-1 take card key t        -> A001 taken
        08:00 kiosk-1 take card key t2       -> A002 taken
        08:01 window 1 call key c            -> A001 called 1
        08:01 window 1 call key c            -> again A001
        08:02 window 1 start A001 key s      -> A001 serving 1
        08:03 window 1 finish A001 card key f -> A001 card=done; A001 done
        # Long after, whatever became of it.
        09:00 kiosk-1 take card key t        -> again A001
        09:00 window 1 call key c            -> again A001
        09:00 window 1 finish A001 card key f -> again A001
        09:00 window 1 open key o            -> again nothing
        09:00 show line A                    -> A002
        ",
    );
}

/// same key, other body → 422.
#[test]
fn the_same_key_with_another_body_is_refused() {
    play(
        "
        08:00 kiosk-1 take card key k        -> A001 taken
        08:00 kiosk-1 take card,photo key k  -> refused key_reused
        08:00 kiosk-1 paper A001 key k       -> refused key_reused
        08:00 show line A                    -> A001
        ",
    );
}

/// Refusals are not remembered.
#[test]
fn refusals_are_not_remembered() {
    play(
        "
        07:59 kiosk-1 take card key k   -> refused items_refused card=line_closed until 08:00
        08:00 kiosk-1 take photo key k  -> A001 taken
        ",
    );
}

/// A key has 1 to 64 characters.
#[test]
fn a_key_has_a_length() {
    let long = "k".repeat(64);
    play(&format!(
        "
        08:00 kiosk-1 take card key {long}   -> A001 taken
        08:00 kiosk-1 take card key {long}k  -> refused bad_key
        "
    ));
}

/// It is never … stored in the log, only the credit is.
#[test]
fn the_class_is_not_in_the_log() {
    let table = play(
        "
        08:00 window 1 open                 -> 1 opened clerk-1
        08:00 kiosk-1 take card as elderly  -> A001 taken
        08:00 window 1 call                 -> A001 called 1
        08:00 window 1 void A001            -> A001 voided; A001 waits after class_voided
        ",
    );
    let log = serde_json::to_string(&table.log[2..]).unwrap();
    assert!(!log.contains("elderly"), "{log}");
    assert!(log.contains("\"class_credit_ms\":900000"), "{log}");
}

/// … nor can it be guessed back from what is stored of the command.
#[test]
fn the_class_is_not_guessable_from_the_fingerprint() {
    let print = |class: Option<&str>| Fingerprint::of(&Action::TakeTicket(take(class)));
    assert_eq!(print(Some("elderly")), print(None));
    assert_eq!(print(Some("elderly")), print(Some("disabled")));
    let other = TakeTicket { english: true, ..take(Some("elderly")) };
    assert_ne!(print(Some("elderly")), Fingerprint::of(&Action::TakeTicket(other)));
}

fn take(class: Option<&str>) -> TakeTicket {
    TakeTicket {
        items: vec!["card".into()],
        kiosk: None,
        person: None,
        class: class.map(Into::into),
        appointment: None,
        return_code: false,
        english: false,
    }
}

/// *One person, one open ticket* where the person is known;
#[test]
fn one_person_has_one_open_ticket() {
    play(
        "
        08:00 window 1 open                   -> 1 opened clerk-1
        08:00 kiosk-1 take card person p-1    -> A001 taken
        08:00 kiosk-2 take parking person p-1 -> refused open_ticket A001
        08:00 kiosk-2 take card person p-2    -> A002 taken
        08:01 window 1 call                   -> A001 called 1
        08:01 kiosk-1 take photo person p-1   -> refused open_ticket A001
        08:01 window 1 no-show A001           -> A001 missed until 08:31
        08:01 kiosk-1 take photo person p-1   -> refused open_ticket A001
        08:31:01 kiosk-1 take photo person p-1 -> (A001 expired) A003 taken
        08:32 phone A003 cancel               -> A003 cancelled
        08:32 kiosk-1 take card person p-1    -> A004 taken
        08:33 window 1 call                   -> A002 called 1
        08:33 window 1 start A002             -> A002 serving 1
        08:34 window 1 finish A002 card       -> A002 card=done; A002 done
        08:34 kiosk-1 take card person p-2    -> A005 taken
        +1 08:00 kiosk-1 take card person p-1 -> (A004 expired) (A005 expired) (day 2026-09-08) A001 taken
        ",
    );
}

/// anonymous tickets are rate-limited per kiosk.
#[test]
fn anonymous_tickets_are_rate_limited_per_kiosk() {
    play_with(
        |hall| hall.rules.kiosk_tickets_per_minute = 2,
        "
        08:00:00 kiosk-1 take card             -> A001 taken
        08:00:20 kiosk-1 take card             -> A002 taken
        08:00:40 kiosk-1 take card             -> refused rate_limited 08:01
        08:00:40 kiosk-2 take card             -> A003 taken
        08:00:40 kiosk-1 take card person p-1  -> A004 taken
        08:00:40 kiosk-1 take card slot 08:00  -> A005 taken
        08:00:59 kiosk-1 take card             -> refused rate_limited 08:01
        08:01:00 kiosk-1 take card             -> A006 taken
        08:01:01 kiosk-1 take card             -> refused rate_limited 08:01:20
        ",
    );
}

/// What a basket may hold.
#[test]
fn a_basket_holds_one_to_twelve_different_items() {
    Table::of({
        let mut hall = crate::small_hall::catalogue();
        hall.rules.items_max = 3;
        hall
    })
    .play(
        "
        08:00 kiosk-1 take nothing                  -> refused no_items
        08:00 kiosk-1 take card,photo,card          -> refused item_twice card
        08:00 kiosk-1 take card,photo,ask,parking   -> refused too_many_items 3
        08:00 kiosk-1 take card,photo,ask           -> A001 taken
        08:00 kiosk-1 take card,gone                -> refused items_refused gone=item_unknown
        08:00 kiosk-1 take card as king             -> refused class_unknown
        ",
    );
}
