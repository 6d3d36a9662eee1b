//! Alarms: what in the hall needs the supervisor. Read off the view itself, so that page and alarm never disagree.

use hall_api::requests::PrinterState;
use hall_api::views::{Alarm, DeviceStatus, SupervisorLine, SupervisorView, SupervisorWindow, WindowMode};
use hall_core::time::{MINUTE_MS, SECOND_MS, Timestamp};

/// A line with more people than this for each of its windows is long.
const LONG_PER_WINDOW: usize = 12;
/// Somebody waiting longer than this waits very long, milliseconds.
const LONG_WAIT_MS: i64 = 30 * MINUTE_MS;
/// An open window that calls nobody for this long while somebody waits for it is idle, milliseconds.
const IDLE_MS: i64 = 5 * MINUTE_MS;
/// A device silent for this long is away: time enough to restart, milliseconds.
const AWAY_MS: i64 = 30 * SECOND_MS;

/// Every alarm of a view, the most pressing kind first.
pub(super) fn alarms(view: &SupervisorView, now: Timestamp) -> Vec<Alarm> {
    let clock = view.clock_held.then_some(Alarm::ClockHeld);
    let lines = |of: fn(&SupervisorLine, Timestamp) -> Option<Alarm>| {
        view.lines.iter().filter_map(move |line| of(line, now))
    };
    clock
        .into_iter()
        .chain(lines(unserved))
        .chain(view.devices.iter().filter_map(printer))
        .chain(view.devices.iter().filter_map(uncertain))
        .chain(lines(wait_long))
        .chain(lines(long))
        .chain(view.windows.iter().filter_map(|window| idle(window, now)))
        .chain(view.devices.iter().filter_map(|device| away(device, now)))
        .collect()
}

fn unserved(line: &SupervisorLine, _now: Timestamp) -> Option<Alarm> {
    let alone = line.waiting > 0 && !line.served;
    alone.then(|| Alarm::LineUnserved { line: line.line.clone(), waiting: line.waiting })
}

fn wait_long(line: &SupervisorLine, now: Timestamp) -> Option<Alarm> {
    let since = line.longest.filter(|since| now.since(*since) > LONG_WAIT_MS)?;
    Some(Alarm::WaitLong { line: line.line.clone(), since })
}

fn long(line: &SupervisorLine, _now: Timestamp) -> Option<Alarm> {
    let enough = LONG_PER_WINDOW * (line.windows.max(1) as usize);
    (line.waiting > enough).then(|| Alarm::LineLong { line: line.line.clone(), waiting: line.waiting })
}

fn idle(window: &SupervisorWindow, now: Timestamp) -> Option<Alarm> {
    let since = window.free_since.filter(|since| now.since(*since) > IDLE_MS)?;
    let idle = window.state == WindowMode::Open && window.call.is_none() && window.waiting > 0;
    idle.then_some(Alarm::WindowIdle { window: window.window, since, waiting: window.waiting })
}

fn printer(device: &DeviceStatus) -> Option<Alarm> {
    let state = device.printer.as_ref()?.state;
    let well = matches!(state, PrinterState::Ok | PrinterState::Unknown) || !device.connected;
    (!well).then(|| Alarm::Printer { device: device.device.clone(), state })
}

fn uncertain(device: &DeviceStatus) -> Option<Alarm> {
    let jobs = device.printer.as_ref()?.uncertain.len();
    (jobs > 0).then(|| Alarm::PrintUncertain { device: device.device.clone(), jobs })
}

fn away(device: &DeviceStatus, now: Timestamp) -> Option<Alarm> {
    let away = !device.connected && device.since.is_none_or(|since| now.since(since) > AWAY_MS);
    away.then(|| Alarm::DeviceAway { device: device.device.clone(), since: device.since })
}

#[cfg(test)]
mod tests {
    use hall_api::requests::Label;
    use hall_api::views::PrinterStatus;
    use hall_core::hours::Opening;
    use hall_core::ids::WindowId;

    use super::*;

