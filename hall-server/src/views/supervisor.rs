//! The hall as the supervisor sees it.

use hall_api::requests::Label;
use hall_api::views::{
    DeviceStatus, LowRating, ROWS_MAX, RatingsToday, SupervisorLine, SupervisorView, SupervisorWindow,
};
use hall_core::catalogue::{Catalogue, Line, Window};
use hall_core::evaluation::Level;
use hall_core::hall::LineState;
use hall_core::ids::LineId;
use hall_core::time::Timestamp;

use super::{Scene, alarms, known_window, wait_range};
use crate::devices::Status;

/// A hall has 30 windows with a screen each, boards and kiosks.
const DEVICES_MAX: usize = 100;

impl Scene<'_> {
    pub(super) fn supervisor(&self, catalogue: &Catalogue) -> SupervisorView {
        let windows = catalogue.windows.values();
        let lines = catalogue.lines.values();
        let mut view = SupervisorView {
            day: self.hall.day().map_or_else(String::new, |day| day.to_string()),
            clock_held: self.hall.clock_held(),
            voice_muted_since: self.hall.voice_muted_since(),
            alarms: Vec::new(),
            windows: windows
                .filter_map(|window| self.supervisor_window(catalogue, window))
                .take(ROWS_MAX)
                .collect(),
            lines: lines.filter_map(|line| self.supervisor_line(line)).take(ROWS_MAX).collect(),
            print_jobs_open: self.print_jobs_open,
            devices: self.device_statuses(),
            notices: self.notices.shown(self.now),
            deeds: self.deeds.latest(self.people),
            ratings: self.ratings(),
            ready: self.ready.shown(self.now),
        };
        view.lines.sort_by_key(|line| line.prefix);
        view.alarms = alarms::alarms(&view, catalogue, &self.certificates.sign(), self.now);
        view.alarms.truncate(ROWS_MAX);
        view
    }

    fn ratings(&self) -> RatingsToday {
        let low = self.evaluations.low().filter_map(|row| {
            let visit = self.evaluations.visit(row.ticket)?;
            let clerk = visit.clerk.as_ref().and_then(|clerk| self.people.name(clerk));
            let offered = self.evaluations.offered();
            let reason = |code: &String| offered.iter().find(|reason| reason.code == *code);
            Some(LowRating {
                number: visit.number,
                level: Level::try_from(row.level).ok()?,
                window: visit.window,
                line: visit.line.clone(),
                clerk_name: clerk.map(|name| name.to_string()),
                reasons: row.reasons.iter().filter_map(reason).map(|r| Label::from(&r.text)).collect(),
                comment: row.comment.clone(),
                at: row.at,
            })
        });
        RatingsToday { levels: self.evaluations.levels(), low: low.take(ROWS_MAX).collect() }
    }

    fn supervisor_window(&self, catalogue: &Catalogue, window: &Window) -> Option<SupervisorWindow> {
        let (_, state) = known_window(self.hall, catalogue, window.id)?;
        let times = self.pace.of(window.id);
        let call = self.call(window.id, state);
        let (own, helps) = self.hall.window_lines(window.id);
        Some(SupervisorWindow {
            window: window.id,
            name: Label::from(&window.name),
            state: Self::mode(state),
            since: times.mode_since,
            clerk: state.clerk.as_ref().map(ToString::to_string),
            clerk_name: state.clerk.as_ref().and_then(|clerk| self.people.name(clerk)).map(|n| n.to_string()),
            free_since: times.free_since.filter(|_| call.is_none()),
            call,
            waiting: self.waiting_for(&own, &helps) + state.bound.len(),
            own,
            helps,
        })
    }

    /// Each visitor once, in however many of the lines.
    fn waiting_for(&self, own: &[LineId], helps: &[LineId]) -> usize {
        let lines: Vec<&LineId> = own.iter().chain(helps).collect();
        let sum: usize = lines.iter().map(|line| self.line_waiting(line)).sum();
        sum - self.shared.surplus(&lines)
    }

    fn supervisor_line(&self, line: &Line) -> Option<SupervisorLine> {
        let state = self.hall.line(&line.id)?;
        let status = self.hall.line_status(&line.id, self.now)?;
        Some(SupervisorLine {
            line: line.id.clone(),
            name: Label::from(&line.name),
            prefix: line.prefix,
            opening: status.opening,
            extended_until: self.hall.extended_until(&line.id, self.now),
            full: status.full,
            served: status.served,
            closing: status.closing,
            closes_soon: status.closes_soon,
            waiting: state.waiting.len(),
            longest: self.longest(state),
            wait: self.estimates.lines.get(&line.id).map(|wait| wait_range(*wait)),
            windows: state.windows,
        })
    }

    /// When the one who waits longest took the number. Only credit moves somebody forward, so the search ends with the
    /// first whose place was earned later than anybody found so far came.
    fn longest(&self, line: &LineState) -> Option<Timestamp> {
        let mut longest: Option<Timestamp> = None;
        for key in &line.waiting {
            if longest.is_some_and(|found| found <= key.arrival) {
                break;
            }
            let issued = self.hall.ticket(key.ticket).map(|ticket| ticket.issued_at);
            longest = longest.into_iter().chain(issued).min();
        }
        longest
    }

    /// Kiosks first, each kind by name.
    fn device_statuses(&self) -> Vec<DeviceStatus> {
        let mut all = self.devices.all();
        all.sort_by_key(|status| status.kind);
        let status = |status: &Status| DeviceStatus {
            device: status.device.clone(),
            kind: status.kind.as_str().to_owned(),
            connected: status.connected,
            since: status.since,
            printer: self.printer_status(status),
            office_printer: self.office_printer_status(status),
        };
        all.iter().take(DEVICES_MAX).map(status).collect()
    }
}
