//! What is known of devices right now: who listens to the server, and how each printer does. Memory only; after a start
//! the devices tell it anew.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use hall_api::requests::{OfficePrinterReport, OfficePrinterState, PrinterReport, PrinterState};
use hall_core::ids::DeviceId;
use hall_core::time::Timestamp;

use crate::store::devices::DeviceKind;

/// Longest text of a printer that is kept, characters.
const DETAIL_CHARS_MAX: usize = 200;

/// Every device of the site. Cheap to clone: all clones are one.
#[derive(Clone, Debug, Default)]
pub struct Devices(Arc<Mutex<BTreeMap<DeviceId, Entry>>>);

#[derive(Clone, Debug)]
struct Entry {
    kind: DeviceKind,
    feeds: usize,
    since: Option<Timestamp>,
    printer: Option<Printer>,
    office_printer: Option<OfficePrinter>,
}

/// What a printer said last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<S> {
    /// The state.
    pub state: S,
    /// In it since.
    pub since: Timestamp,
    /// For staff.
    pub detail: Option<String>,
}

/// What a printer of receipts said last.
pub type Printer = Said<PrinterState>;
/// What a printer of certificates said last.
pub type OfficePrinter = Said<OfficePrinterState>;

impl<S: PartialEq + Copy> Said<S> {
    /// What is known after it has said so, and what it had said before.
    fn after(before: Option<&Self>, state: S, detail: Option<&String>, now: Timestamp) -> Self {
        let detail = detail.map(|text| text.chars().take(DETAIL_CHARS_MAX).collect());
        let since = before.filter(|said| said.state == state).map_or(now, |said| said.since);
        Self { state, since, detail }
    }
}

/// A device as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Which.
    pub device: DeviceId,
    /// What it is.
    pub kind: DeviceKind,
    /// It listens to the server.
    pub connected: bool,
    /// Connected or away since then; none if never seen.
    pub since: Option<Timestamp>,
    /// Its printer, if it spoke of one.
    pub printer: Option<Printer>,
    /// Its printer of certificates, if it spoke of one.
    pub office_printer: Option<OfficePrinter>,
}

impl Devices {
    /// The devices with a valid token; others are forgotten.
    pub fn know(&self, known: impl Iterator<Item = (DeviceId, DeviceKind)>) {
        let mut entries = self.lock();
        let mut old = std::mem::take(&mut *entries);
        for (id, kind) in known {
            let fresh = Entry { kind, feeds: 0, since: None, printer: None, office_printer: None };
            let entry = old.remove(&id).map_or(fresh, |entry| Entry { kind, ..entry });
            entries.insert(id, entry);
        }
    }

    /// Is this a device with a valid token?
    pub fn knows(&self, device: &DeviceId) -> bool {
        self.lock().contains_key(device)
    }

    /// Is this a kiosk with a valid token?
    pub fn is_kiosk(&self, device: &DeviceId) -> bool {
        self.lock().get(device).is_some_and(|entry| entry.kind == DeviceKind::Kiosk)
    }

    /// Is this a kiosk with a printer for certificates, as far as it has told?
    pub fn prints_certificates(&self, device: &DeviceId) -> bool {
        let prints = |entry: &Entry| entry.kind == DeviceKind::Kiosk && entry.office_printer.is_some();
        self.lock().get(device).is_some_and(prints)
    }

    /// A device begins to listen; it stops when the value is dropped.
    pub fn listen(&self, device: &DeviceId, clock: Arc<dyn crate::clock::Clock>) -> Listening {
        if let Some(entry) = self.lock().get_mut(device) {
            entry.feeds += 1;
            if entry.feeds == 1 {
                entry.since = Some(clock.now());
            }
        }
        Listening { devices: self.clone(), device: device.clone(), clock }
    }

    /// A device tells how its printer does.
    pub fn report(&self, device: &DeviceId, report: &PrinterReport, now: Timestamp) {
        let mut entries = self.lock();
        let Some(entry) = entries.get_mut(device) else { return };
        entry.printer = Some(Said::after(entry.printer.as_ref(), report.state, report.detail.as_ref(), now));
    }

    /// A device tells how its printer of certificates does.
    pub fn report_office(&self, device: &DeviceId, report: &OfficePrinterReport, now: Timestamp) {
        let mut entries = self.lock();
        let Some(entry) = entries.get_mut(device) else { return };
        entry.office_printer =
            Some(Said::after(entry.office_printer.as_ref(), report.state, report.detail.as_ref(), now));
    }

    /// Every device by its name.
    pub fn all(&self) -> Vec<Status> {
        let entries = self.lock();
        entries
            .iter()
            .map(|(device, entry)| Status {
                device: device.clone(),
                kind: entry.kind,
                connected: entry.feeds > 0,
                since: entry.since,
                printer: entry.printer.clone(),
                office_printer: entry.office_printer.clone(),
            })
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<DeviceId, Entry>> {
        self.0.lock().expect("invariant: nothing panics under this lock")
    }
}

/// A device that listens.
#[derive(Debug)]
pub struct Listening {
    devices: Devices,
    device: DeviceId,
    clock: Arc<dyn crate::clock::Clock>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        let now = self.clock.now();
        if let Some(entry) = self.devices.lock().get_mut(&self.device) {
            entry.feeds = entry.feeds.saturating_sub(1);
            if entry.feeds == 0 {
                entry.since = Some(now);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    fn one(devices: &Devices) -> Status {
        devices.all().remove(0)
    }

    #[test]
    fn a_device_is_there_while_any_of_its_feeds_is() {
        let (devices, start) = (Devices::default(), Timestamp(1_000_000));
        let clock = Arc::new(ManualClock::new(start));
        let kiosk = DeviceId::new("kiosk-1");
        devices.know([(kiosk.clone(), DeviceKind::Kiosk)].into_iter());
        assert_eq!((one(&devices).connected, one(&devices).since), (false, None));
        let first = devices.listen(&kiosk, clock.clone());
        clock.advance(1_000);
        let second = devices.listen(&kiosk, clock.clone());
        drop(first);
        assert_eq!((one(&devices).connected, one(&devices).since), (true, Some(start)));
        clock.advance(1_000);
        drop(second);
        assert_eq!((one(&devices).connected, one(&devices).since), (false, Some(start + 2_000)));
        devices.know(std::iter::empty());
        assert_eq!(devices.all(), []);
        drop(devices.listen(&kiosk, clock));
    }

    #[test]
    fn a_printer_is_in_a_state_since_it_said_so_first() {
        let devices = Devices::default();
        let kiosk = DeviceId::new("kiosk-1");
        devices.know([(kiosk.clone(), DeviceKind::Kiosk)].into_iter());
        let report = |state, detail: &str, at| {
            let report = PrinterReport { state, detail: Some(detail.to_owned()) };
            devices.report(&kiosk, &report, Timestamp(at));
            one(&devices).printer.unwrap()
        };
        assert_eq!(report(PrinterState::Out, "a", 5).since, Timestamp(5));
        let later = report(PrinterState::Out, &"b".repeat(300), 9);
        assert_eq!((later.since, later.detail.map(|text| text.len())), (Timestamp(5), Some(200)));
        assert_eq!(report(PrinterState::Ok, "", 10).since, Timestamp(10));
    }
}
