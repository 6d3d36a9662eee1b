//! Opening hours and the end of the day's sale.

use crate::script::play;

/// Per line: weekly hours, (with a break at midday)
#[test]
fn a_line_has_weekly_hours() {
    play(
        "
        07:59:59 show status A   -> closed until 08:00
        08:00 show status A      -> open until 12:00
        11:59:59 show status A   -> open until 12:00
        12:00 show status A      -> closed until 13:30
        13:30 show status A      -> open until 17:00
        17:00 show status A      -> closed until +1 08:00
        # Friday to Monday.
        +4 17:00 show status A   -> closed until +7 08:00
        +5 10:00 show status A   -> closed until +7 08:00
        10:00 show status Z      -> unknown
        ",
    );
}

/// exceptions (holidays,
#[test]
fn a_holiday_is_closed() {
    // 1 October is 24 days after the Monday; it is a Thursday, and the 8th the next day open.
    play(
        "
        +23 16:00 show status A  -> open until +23 17:00
        +23 17:00 show status A  -> closed until +31 08:00
        +24 10:00 show status A  -> closed until +31 08:00
        ",
    );
}

/// vacation timetable,
#[test]
fn the_vacation_has_its_own_timetable() {
    // 18 January 2027, a Monday, is 133 days after; open Tuesdays and Thursdays in the morning.
    play(
        "
        +133 10:00 show status A  -> closed until +134 08:00
        +134 10:00 show status A  -> open until +134 12:00
        +134 14:00 show status A  -> closed until +136 08:00
        # New Year's week within the vacation: the later exception counts.
        +155 10:00 show status A  -> closed until +162 08:00
        ",
    );
}

/// extended hours at peaks),
#[test]
fn a_peak_extends_the_hours() {
    play(
        "
        +7 17:30 show status A   -> closed until +7 18:00
        +7 18:00 show status A   -> open until +7 20:00
        +14 18:00 show status A  -> closed until +15 08:00
        ",
    );
}

/// visiting days of outside agencies.
#[test]
fn an_agency_comes_on_its_days() {
    play(
        "
        08:00 show status C       -> closed until +2 09:00
        +2 09:00 show status C    -> open until +2 11:00
        # Once on a Thursday.
        +9 11:00 show status C    -> closed until +10 13:30
        +10 14:00 show status C   -> open until +10 16:00
        ",
    );
}

/// Outside them the kiosk says when it opens next.
#[test]
fn a_closed_line_says_when_it_opens_next() {
    play(
        "
        07:00 kiosk-1 take card       -> refused items_refused card=line_closed until 08:00
        12:30 kiosk-1 take card,visa  -> refused items_refused card=line_closed until 13:30,visa=line_closed until +2 09:00
        ",
    );
}

/// Nothing is in sight: the kiosk says so.
#[test]
fn a_line_that_never_opens_again_says_so() {
    crate::script::play_with(
        |hall| hall.hours.get_mut(&"agency".into()).unwrap().weekly.clear(),
        "
        # The extra Thursday is the last.
        +3 10:00 show status C    -> closed until +10 13:30
        +10 16:00 show status C   -> closed until ever
        ",
    );
}

/// Before closing it warns, then refuses, when the estimated wait runs past the end.
#[test]
fn before_closing_a_line_warns_and_then_refuses() {
    // A visitor of line B takes 6:40 on average.
    play(
        "
        16:00 window 3 open         -> 3 opened clerk-3
        16:30 kiosk-1 take parking  -> B001 taken
        16:30 kiosk-1 take parking  -> B002 taken
        16:30 show status B         -> open until 17:00
        16:30 kiosk-1 take parking  -> B003 taken
        16:30 show status B         -> open until 17:00, closes soon
        16:30 kiosk-1 take parking  -> B004 taken
        16:30 kiosk-1 take parking  -> B005 taken
        16:30 show status B         -> open until 17:00, closing
        16:30 kiosk-1 take parking  -> refused items_refused parking=closing_soon
        # Another window, and there is time for more.
        16:31 window 4 open         -> 4 opened clerk-4
        16:31 kiosk-1 take parking  -> B006 taken
        ",
    );
}

/// … it warns: in the last quarter of an hour even if nobody waits.
#[test]
fn the_last_quarter_of_an_hour_warns() {
    play(
        "
        08:00 window 3 open       -> 3 opened clerk-3
        16:45 show status B       -> open until 17:00
        16:45:01 show status B    -> open until 17:00, closes soon
        16:59:59 show status B    -> open until 17:00, closes soon
        ",
    );
}

/// the estimated wait: of everybody the windows have in front of them, not only those of the same line.
#[test]
fn the_wait_at_closing_counts_the_other_lines_of_the_window() {
    // A visitor of line A takes 3:20 on average.
    play(
        "
        16:00 window 4 open         -> 4 opened clerk-4
        16:44 kiosk-1 take card     -> A001 taken
        16:44 kiosk-1 take card     -> A002 taken
        16:44 kiosk-1 take card     -> A003 taken
        16:44 kiosk-1 take card     -> A004 taken
        16:45 show status B         -> open until 17:00, closes soon
        16:44 kiosk-1 take card     -> A005 taken
        16:45 show status B         -> open until 17:00, closing
        16:45 kiosk-1 take fee      -> refused items_refused fee=closing_soon
        # A window that only helps line A does its own line first.
        16:45 window 3 open         -> 3 opened clerk-3
        16:45 show status B         -> open until 17:00
        ",
    );
}

/// the end: of the day, not of the morning.
#[test]
fn the_midday_break_refuses_nobody() {
    play(
        "
        08:00 window 3 open         -> 3 opened clerk-3
        11:59 kiosk-1 take parking  -> B001 taken
        11:59 kiosk-1 take parking  -> B002 taken
        11:59 kiosk-1 take parking  -> B003 taken
        11:59 show status B         -> open until 12:00
        ",
    );
}

/// While no window is open nothing can be said of the wait, and nobody is refused for it.
#[test]
fn without_a_window_the_wait_is_unknown() {
    play(
        "
        16:59 kiosk-1 take card  -> A001 taken
        16:59 kiosk-1 take card  -> A002 taken
        16:59 kiosk-1 take card  -> A003 taken
        ",
    );
}
