//! Alarms: what in the hall needs the supervisor. Read off the view itself, so that page and alarm never disagree.

use hall_api::requests::PrinterState;
use hall_api::views::{Alarm, DeviceStatus, SupervisorLine, SupervisorView, SupervisorWindow, WindowMode};
use hall_core::catalogue::{Alarms, Catalogue};
use hall_core::time::{HOUR_MS, Timestamp};
use printing::signature::EXPIRY_WARNED_DAYS;

use crate::certificates::shown::Sign;

/// The end of the school's key is told this long before, milliseconds.
const KEY_WARNING_MS: i64 = EXPIRY_WARNED_DAYS * 24 * HOUR_MS;

/// Every alarm of a view, the most pressing kind first.
pub(super) fn alarms(
    view: &SupervisorView,
    catalogue: &Catalogue,
    certificates: &Sign,
    now: Timestamp,
) -> Vec<Alarm> {
    let limits = &catalogue.alarms;
    let clock = view.clock_held.then_some(Alarm::ClockHeld);
    let voice = view.voice_muted_since.map(|since| Alarm::VoiceMuted { since });
    let lines = |of: fn(&SupervisorLine, &Alarms, Timestamp) -> Option<Alarm>| {
        view.lines.iter().filter_map(move |line| {
            let limits =
                catalogue.lines.get(&line.line).map_or_else(|| limits.clone(), |l| limits.of_line(l));
            of(line, &limits, now)
        })
    };
    clock
        .into_iter()
        .chain(voice)
        .chain(lines(unserved))
        .chain(view.devices.iter().filter_map(printer))
        .chain(view.devices.iter().filter_map(uncertain))
        .chain(closed(certificates))
        .chain(certificates.records_away.map(|since| Alarm::RecordsAway { since }))
        .chain(key_ends(certificates, now))
        .chain(view.devices.iter().filter_map(office_printer))
        .chain(view.devices.iter().filter_map(copies_uncertain))
        .chain(lines(wait_long))
        .chain(lines(long))
        .chain(view.windows.iter().filter_map(|window| idle(window, limits, now)))
        .chain(view.devices.iter().filter_map(|device| away(device, limits, now)))
        .collect()
}

fn unserved(line: &SupervisorLine, _limits: &Alarms, _now: Timestamp) -> Option<Alarm> {
    let alone = line.waiting > 0 && !line.served;
    alone.then(|| Alarm::LineUnserved { line: line.line.clone(), waiting: line.waiting })
}

fn wait_long(line: &SupervisorLine, limits: &Alarms, now: Timestamp) -> Option<Alarm> {
    let since = line.longest.filter(|since| now.since(*since) > limits.wait_long_ms)?;
    Some(Alarm::WaitLong { line: line.line.clone(), since })
}

fn long(line: &SupervisorLine, limits: &Alarms, _now: Timestamp) -> Option<Alarm> {
    let enough = limits.line_long * (line.windows.max(1) as usize);
    (line.waiting > enough).then(|| Alarm::LineLong { line: line.line.clone(), waiting: line.waiting })
}

