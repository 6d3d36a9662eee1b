//! The hall as the supervisor sees it.

use hall_api::requests::Label;
use hall_api::views::{DeviceStatus, ROWS_MAX, SupervisorView, SupervisorWindow};
use hall_core::catalogue::Catalogue;

use super::{Scene, known_window};

/// A hall has 30 windows with a screen each, boards and kiosks.
const DEVICES_MAX: usize = 100;

impl Scene<'_> {
    pub(super) fn supervisor(&self, catalogue: &Catalogue) -> SupervisorView {
        let window = |id: &_| {
            let (window, state) = known_window(self.hall, catalogue, *id)?;
            Some(SupervisorWindow {
                window: *id,
                name: Label::from(&window.name),
                state: Self::mode(state),
                clerk: state.clerk.as_ref().map(ToString::to_string),
                call: self.call(*id, state),
            })
        };
        SupervisorView {
            day: self.hall.day().map_or_else(String::new, |day| day.to_string()),
            clock_held: self.hall.clock_held(),
            windows: catalogue.windows.keys().filter_map(window).take(ROWS_MAX).collect(),
            lines: self.kiosk_lines(catalogue),
            print_jobs_open: self.print_jobs_open,
            devices: self.device_statuses(),
        }
    }

    /// Kiosks first, each kind by name.
    fn device_statuses(&self) -> Vec<DeviceStatus> {
        let mut all = self.devices.all();
        all.sort_by_key(|status| status.kind);
        let status = |status: &crate::devices::Status| DeviceStatus {
            device: status.device.clone(),
            kind: status.kind.as_str().to_owned(),
            connected: status.connected,
            since: status.since,
            printer: self.printer_status(status),
        };
        all.iter().take(DEVICES_MAX).map(status).collect()
    }
}
