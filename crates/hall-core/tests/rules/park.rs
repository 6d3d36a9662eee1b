//! The three parks.

use hall_core::time::MINUTE_MS;

use crate::script::play;

const SERVED: &str = "
    08:00 window 1 open        -> 1 opened clerk-1
    08:00 window 2 open        -> 2 opened clerk-2
    08:00 kiosk-1 take card    -> A001 taken
    08:01 kiosk-1 take card    -> A002 taken
    08:02 window 1 call        -> A001 called 1
    08:02 window 1 start A001  -> A001 serving 1
    ";

/// *Park*, three kinds: *at the window* (e.g. waiting for a stamp: the window may call others and resumes it directly),
#[test]
fn parked_at_the_window_others_are_called_and_the_window_resumes() {
    play(&format!(
        "{SERVED}
        08:05 window 1 park A001 at_window   -> A001 parked at_window
        08:05 show window 1                  -> open clerk-1
        08:06 window 1 call                  -> A002 called 1
        08:07 window 1 resume A001           -> refused window_busy A002
        08:07 window 1 start A002            -> A002 serving 1
        08:09 window 1 finish A002 card      -> A002 card=done; A002 done
        08:10 window 2 resume A001           -> refused ticket_elsewhere 1
        08:10 window 2 call                  -> refused nobody_waiting
        08:10 window 1 resume A001           -> A001 resumed 1
        08:10 show A001                      -> serving 1
        08:11 window 1 finish A001 card      -> A001 card=done; A001 done
        "
    ));
}

/// *back to any window* (waits again, arrival kept),
#[test]
fn parked_for_any_window_it_waits_again_with_its_arrival() {
    play(&format!(
        "{SERVED}
        08:05 window 1 park A001 any_window  -> A001 parked any_window
        08:05 show line A                    -> A002
        08:06 window 1 resume A001           -> refused wrong_phase parked
        08:20 kiosk-1 return A001            -> A001 waits after back_from_park
        08:20 show A001                      -> waiting in A
        08:20 show arrival A001              -> 08:00
        08:20 show line A                    -> A001 A002
        08:21 window 2 call                  -> A001 called 2
        "
    ));
}

/// *back to this window* (waits again, tier 0 here).
#[test]
fn parked_for_this_window_it_waits_there_in_tier_0() {
    play(&format!(
        "{SERVED}
        08:05 window 1 park A001 this_window -> A001 parked this_window
        08:20 phone A001 return              -> A001 waits after back_from_park
        08:20 show A001                      -> waiting in window 1
        08:20 show arrival A001              -> 08:00
        08:21 window 2 call                  -> A002 called 2
        08:21 kiosk-1 take card return-code  -> A003 taken
        08:21 window 1 call                  -> A001 called 1
        "
    ));
}

/// The visitor's return is told by kiosk scan, phone page or clerk;
#[test]
fn the_return_is_told_by_kiosk_phone_or_clerk() {
    for teller in ["kiosk-1", "phone A001", "chief"] {
        play(
            &format!(
                "{SERVED}
            08:05 window 1 park A001 any_window  -> A001 parked any_window
            08:20 {teller} return A001           -> A001 waits after back_from_park
            "
            )
            .replace("phone A001 return A001", "phone A001 return"),
        );
    }
}

/// A return to a park at the window is told once; the window resumes when it can.
#[test]
fn a_visitor_parked_at_the_window_is_back_once() {
    play(&format!(
        "{SERVED}
        08:05 window 1 park A001 at_window   -> A001 parked at_window
        08:10 phone A001 return              -> A001 back
        08:10 show A001                      -> parked 1 and back
        08:11 phone A001 return              -> refused wrong_phase parked
        08:12 window 1 resume A001           -> A001 resumed 1
        "
    ));
}

/// Only who is being served can be parked.
#[test]
fn only_who_is_served_is_parked() {
    play(
        "
        08:00 window 1 open                  -> 1 opened clerk-1
        08:00 kiosk-1 take card              -> A001 taken
        08:01 window 1 park A001 any_window  -> refused stale nobody
        08:01 window 1 call                  -> A001 called 1
        08:01 window 1 park A001 any_window  -> refused wrong_phase called
        ",
    );
}

/// parked time counts neither as waiting nor as serving.
#[test]
fn parked_time_is_not_serving_time() {
    let table = play(&format!(
        "{SERVED}
        08:05 window 1 park A001 at_window   -> A001 parked at_window
        08:45 window 1 resume A001           -> A001 resumed 1
        08:47 window 1 park A001 at_window   -> A001 parked at_window
        09:45 time passes                    ->
        "
    ));
    let served: Vec<i64> = table.hall.tickets().map(|ticket| ticket.served_ms).collect();
    assert_eq!(served, [5 * MINUTE_MS, 0], "3 minutes and 2 minutes at the window");
}

/// Recorded outcomes stand over a park.
#[test]
fn outcomes_stand_over_a_park() {
    let table = play(
        "
        08:00 window 4 open                    -> 4 opened clerk-4
        08:00 kiosk-1 take card,parking        -> A001 taken
        08:02 window 4 call                    -> A001 called 4
        08:02 window 4 start A001              -> A001 serving 4
        08:03 window 4 record A001 card        -> A001 card=done
        08:05 window 4 park A001 at_window     -> A001 parked at_window
        08:06 window 4 resume A001             -> A001 resumed 4
        08:07 window 4 finish A001             -> A001 waits after items_left
        08:07 show A001                        -> waiting in B
        ",
    );
    assert_eq!(table.hall.tickets().next().unwrap().served_ms, 0, "the next window counts its own time");
}
