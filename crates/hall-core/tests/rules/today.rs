//! What a supervisor changes for today: hours that go on, lines that windows serve, whether calls are spoken.

use crate::script::play;

/// exceptions (… extended hours at peaks): a supervisor lets a line go on today, and today only.
#[test]
fn a_line_goes_on_beyond_its_hours_today() {
    play(
        "
        16:00 show status A                -> open until 17:00
        16:00 chief extend A until 18:30   -> A open until 18:30
        16:00 show status A                -> open until 18:30
        17:30 kiosk-1 take card            -> A001 taken
        18:30 show status A                -> closed until +1 08:00
        18:30 kiosk-1 take card            -> refused items_refused card=line_closed until +1 08:00
        +1 16:30 time                      -> (A001 expired) (day 2026-09-08)
        +1 16:30 show status A             -> open until +1 17:00
        ",
    );
}

/// Outside them the kiosk says when it opens next: a break stays a break, and the evening begins where the day ended.
#[test]
fn a_break_stays_a_break() {
    play(
        "
        07:30 chief extend A until 19:00   -> A open until 19:00
        07:59 show status A                -> closed until 08:00
        11:00 show status A                -> open until 12:00
        12:30 show status A                -> closed until 13:30
        16:00 show status A                -> open until 19:00
        # Called back after it had closed.
        20:00 chief extend A until 21:00   -> A open until 21:00
        20:00 show status A                -> open until 21:00
        ",
    );
}

/// An extension is taken back, and never reaches into another day.
#[test]
fn an_extension_is_within_today_and_can_be_taken_back() {
    play(
        "
        16:00 chief extend A               -> refused nothing_changed
        16:00 chief extend A until 18:00   -> A open until 18:00
        16:01 chief extend A until 18:00   -> refused nothing_changed
        16:02 chief extend A until 16:02   -> refused not_today +1 03:00
        16:02 chief extend A until +1 03:01 -> refused not_today +1 03:00
        16:02 chief extend X until 18:00   -> refused line_unknown
        16:03 chief extend A               -> A open as usual
        16:03 show status A                -> open until 17:00
        16:04 chief extend A until +1 03:00 -> A open until +1 03:00
        +1 02:00 show status A             -> open until +1 03:00
        ",
    );
}

/// Before closing it warns, then refuses, when the estimated wait runs past the end: past the extended one.
#[test]
fn the_warning_looks_at_the_extended_end() {
    play(
        "
        16:00 window 1 open                -> 1 opened clerk-1
        16:40 kiosk-1 take card            -> A001 taken
        16:40 kiosk-1 take card            -> A002 taken
        16:40 kiosk-1 take card            -> A003 taken
        16:52 show status A                -> open until 17:00, closing
        16:52 chief extend A until 19:00   -> A open until 19:00
        16:52 show status A                -> open until 19:00
        ",
    );
}

/// Tiers: … own lines, lines it helps: a supervisor moves them for today.
#[test]
fn a_window_helps_a_line_until_the_day_ends() {
    play(
        "
        08:00 window 3 open                -> 3 opened clerk-3
        08:00 window 5 open                -> 5 opened clerk-5
        08:00 kiosk-1 take parking         -> B001 taken
        08:00 kiosk-1 take fee             -> D001 taken
        08:01 kiosk-1 take parking         -> B002 taken
        08:02 chief assign 5 C,D helps B   -> 5 serves C,D helps B
        08:02 window 5 call                -> D001 called 5
        08:03 window 5 start D001          -> D001 serving 5
        08:04 window 5 finish D001 fee          -> D001 fee=done; D001 done
        # Its own are served: now it helps.
        08:05 window 5 call                -> B001 called 5
        08:06 window 5 put-back B001       -> B001 waits after put_back
        +1 04:00 time                      -> (B001 expired) (B002 expired) (day 2026-09-08)
        +1 08:00 kiosk-1 take parking      -> B001 taken
        +1 08:00 window 5 call             -> refused nobody_waiting
        ",
    );
}

