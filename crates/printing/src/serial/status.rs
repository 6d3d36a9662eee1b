//! The printer's status bytes, told apart and read.

use super::PrinterState;

/// `DLE EOT 1`, `2` and `4`: online, why offline, paper. Answered at once, even when nothing prints.
pub(super) const QUERY: [u8; 9] = [0x10, 0x04, 1, 0x10, 0x04, 2, 0x10, 0x04, 4];
/// `DLE EOT 3`: which error; asked only if there is one, since the plainest printers leave it out.
pub(super) const ERROR_QUERY: [u8; 3] = [0x10, 0x04, 3];

/// Whether a byte is an answer to `DLE EOT`: its fixed bits are 0xx1xx10.
pub(super) fn is_status(byte: u8) -> bool {
    byte & 0b1001_0011 == 0b0001_0010
}

/// Whether a byte is an answer to `GS r 1`: its fixed bits are 0xx0xxxx, and both bits of each sensor are equal.
pub(super) fn is_barrier(byte: u8) -> bool {
    byte & 0b1001_0000 == 0 && matches!(byte & 0b11, 0 | 0b11) && matches!(byte & 0b1100, 0 | 0b1100)
}

/// Reads the three answers to [`QUERY`]. Of several troubles it names the one a person can mend first.
pub(super) fn read([printer, offline, paper]: [u8; 3]) -> PrinterState {
    let is_offline = printer & 0b1000 != 0;
    let (cover_open, paper_stop, error) =
        (offline & 0b100 != 0, offline & 0b10_0000 != 0, offline & 0b100_0000 != 0);
    let (near_end, paper_out) = (paper & 0b1100 != 0, paper & 0b110_0000 != 0);
    if cover_open {
        PrinterState::CoverOpen
    } else if paper_out || paper_stop {
        PrinterState::PaperOut
    } else if error {
        PrinterState::Fault
    } else if is_offline {
        PrinterState::Offline
    } else if near_end {
        PrinterState::PaperNearEnd
    } else {
        PrinterState::Ready
    }
}

/// Reads the answer to [`ERROR_QUERY`].
pub(super) fn read_error(error: u8) -> PrinterState {
    if error & 0b1000 != 0 {
        PrinterState::CutterJam
    } else if error & 0b100_0000 != 0 {
        PrinterState::Overheated
    } else {
        PrinterState::Fault
    }
}

#[cfg(test)]
mod tests {
    use super::super::PrinterState;
    use super::{is_barrier, is_status, read, read_error};

    #[test]
    fn names_the_trouble_to_mend_first() {
        let cases = [
            ([0x12, 0x12, 0x12], PrinterState::Ready),
            ([0x16, 0x12, 0x12], PrinterState::Ready),
            ([0x12, 0x12, 0x1E], PrinterState::PaperNearEnd),
            ([0x1A, 0x12, 0x12], PrinterState::Offline),
            ([0x1A, 0x12, 0x1E], PrinterState::Offline),
            ([0x1A, 0x32, 0x7E], PrinterState::PaperOut),
            ([0x1A, 0x12, 0x72], PrinterState::PaperOut),
            ([0x1A, 0x16, 0x12], PrinterState::CoverOpen),
            ([0x1A, 0x36, 0x7E], PrinterState::CoverOpen),
            ([0x1A, 0x52, 0x12], PrinterState::Fault),
        ];
        for (answers, state) in cases {
            assert_eq!(read(answers), state, "{answers:02X?}");
        }
        let errors = [
            (0x1A, PrinterState::CutterJam),
            (0x52, PrinterState::Overheated),
            (0x32, PrinterState::Fault),
            (0x12, PrinterState::Fault),
        ];
        for (answer, state) in errors {
            assert_eq!(read_error(answer), state, "{answer:02X}");
        }
    }

    #[test]
    fn no_byte_is_both_answers() {
        for byte in 0..=u8::MAX {
            assert!(!(is_status(byte) && is_barrier(byte)), "{byte:02X}");
        }
        for byte in [0x12, 0x16, 0x1A, 0x1E, 0x72, 0x7E] {
            assert!(is_status(byte), "{byte:02X}");
        }
        for byte in [0x00, 0x03, 0x0C, 0x0F] {
            assert!(is_barrier(byte), "{byte:02X}");
        }
        for byte in [0x01, 0x04, 0x10, 0x80, 0x0D] {
            assert!(!is_barrier(byte), "{byte:02X}");
        }
    }
}
