//! Adopting a configuration or catalogue during the day.

use hall_core::catalogue::Catalogue;
use hall_core::event::Fact;
use hall_core::time::MINUTE_MS;

use crate::script::Table;
use crate::small_hall::{catalogue, window};

fn changed(name: &str, change: impl FnOnce(&mut Catalogue)) -> Table {
    Table::of(catalogue()).offering(name, change)
}

/// Adopting a configuration or catalogue is an event with its version and hash, so a replay decides as then.
/// (every script replays its log at the end)
#[test]
fn adopting_is_an_event_with_version_and_hash() {
    let table = changed("v2", |_| ()).offering("v1", |_| ()).play(
        "
        08:00 chief adopt v2  -> adopted v2
        08:00 chief adopt v2  -> refused same_catalogue
        08:01 chief adopt v1  -> adopted v1
        ",
    );
    let hashes: Vec<&str> = table
        .log
        .iter()
        .filter_map(|event| match &event.fact {
            Fact::CatalogueAdopted { hash, .. } => Some(hash.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(hashes.len(), 3);
    assert_eq!(hashes[0], hashes[2], "the same configuration has the same hash");
    assert_ne!(hashes[0], hashes[1], "a version is part of the configuration");
    assert!(hashes.iter().all(|hash| hash.len() == 64 && hash.chars().all(|c| c.is_ascii_hexdigit())));
    assert_eq!(table.hall.catalogue_hash(), hashes[2]);
}

/// A configuration that contradicts itself is refused, and why is said.
#[test]
fn a_contradictory_catalogue_is_refused() {
    changed("broken", |hall| hall.items.get_mut(&"card".into()).unwrap().service_ms = 0)
        .play("08:00 chief adopt broken -> refused bad_catalogue item card: has no service time");
}

/// An item taken out of the catalogue stays on open tickets until the day ends.
#[test]
fn an_item_taken_out_stays_on_open_tickets() {
    changed("without photo", |_| ())
        .offering("without-photo", |hall| {
            hall.items.remove(&"photo".into());
        })
        .play(
            "
            08:00 window 1 open               -> 1 opened clerk-1
            08:00 kiosk-1 take photo          -> A001 taken
            08:01 chief adopt without-photo   -> adopted without-photo
            08:02 kiosk-1 take photo          -> refused items_refused photo=item_unknown
            08:02 show A001                   -> waiting in A
            08:03 window 1 call               -> A001 called 1
            08:03 window 1 start A001         -> A001 serving 1
            08:04 window 1 finish A001 photo  -> A001 photo=done; A001 done
            ",
        );
}

/// … also if its line goes with it: the windows that served the line do so until the day ends.
#[test]
fn a_line_taken_out_is_served_until_the_day_ends() {
    changed("narrow", |hall| {
        hall.lines.remove(&"B".into());
        for item in ["parking", "plate", "licence"] {
            hall.items.remove(&item.into());
        }
        hall.windows.insert(window(3, &["A"], &[]).id, window(3, &["A"], &[]));
        hall.windows.insert(window(4, &["A", "D"], &[]).id, window(4, &["A", "D"], &[]));
    })
    .play(
        "
        08:00 window 3 open                -> 3 opened clerk-3
        08:00 window 4 open                -> 4 opened clerk-4
        08:00 kiosk-1 take parking         -> B001 taken
        08:00 kiosk-1 take parking,card    -> B002 taken
        08:00 kiosk-1 take parking         -> B003 taken
        08:01 chief adopt narrow           -> adopted narrow
        08:01 kiosk-1 take parking         -> refused items_refused parking=item_unknown
        08:01 show line B                  -> B001 B002 B003
        08:02 window 3 call                -> B001 called 3
        08:02 window 3 start B001          -> B001 serving 3
        08:03 window 3 transfer B001 to line B  -> refused line_unknown
        08:03 window 3 finish B001 parking -> B001 parking=done; B001 done
        08:04 window 4 pick B003           -> B003 picked 4
        08:04 window 4 start B003          -> B003 serving 4
        # Also over the night, as long as somebody is served there.
        +1 03:01 window 4 finish B003 parking -> (B002 expired) (day 2026-09-08) B003 parking=done; B003 done
        +2 03:01 time passes               -> (day 2026-09-09)
        ",
    )
    .gone_line("B");
}

/// A line that comes back is served as the newest catalogue says.
#[test]
fn a_line_that_comes_back_goes_by_the_catalogue_again() {
    changed("without-c", |hall| {
        hall.lines.remove(&"C".into());
        hall.items.remove(&"visa".into());
        hall.windows.insert(window(5, &["D"], &[]).id, window(5, &["D"], &[]));
    })
    .offering("c-at-6", |hall| {
        hall.windows.insert(window(5, &["D"], &[]).id, window(5, &["D"], &[]));
        hall.windows.insert(window(6, &["N", "C"], &[]).id, window(6, &["N", "C"], &[]));
    })
    .play(
        "
        +2 09:00 window 5 open          -> (day 2026-09-09) 5 opened clerk-5
        +2 09:00 window 6 open          -> 6 opened clerk-6
        +2 09:00 kiosk-1 take visa      -> C001 taken
        +2 09:00 kiosk-1 take visa      -> C002 taken
        +2 09:01 chief adopt without-c  -> adopted without-c
        +2 09:02 window 6 call          -> refused nobody_waiting
        +2 09:02 window 5 call          -> C001 called 5
        +2 09:03 chief adopt c-at-6     -> adopted c-at-6
        +2 09:03 window 5 put-back C001 -> C001 waits after put_back
        +2 09:04 window 5 call          -> refused nobody_waiting
        +2 09:04 window 6 call          -> C001 called 6
        ",
    );
}

/// `after` changed: the tickets that wait are put where they now wait.
#[test]
fn a_changed_order_of_items_moves_waiting_tickets() {
    changed("parking-first", |hall| {
        hall.items.get_mut(&"card".into()).unwrap().after = vec!["parking".into()];
        hall.items.get_mut(&"licence".into()).unwrap().after = Vec::new();
    })
    .play(
        "
        08:00 window 1 open                 -> 1 opened clerk-1
        08:00 window 2 open                 -> 2 opened clerk-2
        08:00 kiosk-1 take card,parking     -> A001 taken
        08:00 kiosk-1 take card,licence     -> A002 taken
        08:00 kiosk-1 take card,parking     -> A003 taken
        08:00 show A002                     -> waiting in A
        08:01 window 1 pick A003            -> A003 picked 1
        08:02 chief adopt parking-first     -> adopted parking-first
        08:02 show A001                     -> waiting in B
        08:02 show A002                     -> waiting in A,B
        # Who is at a window finds the new order there.
        08:02 window 1 start A003           -> A003 serving 1
        08:03 window 1 finish A003 card     -> refused item_too_early card after parking
        08:03 window 1 transfer A003 parking to window 2 -> A003 parking to window 2
        08:03 show A003                     -> waiting in window 2
        ",
    );
}

/// A catalogue that takes a line from its last open window is as if that window closed; one that gives it to an open
/// window, as if it opened.
#[test]
fn a_catalogue_may_leave_a_line_unserved_or_serve_it_again() {
    changed("b-at-1", |hall| {
        hall.windows.insert(window(1, &["A", "B"], &[]).id, window(1, &["A", "B"], &[]));
        hall.windows.insert(window(3, &["A"], &[]).id, window(3, &["A"], &[]));
    })
    .offering("v1", |_| ())
    .play(
        "
        08:00 window 3 open         -> 3 opened clerk-3
        08:00 kiosk-1 take parking  -> B001 taken
        08:01 chief adopt b-at-1    -> adopted b-at-1; B unserved
        08:01 kiosk-1 take parking  -> refused items_refused parking=line_unserved
        08:02 window 1 open         -> 1 opened clerk-1; B served
        08:02 window 1 close        -> 1 closed; B unserved
        08:03 chief adopt v1        -> adopted v1; B served
        08:03 kiosk-1 take parking  -> B002 taken
        ",
    );
}

/// A window taken out can be finished with and closed, but neither opened nor sent to.
#[test]
fn a_window_taken_out_is_not_opened_again() {
    changed("without-2", |hall| {
        hall.windows.remove(&window(2, &[], &[]).id);
    })
    .play(
        "
        08:00 window 1 open                       -> 1 opened clerk-1
        08:00 window 2 open                       -> 2 opened clerk-2
        08:00 kiosk-1 take card                   -> A001 taken
        08:00 kiosk-1 take card                   -> A002 taken
        08:01 window 2 call                       -> A001 called 2
        08:01 window 2 start A001                 -> A001 serving 2
        08:02 chief adopt without-2               -> adopted without-2
        08:02 window 1 call                       -> A002 called 1
        08:02 window 1 transfer A002 to window 2  -> refused window_unknown
        08:02 window 1 put-back A002              -> A002 waits after put_back
        08:02 chief direct A002 2                 -> refused window_unknown
        08:03 window 2 transfer A001 to line B    -> refused line_unserved
        08:03 window 2 transfer A001 to window 1  -> A001 card to window 1
        08:04 window 2 call                       -> refused nobody_waiting
        08:05 window 2 close                      -> 2 closed
        08:05 window 2 open                       -> refused window_unknown
        08:06 window 1 call                       -> A001 called 1
        ",
    );
}

/// so a replay decides as then: what was earned stays, what comes goes by the new rules.
#[test]
fn new_rules_hold_for_what_comes() {
    changed("strict", |hall| {
        hall.classes.get_mut(&"elderly".into()).unwrap().credit_minutes = 5;
        hall.rules.recalls_max = 0;
        hall.rules.no_show_grace_ms = 5 * MINUTE_MS;
    })
    .play(
        "
        08:00 window 1 open                 -> 1 opened clerk-1
        08:30 kiosk-1 take card as elderly  -> A001 taken
        08:30 window 1 call                 -> A001 called 1
        08:30 window 1 no-show A001         -> A001 missed until 09:00
        08:31 chief adopt strict            -> adopted strict
        08:31 kiosk-1 take card as elderly  -> A002 taken
        08:31 show arrival A002             -> 08:26
        08:32 window 1 call                 -> A002 called 1
        08:33 window 1 recall A002          -> refused recalls_used 0
        08:33 window 1 no-show A002         -> A002 missed until 08:38
        08:50 phone A001 return             -> (A002 expired) A001 rejoined at 08:15
        ",
    );
}

/// What a catalogue cannot say: every contradiction is named.
#[test]
fn every_contradiction_is_named() {
    type Change = fn(&mut Catalogue);
    let table: [(&str, Change); 30] = [
        ("site: `Mars` is not the IANA name of a time zone", |c| c.time_zone = "Mars".into()),
        ("site: help_item `web` is not an item with a line", |c| c.help_item = Some("web".into())),
        ("item card: has no department", |c| c.items.get_mut(&"card".into()).unwrap().departments.clear()),
        ("item card: names the unknown department `moon`", |c| {
            c.items.get_mut(&"card".into()).unwrap().departments = vec!["moon".into()];
        }),
        ("item card: names the unknown line `Z`", |c| {
            c.items.get_mut(&"card".into()).unwrap().line = Some("Z".into());
        }),
        ("item fee: has no line, yet is not handled wholly online", |c| {
            c.items.get_mut(&"fee".into()).unwrap().line = None;
        }),
        ("item web: is handled wholly online, yet has a line", |c| {
            c.items.get_mut(&"web".into()).unwrap().line = Some("A".into());
        }),
        ("item card: comes after the unknown item `dawn`", |c| {
            c.items.get_mut(&"card".into()).unwrap().after = vec!["dawn".into()];
        }),
        ("item fee: comes after itself", |c| {
            c.items.get_mut(&"fee".into()).unwrap().after = vec!["fee".into()];
        }),
        ("item card: comes after itself", |c| {
            c.items.get_mut(&"card".into()).unwrap().after = vec!["licence".into()];
        }),
        ("item card: has no service time", |c| c.items.get_mut(&"card".into()).unwrap().service_ms = 0),
        ("item card: has another code, `fee`", |c| {
            c.items.get_mut(&"card".into()).unwrap().code = "fee".into();
        }),
        ("bundle b: must hold 1 to 12 items", |c| c.bundles.push(bundle(&[]))),
        ("bundle b: holds the unknown item `dawn`", |c| c.bundles.push(bundle(&["dawn"]))),
        ("bundle b: is there twice", |c| c.bundles = vec![bundle(&["card"]), bundle(&["card"])]),
        ("department office: is there twice", |c| c.departments.push(c.departments[0].clone())),
        ("line A: prefix `a` is not a letter A to Z", |c| c.lines.get_mut(&"A".into()).unwrap().prefix = 'a'),
        ("line A: names the unknown timetable `moon`", |c| {
            c.lines.get_mut(&"A".into()).unwrap().hours = "moon".into();
        }),
        ("line A: has another name, `B`", |c| c.lines.get_mut(&"A".into()).unwrap().id = "B".into()),
        ("line N: is served by no window", |c| {
            c.windows.remove(&window(6, &[], &[]).id);
        }),
        ("window 1: has no line of its own", |c| {
            c.windows.insert(window(1, &[], &["A"]).id, window(1, &[], &["A"]));
        }),
        ("window 1: names the unknown line `Z`", |c| {
            c.windows.insert(window(1, &["A", "Z"], &[]).id, window(1, &["A", "Z"], &[]));
        }),
        ("window 1: names the line `A` twice", |c| {
            c.windows.insert(window(1, &["A"], &["A"]).id, window(1, &["A"], &["A"]));
        }),
        ("class elderly: credit_minutes must be 0 to 120", |c| {
            c.classes.get_mut(&"elderly".into()).unwrap().credit_minutes = 121;
        }),
        ("hours office: weekly: 8 is not a day 1 (Monday) to 7 (Sunday)", |c| {
            c.hours.get_mut(&"office".into()).unwrap().weekly[0].days = vec![8];
        }),
        ("hours office: weekly: day 1 is named twice", |c| {
            c.hours.get_mut(&"office".into()).unwrap().weekly[0].days = vec![1, 1];
        }),
        ("hours office: weekly: 13:30:00 is not before 13:30:00", |c| {
            let span = &mut c.hours.get_mut(&"office".into()).unwrap().weekly[0].spans[1];
            span.to = span.from;
        }),
        ("hours office: exception `peak` ends before it begins", |c| {
            let peak = &mut c.hours.get_mut(&"office".into()).unwrap().exceptions[1];
            std::mem::swap(&mut peak.from, &mut peak.to);
        }),
        ("rules: kiosk_tickets_per_minute must be 1 to 1000000", |c| c.rules.kiosk_tickets_per_minute = 0),
        ("rules: no_show_grace_ms must be 0 to 86400000", |c| c.rules.no_show_grace_ms = -1),
    ];
    assert_eq!(catalogue().check(), []);
    for (expected, change) in table {
        let mut broken = catalogue();
        change(&mut broken);
        let found: Vec<String> = broken.check().iter().map(ToString::to_string).collect();
        assert!(found.iter().any(|said| said == expected), "expected `{expected}`, found {found:?}");
    }
}

fn bundle(items: &[&str]) -> hall_core::catalogue::Bundle {
    hall_core::catalogue::Bundle {
        code: "b".into(),
        name: hall_core::catalogue::Text::default(),
        items: items.iter().map(|item| (*item).into()).collect(),
    }
}

impl Table {
    /// Nothing of the line is kept.
    fn gone_line(self, line: &str) {
        assert_eq!(self.hall.line(&line.into()), None);
    }
}