    const NOW: Timestamp = Timestamp(100 * MINUTE_MS);

    fn line(waiting: usize, longest_min: Option<i64>, windows: u32, served: bool) -> SupervisorLine {
        SupervisorLine {
            line: "cards".into(),
            name: Label::default(),
            prefix: 'A',
            opening: Opening::Closed { opens_at: None },
            extended_until: None,
            full: false,
            served,
            closing: false,
            closes_soon: false,
            waiting,
            longest: longest_min.map(|minutes| NOW - minutes * MINUTE_MS),
            wait: None,
            windows,
        }
    }

    fn window(state: WindowMode, free_min: Option<i64>, waiting: usize) -> SupervisorWindow {
        SupervisorWindow {
            window: WindowId(3),
            name: Label::default(),
            state,
            since: None,
            clerk: None,
            clerk_name: None,
            call: None,
            free_since: free_min.map(|minutes| NOW - minutes * MINUTE_MS),
            waiting,
            own: vec![],
            helps: vec![],
        }
    }

    fn device(connected: bool, since_s: Option<i64>, printer: Option<PrinterState>) -> DeviceStatus {
        let printer = printer.map(|state| PrinterStatus {
            state,
            since: None,
            detail: None,
            queue: vec![],
            uncertain: vec![],
        });
        let since = since_s.map(|seconds| NOW - seconds * SECOND_MS);
        DeviceStatus { device: "kiosk-1".into(), kind: "kiosk".to_owned(), connected, since, printer }
    }

    fn kinds(
        lines: Vec<SupervisorLine>,
        windows: Vec<SupervisorWindow>,
        devices: Vec<DeviceStatus>,
    ) -> Vec<String> {
        let view = SupervisorView {
            ratings: hall_api::views::RatingsToday::default(),
            day: String::new(),
            clock_held: false,
            alarms: vec![],
            windows,
            lines,
            print_jobs_open: 0,
            devices,
            notices: vec![],
            ready: vec![],
        };
        let kind = |alarm: &Alarm| serde_json::to_value(alarm).unwrap()["kind"].as_str().unwrap().to_owned();
        alarms(&view, NOW).iter().map(kind).collect()
    }

    #[test]
    fn an_alarm_is_raised_at_its_limit_and_not_before() {
        let paused = WindowMode::Paused { reason: hall_core::command::PauseReason::Meal, until: None };
        let none: &[&str] = &[];
        for (lines, windows, devices, expected) in [
            (vec![line(12, Some(30), 1, true)], vec![], vec![], none),
            (vec![line(13, Some(30), 1, true)], vec![], vec![], &["line_long"][..]),
            (vec![line(13, Some(31), 2, true)], vec![], vec![], &["wait_long"]),
            (vec![line(1, Some(1), 0, false)], vec![], vec![], &["line_unserved"]),
            (vec![line(0, None, 0, false)], vec![], vec![], none),
            (vec![], vec![window(WindowMode::Open, Some(6), 1)], vec![], &["window_idle"]),
            (vec![], vec![window(WindowMode::Open, Some(5), 1)], vec![], none),
            (vec![], vec![window(WindowMode::Open, Some(60), 0)], vec![], none),
            (vec![], vec![window(WindowMode::Open, None, 9)], vec![], none),
            (vec![], vec![window(paused, Some(60), 9)], vec![], none),
            (vec![], vec![], vec![device(true, Some(60), Some(PrinterState::Out))], &["printer"]),
            (vec![], vec![], vec![device(true, Some(60), Some(PrinterState::NearEnd))], &["printer"]),
            (vec![], vec![], vec![device(true, Some(60), Some(PrinterState::Ok))], none),
            (vec![], vec![], vec![device(false, Some(31), None)], &["device_away"]),
            (vec![], vec![], vec![device(false, Some(30), None)], none),
            (vec![], vec![], vec![device(false, None, None)], &["device_away"]),
        ] {
            assert_eq!(kinds(lines, windows, devices), expected);
        }
    }
}