fn idle(window: &SupervisorWindow, limits: &Alarms, now: Timestamp) -> Option<Alarm> {
    let since = window.free_since.filter(|since| now.since(*since) > limits.window_idle_ms)?;
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

fn closed(certificates: &Sign) -> Option<Alarm> {
    certificates.faults.first().map(|reason| Alarm::CertificatesClosed { reason: reason.clone() })
}

fn key_ends(certificates: &Sign, now: Timestamp) -> Option<Alarm> {
    let at = certificates.until.filter(|until| now >= *until - KEY_WARNING_MS)?;
    Some(Alarm::SigningKeyEnds { at })
}

fn office_printer(device: &DeviceStatus) -> Option<Alarm> {
    let state = device.office_printer.as_ref()?.state.filter(|state| !state.is_well())?;
    device.connected.then(|| Alarm::OfficePrinter { device: device.device.clone(), state })
}

fn copies_uncertain(device: &DeviceStatus) -> Option<Alarm> {
    let copies = device.office_printer.as_ref()?.uncertain.len();
    (copies > 0).then(|| Alarm::CopiesUncertain { device: device.device.clone(), copies })
}

fn away(device: &DeviceStatus, limits: &Alarms, now: Timestamp) -> Option<Alarm> {
    let away = !device.connected && device.since.is_none_or(|since| now.since(since) > limits.device_away_ms);
    away.then(|| Alarm::DeviceAway { device: device.device.clone(), since: device.since })
}

#[cfg(test)]
mod tests {
    use hall_api::requests::Label;
    use hall_api::views::PrinterStatus;
    use hall_core::catalogue::{LineAlarms, Text};
    use hall_core::hours::Opening;
    use hall_core::ids::WindowId;
    use hall_core::time::{MINUTE_MS, SECOND_MS};

    use super::*;

    const NOW: Timestamp = Timestamp(100 * MINUTE_MS);

    fn catalogue(alarms: Alarms, of_line: LineAlarms) -> Catalogue {
        let name = || Text { zh: "卡".to_owned(), en: "Cards".to_owned() };
        let line = hall_core::catalogue::Line {
            id: "cards".into(),
            name: name(),
            prefix: 'A',
            hours: "always".into(),
            capacity: None,
            area: name(),
            alarms: of_line,
        };
        Catalogue {
            version: "1".to_owned(),
            time_zone: "Asia/Shanghai".to_owned(),
            site_name: name(),
            help_item: None,
            rules: hall_core::catalogue::Rules::default(),
            alarms,
            departments: vec![],
            items: [].into(),
            bundles: vec![],
            themes: vec![],
            lines: [(line.id.clone(), line)].into(),
            windows: [].into(),
            classes: [].into(),
            hours: [].into(),
        }
    }

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
        DeviceStatus {
            device: "kiosk-1".into(),
            kind: "kiosk".to_owned(),
            connected,
            since,
            printer,
            office_printer: None,
        }
    }

    fn kinds(
        catalogue: &Catalogue,
        lines: Vec<SupervisorLine>,
        windows: Vec<SupervisorWindow>,
        devices: Vec<DeviceStatus>,
    ) -> Vec<String> {
        let view = SupervisorView {
            ratings: hall_api::views::RatingsToday::default(),
            day: String::new(),
            clock_held: false,
            voice_muted_since: None,
            alarms: vec![],
            windows,
            lines,
            print_jobs_open: 0,
            devices,
            notices: vec![],
            ready: vec![],
            deeds: vec![],
        };
        let kind = |alarm: &Alarm| serde_json::to_value(alarm).unwrap()["kind"].as_str().unwrap().to_owned();
        alarms(&view, catalogue, &Sign::default(), NOW).iter().map(kind).collect()
    }

    #[test]
    fn an_alarm_is_raised_at_its_limit_and_not_before() {
        let paused = WindowMode::Paused { reason: hall_core::command::PauseReason::Meal, until: None };
        let none: &[&str] = &[];
        let usual = catalogue(Alarms::default(), LineAlarms::default());
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
            assert_eq!(kinds(&usual, lines, windows, devices), expected);
        }
    }

    #[test]
    fn certificates_raise_their_own_alarms() {
        use hall_api::requests::OfficePrinterState;
        use hall_api::views::{OfficePrinterStatus, UncertainCopy};
        let with = |connected, state, uncertain: usize| {
            let copy = UncertainCopy { job: 1, certificate: 1, number: String::new(), detail: None, at: NOW };
            let office_printer = Some(OfficePrinterStatus {
                state,
                since: None,
                detail: None,
                queue: 0,
                uncertain: vec![copy; uncertain],
            });
            DeviceStatus { office_printer, ..device(connected, Some(1), None) }
        };
        let told =
            |device: &DeviceStatus| (office_printer(device).is_some(), copies_uncertain(device).is_some());
        for (device, expected) in [
            (with(true, Some(OfficePrinterState::Jam), 0), (true, false)),
            (with(true, Some(OfficePrinterState::TonerLow), 1), (true, true)),
            (with(true, Some(OfficePrinterState::Busy), 0), (false, false)),
            (with(true, None, 1), (false, true)),
            (with(false, Some(OfficePrinterState::Jam), 0), (false, false)),
        ] {
            assert_eq!(told(&device), expected, "{device:?}");
        }
        let ends = |until| key_ends(&Sign { until, ..Sign::default() }, NOW).is_some();
        assert_eq!(
            [None, Some(NOW + KEY_WARNING_MS + 1), Some(NOW + KEY_WARNING_MS), Some(NOW)].map(ends),
            [false, false, true, true]
        );
        assert_eq!(closed(&Sign::default()), None);
        let faulty = Sign { faults: vec!["no seal".to_owned(), "no key".to_owned()], ..Sign::default() };
        assert_eq!(closed(&faulty), Some(Alarm::CertificatesClosed { reason: "no seal".to_owned() }));
    }

    #[test]
    fn the_limits_are_the_catalogues_and_a_line_may_have_its_own() {
        let site = Alarms {
            line_long: 3,
            wait_long_ms: 10 * MINUTE_MS,
            window_idle_ms: 2 * MINUTE_MS,
            device_away_ms: 10 * SECOND_MS,
        };
        let strict = catalogue(site.clone(), LineAlarms::default());
        let own = LineAlarms { line_long: Some(20), wait_long_ms: Some(40 * MINUTE_MS) };
        let patient = catalogue(site, own);
        let told = |catalogue: &Catalogue| {
            let lines = vec![line(4, Some(11), 1, true)];
            let windows = vec![window(WindowMode::Open, Some(3), 1)];
            kinds(catalogue, lines, windows, vec![device(false, Some(11), None)])
        };
        assert_eq!(told(&strict), ["wait_long", "line_long", "window_idle", "device_away"]);
        assert_eq!(told(&patient), ["window_idle", "device_away"]);
    }
}
