//! A row a sentence of the rules.

use PrintOutcome::{Confirmed, Refused, Unknown};
use hall_core::time::{MINUTE_MS, SECOND_MS};

use super::*;

const DRAWN_AT: Timestamp = Timestamp(1_000_000);
const DAY_MS: i64 = 24 * HOUR_MS;
const POLICY: Policy = Policy { free_copies: 3, retention_ms: 180 * DAY_MS };

fn record(state: State, copies: &[(i64, CopyState, bool, Option<i64>)]) -> Record {
    let copy = |(id, state, by_staff, replaces): &(i64, CopyState, bool, Option<i64>)| Copy {
        id: *id,
        device: DeviceId::new("kiosk-1"),
        state: *state,
        by_staff: *by_staff,
        replaces: *replaces,
    };
    let copies: Vec<Copy> = copies.iter().map(copy).collect();
    let counts = |copy: &&Copy| !copy.by_staff && copy.state != CopyState::Ended(Refused);
    let counted = copies.iter().filter(counts).count() as u32;
    Record { state, drawn_at: DRAWN_AT, stored_at: Some(DRAWN_AT), copies, counted }
}

fn after(record: &Record, ms: i64, command: &Command) -> Result<Change, Refusal> {
    decide(record, POLICY, DRAWN_AT + ms, command)
}

const QUEUED: CopyState = CopyState::Queued;

fn ended(outcome: PrintOutcome) -> CopyState {
    CopyState::Ended(outcome)
}

#[test]
fn copies_are_ordered_while_they_are_free_and_the_paper_is_fresh() {
    let drawn = record(State::Drawn, &[]);
    let some = record(State::Issued, &[(1, ended(Confirmed), false, None), (2, ended(Unknown), false, None)]);
    let under_way = record(State::Issued, &[(1, QUEUED, false, None)]);
    let lost = record(State::Issued, &[(1, ended(Refused), false, None), (2, ended(Refused), false, None)]);
    let replaced = record(
        State::Issued,
        &[(1, ended(Refused), false, None), (2, ended(Refused), false, Some(1)), (3, QUEUED, false, Some(2))],
    );
    let by_staff = record(State::Issued, &[(1, ended(Confirmed), true, None)]);
    let elsewhere = Record { counted: 3, ..record(State::Drawn, &[]) };
    let gone = Record { stored_at: None, ..record(State::Issued, &[]) };
    let full =
        Record { counted: 0, ..record(State::Issued, &vec![(1, ended(Confirmed), true, None); COPIES_MAX]) };
    let used_up = |left| Err(Refusal::CopiesUsedUp { left });
    let ordered = |replaces: &[Option<i64>]| Ok(Change::Ordered(replaces.to_vec()));
    for (about, record, ms, copies, expected) in [
        ("the first", &drawn, 0, 1, ordered(&[None])),
        ("all at once", &drawn, 0, 3, ordered(&[None; 3])),
        ("more than are free", &drawn, 0, 4, used_up(3)),
        ("none", &drawn, 0, 0, Err(Refusal::BadCopies { max: COPIES_PER_ORDER_MAX })),
        ("more than one order has", &drawn, 0, 6, Err(Refusal::BadCopies { max: COPIES_PER_ORDER_MAX })),
        ("unknown ones count", &some, 0, 2, used_up(1)),
        ("the last", &some, 0, 1, ordered(&[None])),
        ("those under way count", &under_way, 0, 3, used_up(2)),
        ("what did not come out is free again", &lost, 0, 3, ordered(&[Some(1), Some(2), None])),
        ("nothing is replaced twice", &replaced, 0, 2, ordered(&[None, None])),
        ("staff's copies are not counted", &by_staff, 0, 3, ordered(&[None; 3])),
        ("other certificates of the kind count", &elsewhere, 0, 1, used_up(0)),
        ("in time", &drawn, HOUR_MS - 1, 1, ordered(&[None])),
        ("too late", &drawn, HOUR_MS, 1, Err(Refusal::TooOld)),
        ("too late for more", &some, HOUR_MS, 1, Err(Refusal::TooOld)),
        ("void", &record(State::Revoked, &[]), 0, 1, Err(Refusal::Revoked)),
        ("dropped", &record(State::Dropped, &[]), 0, 1, Err(Refusal::TooOld)),
        ("not ready", &record(State::Reserved, &[]), 0, 1, Err(Refusal::TooOld)),
        ("without a file", &gone, 0, 1, Err(Refusal::FileGone)),
        ("far too many", &full, 0, 1, Err(Refusal::TooManyCopies)),
    ] {
        assert_eq!(after(record, ms, &Command::Print { copies }), expected, "{about}");
    }
}

#[test]
fn a_person_draws_up_while_something_is_left_to_print() {
    for (counted, drafts, expected) in [
        (0, 0, Ok(())),
        (2, DRAFTS_MAX - 1, Ok(())),
        (3, 0, Err(Refusal::CopiesUsedUp { left: 0 })),
        (9, 0, Err(Refusal::CopiesUsedUp { left: 0 })),
        (0, DRAFTS_MAX, Err(Refusal::TooManyDrafts)),
    ] {
        assert_eq!(POLICY.may_draw_up(counted, drafts), expected, "{counted} {drafts}");
    }
    assert_eq!([0, 1, 3, 9].map(|counted| POLICY.copies_max(counted)), [3, 2, 0, 0]);
    assert_eq!(Policy { free_copies: 40, ..POLICY }.copies_max(0), COPIES_PER_ORDER_MAX);
}

