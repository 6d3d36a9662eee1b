//! The commands we use, as bytes. Only those that every ESC/POS printer with a Chinese ROM has.

use crate::receipt::{Align, Size};

/// `ESC @`: forget all settings and the unfinished line. Never at the end: some printers drop what is not yet printed.
pub(super) const INITIALISE: [u8; 2] = [0x1B, b'@'];
/// `FS &`: two bytes are one Chinese character.
pub(super) const CHINESE: [u8; 2] = [0x1C, b'&'];
/// `GS b 1`: smooth enlarged characters.
pub(super) const SMOOTH: [u8; 3] = [0x1D, b'b', 1];
/// `GS V 66 0`: feed to the knife, then cut all but a bridge.
pub(super) const CUT: [u8; 4] = [0x1D, b'V', 66, 0];
/// Prints the line.
pub(super) const LINE_FEED: u8 = 0x0A;

/// `ESC d n`: print and feed lines.
pub(super) fn feed(lines: u8) -> [u8; 3] {
    [0x1B, b'd', lines]
}

/// `GS ! n`: magnification of both directions.
pub(super) fn size(size: Size) -> [u8; 3] {
    let times = size.get() - 1;
    [0x1D, b'!', times << 4 | times]
}

/// `ESC E n`: emphasised.
pub(super) fn bold(bold: bool) -> [u8; 3] {
    [0x1B, b'E', u8::from(bold)]
}

/// `ESC a n`: alignment; only at the beginning of a line.
pub(super) fn align(align: Align) -> [u8; 3] {
    let n = match align {
        Align::Left => 0,
        Align::Center => 1,
        Align::Right => 2,
    };
    [0x1B, b'a', n]
}

/// `ESC $ nL nH`: go on at this many dots from the left edge.
pub(super) fn position(dots: u16) -> [u8; 4] {
    let [low, high] = dots.to_le_bytes();
    [0x1B, b'$', low, high]
}