/// When a line's last window closes the kiosk stops selling it: so too when its last window is given other lines.
#[test]
fn a_line_without_a_window_is_told() {
    play(
        "
        08:00 window 3 open                -> 3 opened clerk-3
        08:01 chief assign 3 A helps none  -> 3 serves A helps; B unserved
        08:02 kiosk-1 take parking         -> refused items_refused parking=line_unserved
        08:03 chief assign 3 A helps B     -> 3 serves A helps B; B served
        08:04 kiosk-1 take parking         -> B001 taken
        08:05 window 3 call                -> B001 called 3
        ",
    );
}

/// A window serves at least one line, and each once; what the desk serves now stays with it.
#[test]
fn lines_are_assigned_whole() {
    play(
        "
        08:00 window 3 open                -> 3 opened clerk-3
        08:00 chief assign 3 B helps A     -> refused nothing_changed
        08:00 chief assign 3 none helps none -> refused bad_lines
        08:00 chief assign 3 A helps A     -> refused bad_lines
        08:00 chief assign 3 X helps A     -> refused line_unknown
        08:00 chief assign 99 A helps none -> refused window_unknown
        08:01 kiosk-1 take parking         -> B001 taken
        08:01 window 3 call                -> B001 called 3
        08:01 window 3 start B001          -> B001 serving 3
        08:02 chief assign 3 A helps none  -> refused window_busy B001
        08:02 chief assign 3 A helps B     -> 3 serves A helps B
        08:03 window 3 park B001 at_window -> B001 parked at_window
        08:03 chief assign 3 A helps none  -> refused window_busy B001
        08:04 window 3 resume B001         -> B001 resumed 3
        08:05 window 3 finish B001 parking -> B001 parking=done; B001 done
        08:06 chief assign 3 A helps none  -> 3 serves A helps; B unserved
        ",
    );
}

/// Another configuration says anew which window serves what.
#[test]
fn a_new_catalogue_ends_assignments() {
    use crate::script::Table;
    Table::of(crate::small_hall::catalogue()).offering("v2", |_| ()).play(
        "
            08:00 window 3 open            -> 3 opened clerk-3
            08:01 chief assign 3 A helps none -> 3 serves A helps; B unserved
            08:02 server adopt v2          -> adopted v2; B served
            ",
    );
}

/// The voice is muted by a supervisor, and let speak again: each once. What was called meanwhile is never spoken.
#[test]
fn the_voice_is_muted_and_speaks_again() {
    play(
        "
        08:00 window 1 open                -> 1 opened clerk-1
        08:00 kiosk-1 take card            -> A001 taken
        08:00 show voice                   -> speaks, silent to 0
        08:00 chief unmute                 -> refused nothing_changed
        08:01 window 1 call                -> A001 called 1
        08:02 chief mute                   -> voice muted
        08:02 show voice                   -> muted since 08:02, silent to 1
        08:03 chief mute                   -> refused nothing_changed
        08:03 window 1 recall A001         -> A001 recalled 1
        08:03 show voice                   -> muted since 08:02, silent to 2
        08:04 chief unmute                 -> voice speaks
        08:04 chief unmute                 -> refused nothing_changed
        08:05 window 1 recall A001         -> A001 recalled 1
        08:05 show voice                   -> speaks, silent to 2
        ",
    );
}

/// A mute is never forgotten: it ends with the day, and what was called under it stays unspoken.
#[test]
fn a_mute_ends_with_the_day() {
    play(
        "
        16:00 window 1 open                -> 1 opened clerk-1
        16:00 chief mute                   -> voice muted
        16:01 kiosk-1 take card            -> A001 taken
        16:02 window 1 call                -> A001 called 1
        16:03 window 1 start A001          -> A001 serving 1
        +1 02:59 show voice                -> muted since 16:00, silent to 1
        +1 03:00 time                      -> (day 2026-09-08)
        +1 03:00 show voice                -> speaks, silent to 1
        +1 08:00 chief unmute              -> refused nothing_changed
        +1 08:00 chief mute                -> voice muted
        +1 08:00 show voice                -> muted since +1 08:00, silent to 1
        ",
    );
}

/// Another configuration changes nothing about it.
#[test]
fn a_new_catalogue_leaves_the_voice_muted() {
    use crate::script::Table;
    Table::of(crate::small_hall::catalogue()).offering("v2", |_| ()).play(
        "
            08:01 chief mute               -> voice muted
            08:02 server adopt v2          -> adopted v2
            08:02 show voice               -> muted since 08:01, silent to 0
            ",
    );
}
