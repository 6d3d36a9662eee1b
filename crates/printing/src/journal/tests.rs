//! What the journal says after any crash.

use std::path::PathBuf;

use super::lines::Record;
use super::{Interrupted, JobId, JobState, Journal, JournalError, LINES_MAX, Memo, SETTLED_KEPT};

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("print-jobs.jsonl");
    (folder, path)
}

fn job(id: &str) -> JobId {
    JobId::try_from(id).unwrap()
}

#[test]
fn a_job_is_known_as_far_as_it_came() {
    let cases: [(&[JobState], JobState); 6] = [
        (&[JobState::Queued], JobState::Refused),
        (&[JobState::Queued, JobState::Sending], JobState::Unknown),
        (&[JobState::Sending, JobState::Sent], JobState::Unknown),
        (&[JobState::Sent, JobState::Confirmed], JobState::Confirmed),
        (&[JobState::Sending, JobState::Unknown], JobState::Unknown),
        (&[JobState::Queued, JobState::Refused], JobState::Refused),
    ];
    for (steps, after_restart) in cases {
        let (_folder, path) = folder();
        let journal = Journal::open(&path).unwrap();
        for step in steps {
            journal.record(&job("a"), *step).unwrap();
            assert_eq!(journal.state(&job("a")), Some(*step));
        }
        drop(journal);
        let journal = Journal::open(&path).unwrap();
        assert_eq!(journal.unsettled(), [(job("a"), after_restart)], "{steps:?}");
    }
}

#[test]
fn a_file_cut_at_any_byte_opens_and_forgets_no_step_that_was_taken() {
    let (_folder, path) = folder();
    let journal = Journal::open(&path).unwrap();
    let mut taken = Vec::new();
    for (id, state) in [
        ("a", JobState::Queued),
        ("a", JobState::Sending),
        ("b", JobState::Queued),
        ("a", JobState::Sent),
        ("a", JobState::Confirmed),
        ("b", JobState::Sending),
    ] {
        journal.record(&job(id), state).unwrap();
        taken.push((std::fs::metadata(&path).unwrap().len(), id, state));
    }
    drop(journal);
    let content = std::fs::read(&path).unwrap();
    for length in 0..=content.len() {
        std::fs::write(&path, &content[..length]).unwrap();
        let journal = Journal::open(&path).unwrap();
        for id in ["a", "b"] {
            let last =
                taken.iter().rfind(|(end, of, _)| *of == id && *end <= length as u64).map(|(_, _, state)| {
                    match state {
                        JobState::Sending | JobState::Sent => JobState::Unknown,
                        JobState::Queued => JobState::Refused,
                        done => *done,
                    }
                });
            assert_eq!(journal.state(&job(id)), last, "{id} cut at {length}");
        }
        // What is written next must not join the torn line.
        journal.record(&job("c"), JobState::Confirmed).unwrap();
        drop(journal);
        let journal = Journal::open(&path).unwrap();
        assert_eq!(journal.state(&job("c")), Some(JobState::Confirmed));
    }
}

#[test]
fn a_torn_tail_of_zeros_is_forgotten_and_a_broken_middle_is_not() {
    let (_folder, path) = folder();
    let line = "{\"job\":\"a\",\"state\":\"confirmed\"}\n";
    std::fs::write(&path, format!("{line}\0\0\0\0")).unwrap();
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.state(&job("a")), Some(JobState::Confirmed));
    drop(journal);
    std::fs::write(&path, format!("{line}{{\"job\":\n{line}")).unwrap();
    let error = Journal::open(&path).unwrap_err();
    assert!(matches!(error, JournalError::Corrupt { line: 2, .. }), "{error}");
}

#[test]
fn two_processes_cannot_share_it() {
    let (_folder, path) = folder();
    let _first = Journal::open(&path).unwrap();
    let error = Journal::open(&path).unwrap_err();
    assert!(matches!(error, JournalError::Busy { .. }), "{error}");
}

#[test]
fn a_settled_job_is_not_reported_again_but_still_known() {
    let (_folder, path) = folder();
    let journal = Journal::open(&path).unwrap();
    journal.record(&job("a"), JobState::Confirmed).unwrap();
    journal.record(&job("b"), JobState::Sending).unwrap();
    journal.settle(&job("a")).unwrap();
    // Not yet over: settling it would lose it.
    journal.settle(&job("b")).unwrap();
    drop(journal);
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.unsettled(), [(job("b"), JobState::Unknown)]);
    assert_eq!(journal.state(&job("a")), Some(JobState::Confirmed));
}

