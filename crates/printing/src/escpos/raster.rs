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

/// Most bytes of a band: so many can pass at slow lines while the printer is not asked how it is.
const BAND_BYTES_MAX: usize = 1024;

/// `GS v 0`: a picture of its own, rows from the top, eight dots a byte; in bands, which join without a gap.
pub(super) fn bands(bitmap: &Bitmap) -> impl Iterator<Item = Vec<u8>> {
    let row_bytes = usize::from(bitmap.width().div_ceil(8)).max(1);
    let rows = (BAND_BYTES_MAX / row_bytes).max(1) as u16;
    let tops = (0..bitmap.height()).step_by(usize::from(rows));
    tops.map(move |top| band(bitmap, top, rows.min(bitmap.height() - top)))
}

fn band(bitmap: &Bitmap, top: u16, rows: u16) -> Vec<u8> {
    let row_bytes = bitmap.width().div_ceil(8);
    let [width_low, width_high] = row_bytes.to_le_bytes();
    let [height_low, height_high] = rows.to_le_bytes();
    let mut bytes = vec![0x1D, b'v', b'0', 0];
    bytes.extend([width_low, width_high, height_low, height_high]);
    let mut data = Vec::with_capacity(usize::from(row_bytes) * usize::from(rows));
    for y in top..top + rows {
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
    use super::{bands, defuse, inline};
    use crate::glyphs::Bitmap;

    #[test]
    fn dots_are_packed_as_the_printer_reads_them() {
        let mut bitmap = Bitmap::new(9, 24);
        bitmap.blacken(0, 0);
        bitmap.blacken(8, 23);
        let columns = inline(&bitmap);
        assert_eq!(columns[..8], [0x1B, b'*', 33, 9, 0, 0x80, 0, 0]);
        assert_eq!(columns[columns.len() - 3..], [0, 0, 1]);
        let bands: Vec<_> = bands(&bitmap).collect();
        let [rows] = &bands[..] else { panic!("{bands:?}") };
        assert_eq!(rows[..10], [0x1D, b'v', b'0', 0, 2, 0, 24, 0, 0x80, 0]);
        assert_eq!(rows[rows.len() - 2..], [0, 0x80]);
    }

    #[test]
    fn a_large_picture_is_cut_into_bands_that_lose_no_row() {
        let mut bitmap = Bitmap::new(576, 100);
        for y in 0..100 {
            bitmap.blacken(y, y);
        }
        let bands: Vec<_> = bands(&bitmap).collect();
        let rows = bands.iter().flat_map(|band| band[8..].chunks(72));
        for (y, row) in rows.clone().enumerate() {
            assert_eq!(row[y / 8], 0x80 >> (y % 8), "row {y}");
        }
        assert_eq!(rows.count(), 100);
        assert!(
            bands.iter().all(|band| band.len() <= 8 + 1024 && usize::from(band[6]) * 72 + 8 == band.len())
        );
    }

    #[test]
    fn no_picture_holds_a_real_time_command() {
        let mut data = vec![0x10, 0x04, 0x01, 0x10, 0x10, 0x05, 0x10, 0x14, 0x10, 0x06];
        defuse(&mut data);
        assert_eq!(data, [0x11, 0x04, 0x01, 0x10, 0x11, 0x05, 0x11, 0x14, 0x10, 0x06]);
    }
}
