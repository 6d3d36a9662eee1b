//! Pictures as printer bytes.

use crate::glyphs::Bitmap;

/// `ESC * 33`: a picture 24 dots high within the line, columns from the left, three bytes a column.
pub(super) fn inline(bitmap: &Bitmap) -> Vec<u8> {
    let [low, high] = bitmap.width().to_le_bytes();
    let mut bytes = vec![0x1B, b'*', 33, low, high];
    let mut data = Vec::with_capacity(usize::from(bitmap.width()) * 3);
    for x in 0..bitmap.width() {
        for band in 0..3 {
            data.push(pack(|bit| bitmap.is_black(x, band * 8 + bit)));
        }
    }
    defuse(&mut data);
    bytes.append(&mut data);
    bytes
}

/// `GS v 0`: a picture of its own, rows from the top, eight dots a byte.
pub(super) fn raster(bitmap: &Bitmap) -> Vec<u8> {
    let row_bytes = bitmap.width().div_ceil(8);
    let [width_low, width_high] = row_bytes.to_le_bytes();
    let [height_low, height_high] = bitmap.height().to_le_bytes();
    let mut bytes = vec![0x1D, b'v', b'0', 0];
    bytes.extend([width_low, width_high, height_low, height_high]);
    let mut data = Vec::with_capacity(usize::from(row_bytes) * usize::from(bitmap.height()));
    for y in 0..bitmap.height() {
        for byte in 0..row_bytes {
            data.push(pack(|bit| bitmap.is_black(byte * 8 + bit, y)));
        }
    }
    defuse(&mut data);
    bytes.append(&mut data);
    bytes
}

/// Eight dots, the first in the highest bit.
fn pack(is_black: impl Fn(u16) -> bool) -> u8 {
    (0..8).fold(0, |byte, bit| byte << 1 | u8::from(is_black(bit)))
}

/// Printers look for real-time commands (`DLE EOT`, `DLE ENQ`, `DLE DC4`) even inside pictures, where they would clear the
/// buffer or answer out of turn. One more black dot takes the meaning away.
fn defuse(data: &mut [u8]) {
    for at in 1..data.len() {
        if data[at - 1] == 0x10 && matches!(data[at], 0x04 | 0x05 | 0x14) {
            data[at - 1] = 0x11;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{defuse, inline, raster};
    use crate::glyphs::Bitmap;

    #[test]
    fn dots_are_packed_as_the_printer_reads_them() {
        let mut bitmap = Bitmap::new(9, 24);
        bitmap.blacken(0, 0);
        bitmap.blacken(8, 23);
        let columns = inline(&bitmap);
        assert_eq!(columns[..8], [0x1B, b'*', 33, 9, 0, 0x80, 0, 0]);
        assert_eq!(columns[columns.len() - 3..], [0, 0, 1]);
        let rows = raster(&bitmap);
        assert_eq!(rows[..10], [0x1D, b'v', b'0', 0, 2, 0, 24, 0, 0x80, 0]);
        assert_eq!(rows[rows.len() - 2..], [0, 0x80]);
    }

    #[test]
    fn no_picture_holds_a_real_time_command() {
        let mut data = vec![0x10, 0x04, 0x01, 0x10, 0x10, 0x05, 0x10, 0x14, 0x10, 0x06];
        defuse(&mut data);
        assert_eq!(data, [0x11, 0x04, 0x01, 0x10, 0x11, 0x05, 0x11, 0x14, 0x10, 0x06]);
    }
}