#[test]
fn a_long_file_is_rewritten_and_keeps_what_matters() {
    let (_folder, path) = folder();
    let mut content = Record::step(&job("open"), JobState::Unknown, None).line();
    for n in 0..LINES_MAX / 2 {
        for record in [
            Record::step(&job(&n.to_string()), JobState::Confirmed, None),
            Record::settled(&job(&n.to_string())),
        ] {
            content.extend(record.line());
        }
    }
    std::fs::write(&path, content).unwrap();
    let journal = Journal::open(&path).unwrap();
    journal.record(&job("last"), JobState::Confirmed).unwrap();
    journal.settle(&job("last")).unwrap();
    journal.record(&job("next"), JobState::Sending).unwrap();
    drop(journal);
    let lines = std::fs::read_to_string(&path).unwrap().lines().count();
    assert_eq!(lines, 1 + 2 * SETTLED_KEPT + 1);
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.state(&job("0")), None);
    assert_eq!(journal.state(&job("last")), Some(JobState::Confirmed));
    assert_eq!(journal.unsettled(), [(job("next"), JobState::Unknown), (job("open"), JobState::Unknown)]);
}

#[test]
fn what_was_sent_last_and_what_a_crash_interrupted_is_known() {
    type Case<'a> = (&'a [(&'a str, JobState)], bool, &'a [&'a str]);
    let cases: [Case<'_>; 6] = [
        (&[], false, &[]),
        (&[("a", JobState::Confirmed)], false, &[]),
        (&[("a", JobState::Confirmed), ("b", JobState::Unknown)], true, &[]),
        (&[("b", JobState::Unknown), ("a", JobState::Sending), ("a", JobState::Confirmed)], false, &[]),
        (&[("b", JobState::Sending), ("b", JobState::Confirmed), ("a", JobState::Queued)], false, &["a"]),
        (&[("b", JobState::Sending), ("a", JobState::Queued)], true, &["a", "b"]),
    ];
    for (steps, in_doubt, interrupted) in cases {
        let (_folder, path) = folder();
        let journal = Journal::open(&path).unwrap();
        for (id, state) in steps {
            journal.record(&job(id), *state).unwrap();
        }
        drop(journal);
        let journal = Journal::open(&path).unwrap();
        assert_eq!(journal.ends_in_doubt(), in_doubt, "{steps:?}");
        for id in ["a", "b"] {
            assert_eq!(journal.was_interrupted(&job(id)), interrupted.contains(&id), "{steps:?}");
        }
        // Until the owner knows, another crash changes nothing.
        drop(journal);
        let journal = Journal::open(&path).unwrap();
        for id in ["a", "b"] {
            assert_eq!(journal.was_interrupted(&job(id)), interrupted.contains(&id), "{steps:?}");
        }
    }
}

#[test]
fn ids_are_short_and_printable() {
    let long = "x".repeat(65);
    for id in ["", " ", "a b", "号", "a\n", &long] {
        assert!(JobId::try_from(id).is_err(), "{id:?}");
    }
    assert!(JobId::try_from("01J9-r_17").is_ok());
}

#[test]
fn a_driver_that_can_ask_its_printer_learns_what_was_interrupted() {
    let (_folder, path) = folder();
    let memo = Memo { sheets: 3, counter: Some(1_200) };
    let journal = Journal::open(&path).unwrap();
    for (id, steps) in [
        ("queued", &[JobState::Queued][..]),
        ("sending", &[JobState::Queued, JobState::Sending]),
        ("sent", &[JobState::Queued, JobState::Sending, JobState::Sent]),
        ("confirmed", &[JobState::Sending, JobState::Sent, JobState::Confirmed]),
    ] {
        for step in steps {
            let memo = (*step == JobState::Sending).then_some(memo);
            journal.record_with(&job(id), *step, memo).unwrap();
        }
    }
    assert!(journal.interrupted().is_empty(), "nothing has crashed");
    drop(journal);
    let found = |id: &str, was_sent| Interrupted { id: job(id), was_sent, memo: Some(memo) };
    // It is the same after a second crash, and when the file was written anew in between.
    for _ in 0..2 {
        let journal = Journal::open(&path).unwrap();
        assert_eq!(journal.interrupted(), [found("sending", false), found("sent", true)]);
        let mut inner = journal.inner();
        journal.rewrite(&mut inner).unwrap();
    }
    let journal = Journal::open(&path).unwrap();
    journal.record(&job("sent"), JobState::Confirmed).unwrap();
    assert_eq!(journal.interrupted(), [found("sending", false)]);
    assert!(!journal.was_interrupted(&job("sent")));
}
