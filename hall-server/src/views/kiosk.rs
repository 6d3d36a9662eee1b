//! What a kiosk needs to know: every line, whether it sells, and how long the wait is.

use hall_api::views::{KioskLine, KioskView, ROWS_MAX};
use hall_core::catalogue::Catalogue;

use super::{Scene, wait_range};

impl Scene<'_> {
    pub(super) fn kiosk(&self, catalogue: &Catalogue) -> KioskView {
        KioskView {
            catalogue_hash: self.hall.catalogue_hash().to_owned(),
            lines: self.kiosk_lines(catalogue),
            certificates: self.certificates.is_open(self.now),
        }
    }

    pub(super) fn kiosk_lines(&self, catalogue: &Catalogue) -> Vec<KioskLine> {
        let line = |id| {
            let status = self.hall.line_status(id, self.now)?;
            Some(KioskLine {
                line: id.clone(),
                opening: status.opening,
                full: status.full,
                served: status.served,
                closing: status.closing,
                closes_soon: status.closes_soon,
                waiting: self.line_waiting(id),
                wait: self.estimates.lines.get(id).map(|wait| wait_range(*wait)),
            })
        };
        catalogue.lines.keys().filter_map(line).take(ROWS_MAX).collect()
    }
}
