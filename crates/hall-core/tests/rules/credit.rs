//! `arrival = issued_at − credit`: who is moved forward, and by how much.

use crate::script::{Table, play};
use crate::small_hall::catalogue;

/// `arrival = issued_at − credit`. … others 0.
#[test]
fn without_credit_the_arrival_is_the_time_of_issue() {
    play(
        "
        08:30 kiosk-1 take card     -> A001 taken
        08:30 show arrival A001     -> 08:30
        ",
    );
}

/// Credit in minutes by class, configurable: elderly (70+), disabled, pregnant, with infant, veteran 15;
#[test]
fn a_class_has_a_credit_of_15_minutes() {
    play(
        "
        08:30 kiosk-1 take card as elderly   -> A001 taken
        08:30 kiosk-1 take card as disabled  -> A002 taken
        08:30 kiosk-1 take card as pregnant  -> A003 taken
        08:30 kiosk-1 take card as infant    -> A004 taken
        08:30 kiosk-1 take card as veteran   -> A005 taken
        08:30 show arrival A001              -> 08:15
        08:30 show arrival A002              -> 08:15
        08:30 show arrival A003              -> 08:15
        08:30 show arrival A004              -> 08:15
        08:30 show arrival A005              -> 08:15
        ",
    );
}

/// configurable
#[test]
fn the_credit_of_a_class_is_configurable() {
    let mut hall = catalogue();
    hall.classes.get_mut(&"elderly".into()).unwrap().credit_minutes = 7;
    Table::of(hall).play(
        "
        08:30 kiosk-1 take card as elderly   -> A001 taken
        08:30 show arrival A001              -> 08:23
        ",
    );
}

/// appointment on time `max(0, check-in − (slot − 15 min))`, at most 25;
#[test]
fn an_appointment_counts_from_a_quarter_of_an_hour_before_its_slot_at_most_25_minutes() {
    play(
        "
        # Too early for the slot: nothing.
        09:00 kiosk-1 take card slot 10:00  -> A001 taken
        09:00 show arrival A001             -> 09:00
        09:45 kiosk-1 take card slot 10:00  -> A002 taken
        09:45 show arrival A002             -> 09:45
        # From then on all who check in for the slot stand where the quarter of an hour began.
        09:46 kiosk-1 take card slot 10:00  -> A003 taken
        09:46 show arrival A003             -> 09:45
        10:00 kiosk-1 take card slot 10:00  -> A004 taken
        10:00 show arrival A004             -> 09:45
        10:10 kiosk-1 take card slot 10:00  -> A005 taken
        10:10 show arrival A005             -> 09:45
        # Later than 10 minutes after the slot the cap tells.
        10:11 kiosk-1 take card slot 10:00  -> A006 taken
        10:11 show arrival A006             -> 09:46
        11:00 kiosk-1 take card slot 10:00  -> A007 taken
        11:00 show arrival A007             -> 10:35
        ",
    );
}

/// return code (materials brought later) 30;
#[test]
fn a_return_code_has_a_credit_of_30_minutes() {
    play(
        "
        09:00 kiosk-1 take card return-code  -> A001 taken
        09:00 show arrival A001              -> 08:30
        ",
    );
}

/// One visitor has one credit: the largest that is due.
#[test]
fn credits_do_not_add_up() {
    play(
        "
        09:00 kiosk-1 take card as elderly return-code            -> A001 taken
        09:00 show arrival A001                                   -> 08:30
        09:00 kiosk-1 take card as elderly slot 09:05             -> A002 taken
        09:00 show arrival A002                                   -> 08:45
        09:00 kiosk-1 take card as elderly slot 08:50 return-code -> A003 taken
        09:00 show arrival A003                                   -> 08:30
        ",
    );
}

/// A class chosen by the visitor is provisional: the clerk may void it (credit 0, back to waiting).
#[test]
fn the_clerk_may_void_a_class() {
    play(
        "
        08:00 window 1 open                  -> 1 opened clerk-1
        08:00 kiosk-1 take card              -> A001 taken
        08:05 kiosk-1 take card as elderly   -> A002 taken
        08:06 window 1 call                  -> A002 called 1
        08:06 window 1 void A002             -> A002 voided; A002 waits after class_voided
        08:06 show line A                    -> A001 A002
        08:06 show arrival A002              -> 08:05
        08:07 window 1 call                  -> A001 called 1
        08:07 window 1 void A001             -> refused no_class_credit
        08:08 window 1 start A001            -> A001 serving 1
        08:09 window 1 finish A001 card      -> A001 card=done; A001 done
        # Also when it comes out only during the service, and once.
        08:10 window 1 call                  -> A002 called 1
        08:10 window 1 void A002             -> refused no_class_credit
        08:11 kiosk-1 take card as veteran   -> A003 taken
        08:11 window 1 put-back A002         -> A002 waits after put_back
        08:12 window 1 call                  -> A003 called 1
        08:12 window 1 start A003            -> A003 serving 1
        08:13 window 1 void A003             -> A003 voided; A003 waits after class_voided
        08:13 show line A                    -> A002 A003
        ",
    );
}

/// (credit 0): the credit of the class; one earned by a return code or an appointment stands.
#[test]
fn voiding_a_class_leaves_the_other_credit() {
    play(
        "
        08:00 window 1 open                             -> 1 opened clerk-1
        09:00 kiosk-1 take card as elderly slot 09:05   -> A001 taken
        09:00 show arrival A001                         -> 08:45
        09:01 window 1 call                             -> A001 called 1
        09:01 window 1 void A001                        -> A001 voided; A001 waits after class_voided
        09:01 show arrival A001                         -> 08:50
        ",
    );
}

/// Voiding never moves a late visitor forward again.
#[test]
fn voiding_a_class_does_not_undo_a_missed_call() {
    play(
        "
        08:00 window 1 open                  -> 1 opened clerk-1
        08:10 kiosk-1 take card              -> A001 taken
        08:11 kiosk-1 take card as elderly   -> A002 taken
        08:12 window 1 call                  -> A002 called 1
        08:12 window 1 no-show A002          -> A002 missed until 08:42
        08:20 kiosk-1 take card              -> A003 taken
        08:21 phone A002 return              -> A002 rejoined at 08:20
        08:22 window 1 pick A002             -> A002 picked 1
        08:22 window 1 void A002             -> A002 voided; A002 waits after class_voided
        08:22 show arrival A002              -> 08:20
        ",
    );
}