#[test]
fn the_first_report_stands_but_unknown_may_become_confirmed() {
    let change = |outcome| Ok(Change::Ended { job: 7, outcome });
    for (is, told, expected) in [
        (QUEUED, Confirmed, change(Confirmed)),
        (QUEUED, Unknown, change(Unknown)),
        (QUEUED, Refused, change(Refused)),
        (ended(Unknown), Confirmed, change(Confirmed)),
        (ended(Unknown), Refused, Ok(Change::Nothing)),
        (ended(Unknown), Unknown, Ok(Change::Nothing)),
        (ended(Confirmed), Refused, Ok(Change::Nothing)),
        (ended(Confirmed), Unknown, Ok(Change::Nothing)),
        (ended(Refused), Confirmed, Ok(Change::Nothing)),
        (ended(Refused), Unknown, Ok(Change::Nothing)),
    ] {
        // Whatever became of the certificate meanwhile: the paper is a fact.
        for state in [State::Issued, State::Revoked] {
            let record = record(state, &[(7, is, false, None)]);
            let report = Command::Report { job: 7, outcome: told };
            assert_eq!(after(&record, 9 * DAY_MS, &report), expected, "{is:?} {told:?}");
            let other = Command::Report { job: 8, outcome: told };
            assert_eq!(after(&record, 0, &other), Err(Refusal::NoSuchCopy));
        }
    }
}

#[test]
fn what_was_never_sent_did_not_come_out_unless_staff_wait_for_it() {
    let never = Command::NeverSent { job: 7 };
    for (is, by_staff, expected) in [
        (QUEUED, false, Change::Ended { job: 7, outcome: Refused }),
        (QUEUED, true, Change::Nothing),
        (ended(Unknown), false, Change::Nothing),
        (ended(Confirmed), false, Change::Nothing),
    ] {
        let record = record(State::Issued, &[(7, is, by_staff, None)]);
        assert_eq!(after(&record, 0, &never), Ok(expected), "{is:?} {by_staff}");
    }
    assert_eq!(after(&record(State::Issued, &[]), 0, &never), Err(Refusal::NoSuchCopy));
}

#[test]
fn staff_print_again_what_was_issued_and_is_kept() {
    let issued = record(State::Issued, &[(1, ended(Confirmed), false, None)]);
    let lost = record(State::Issued, &[(1, ended(Refused), false, None)]);
    let gone = Record { stored_at: None, ..issued.clone() };
    let full = record(State::Issued, &vec![(1, ended(Confirmed), true, None); COPIES_MAX]);
    for (record, expected) in [
        (&issued, Ok(Change::Ordered(vec![None]))),
        (&lost, Ok(Change::Ordered(vec![Some(1)]))),
        (&gone, Err(Refusal::FileGone)),
        (&full, Err(Refusal::TooManyCopies)),
        (&record(State::Drawn, &[]), Err(Refusal::NotIssued)),
        (&record(State::Dropped, &[]), Err(Refusal::NotIssued)),
        (&record(State::Revoked, &[]), Err(Refusal::Revoked)),
    ] {
        assert_eq!(after(record, 9 * DAY_MS, &Command::Reprint), expected, "{record:?}");
    }
}

#[test]
fn what_was_issued_is_revoked_once_and_with_a_reason() {
    let revoke = |reason: &str| Command::Revoke { reason: reason.to_owned() };
    let long = "因".repeat(201);
    for (state, reason, expected) in [
        (State::Issued, "学籍有误", Ok(Change::Revoked)),
        (State::Issued, &long[..600], Ok(Change::Revoked)),
        (State::Issued, "x", Err(Refusal::BadReason)),
        (State::Issued, "  x  ", Err(Refusal::BadReason)),
        (State::Issued, &long, Err(Refusal::BadReason)),
        (State::Revoked, "again", Err(Refusal::Revoked)),
        (State::Drawn, "never printed", Err(Refusal::NotIssued)),
        (State::Dropped, "never printed", Err(Refusal::NotIssued)),
    ] {
        assert_eq!(after(&record(state, &[]), 0, &revoke(reason)), expected, "{state:?}");
    }
}

#[test]
fn drafts_are_dropped_after_an_hour_and_files_after_their_time() {
    let gone = Record { stored_at: None, ..record(State::Issued, &[]) };
    for (record, ms, expected) in [
        (&record(State::Drawn, &[]), HOUR_MS - 1, Change::Nothing),
        (&record(State::Drawn, &[]), HOUR_MS, Change::Dropped),
        (&record(State::Reserved, &[]), 59 * MINUTE_MS + 59 * SECOND_MS, Change::Nothing),
        (&record(State::Reserved, &[]), HOUR_MS, Change::Dropped),
        (&record(State::Issued, &[]), 180 * DAY_MS - 1, Change::Nothing),
        (&record(State::Issued, &[]), 180 * DAY_MS, Change::FileDeleted),
        (&record(State::Revoked, &[]), 180 * DAY_MS, Change::FileDeleted),
        (&record(State::Dropped, &[]), 999 * DAY_MS, Change::Nothing),
        (&gone, 999 * DAY_MS, Change::Nothing),
        (&record(State::Drawn, &[]), -DAY_MS, Change::Nothing),
    ] {
        assert_eq!(after(record, ms, &Command::PassTime), Ok(expected), "{record:?} {ms}");
    }
}
