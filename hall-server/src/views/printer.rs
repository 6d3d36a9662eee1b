//! Printers: what a device is to print now, and what a supervisor sees of it.

use hall_api::views::{OfficePrinterStatus, PrinterStatus, PrinterView, QueuedJob, ROWS_MAX, UncertainJob};
use hall_core::ids::{DeviceId, TicketNumber};
use hall_core::ticket::Phase;

use super::Scene;
use crate::devices::Status;
use crate::store::print_jobs::{BadEnd, OrderedJob};

impl Scene<'_> {
    pub(super) fn printer(&self, device: &DeviceId) -> PrinterView {
        let mut view = PrinterView::default();
        for order in self.orders.of(device) {
            if order.clears {
                view.clear = Some(order.job.id);
            } else {
                view.jobs.push(order.job.clone());
            }
        }
        view.certificate_jobs = self.certificates.ordered_of(device);
        view
    }

    /// Of a device that has a printer, as far as is known.
    pub(super) fn printer_status(&self, status: &Status) -> Option<PrinterStatus> {
        let queue: Vec<QueuedJob> = self.orders.of(&status.device).map(|order| self.queued(order)).collect();
        let uncertain: Vec<UncertainJob> = self
            .orders
            .uncertain_of(&status.device)
            .filter_map(|bad| self.uncertain(bad))
            .take(ROWS_MAX)
            .collect();
        let said = status.printer.as_ref();
        if said.is_none() && queue.is_empty() && uncertain.is_empty() {
            return None;
        }
        Some(PrinterStatus {
            state: said.map(|printer| printer.state).unwrap_or_default(),
            since: said.map(|printer| printer.since),
            detail: said.and_then(|printer| printer.detail.clone()),
            queue,
            uncertain,
        })
    }

    /// Of a device that has a printer of certificates, as far as is known.
    pub(super) fn office_printer_status(&self, status: &Status) -> Option<OfficePrinterStatus> {
        let queue = self.certificates.ordered_of(&status.device).len();
        let mut uncertain = self.certificates.uncertain_of(&status.device, self.now);
        uncertain.truncate(ROWS_MAX);
        let said = status.office_printer.as_ref();
        let is_known = said.is_some() || queue > 0 || !uncertain.is_empty();
        is_known.then(|| OfficePrinterStatus {
            state: said.map(|said| said.state),
            since: said.map(|said| said.since),
            detail: said.and_then(|said| said.detail.clone()),
            queue,
            uncertain,
        })
    }

    fn queued(&self, order: &OrderedJob) -> QueuedJob {
        let number: Option<TicketNumber> =
            order.job.ticket.and_then(|ticket| self.hall.ticket(ticket)).map(|ticket| ticket.number);
        QueuedJob { job: order.job.id, number, clears: order.clears, at: order.at }
    }

    /// Only while somebody may still need the paper.
    fn uncertain(&self, bad: &BadEnd) -> Option<UncertainJob> {
        let ticket = self.hall.ticket(bad.ticket)?;
        match ticket.phase {
            Phase::Done | Phase::Cancelled | Phase::Expired => None,
            Phase::Waiting
            | Phase::Called { .. }
            | Phase::Serving { .. }
            | Phase::NoShow { .. }
            | Phase::Parked { .. } => Some(UncertainJob {
                job: bad.job,
                ticket: bad.ticket,
                number: ticket.number,
                outcome: bad.outcome,
                detail: bad.detail.clone(),
                at: bad.at,
            }),
        }
    }
}
