//! The colour profile of sRGB (IEC 61966-2-1), as ICC.1:2004 wants it: 500 bytes, made here and free of anyone's licence.

/// The primaries and the white point, adapted to D50 (Bradford), as s15Fixed16 numbers.
const RED: [i32; 3] = [0x6FA2, 0x38F5, 0x0390];
const GREEN: [i32; 3] = [0x6299, 0xB785, 0x18DA];
const BLUE: [i32; 3] = [0x24A0, 0x0F84, 0xB6CF];
const D50: [i32; 3] = [0xF6D6, 0x1_0000, 0xD32D];
/// From D65 to D50.
const ADAPTATION: [i32; 9] = [0x1_0C42, 0x05DE, -0x0CDA, 0x0793, 0xFD96, -0x045A, -0x025D, 0x03DC, 0xC06D];
/// Exponent and coefficients of the transfer curve: 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045.
const CURVE: [i32; 5] = [0x2_6666, 0xF2A7, 0x0D59, 0x13D0, 0x0A5B];

const HEADER_BYTES: usize = 128;

/// The profile.
pub(super) fn srgb() -> Vec<u8> {
    let curve = parametric(&CURVE);
    let tags: [(&[u8; 4], Vec<u8>); 8] = [
        (b"desc", text("sRGB")),
        (b"cprt", text("No copyright")),
        (b"wtpt", numbers(*b"XYZ ", &D50)),
        (b"chad", numbers(*b"sf32", &ADAPTATION)),
        (b"rXYZ", numbers(*b"XYZ ", &RED)),
        (b"gXYZ", numbers(*b"XYZ ", &GREEN)),
        (b"bXYZ", numbers(*b"XYZ ", &BLUE)),
        (b"rTRC", curve),
    ];
    // The three curves are one.
    let entries = tags.len() + 2;
    let mut table = u32_bytes(entries).to_vec();
    let mut data = Vec::new();
    let start = HEADER_BYTES + 4 + entries * 12;
    for (name, tag) in &tags {
        let (offset, length) = (u32_bytes(start + data.len()), u32_bytes(tag.len()));
        let names: &[&[u8; 4]] = if *name == b"rTRC" { &[b"rTRC", b"gTRC", b"bTRC"] } else { &[name] };
        for name in names {
            table.extend([**name, offset, length].concat());
        }
        data.extend(tag);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut profile = header(start + data.len());
    profile.extend(table);
    profile.extend(data);
    profile
}

fn header(length: usize) -> Vec<u8> {
    let mut header = vec![0; HEADER_BYTES];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &u32_bytes(length));
    put(8, &[4, 0x20, 0, 0]);
    put(12, b"mntrRGB XYZ ");
    // The day the profile was written down; it never changes.
    put(24, &[0x07, 0xEA, 0, 1, 0, 1]);
    put(36, b"acsp");
    for (index, number) in D50.iter().enumerate() {
        put(68 + index * 4, &number.to_be_bytes());
    }
    header
}

fn numbers(kind: [u8; 4], numbers: &[i32]) -> Vec<u8> {
    let mut tag = [kind, [0; 4]].concat();
    tag.extend(numbers.iter().flat_map(|number| number.to_be_bytes()));
    tag
}

fn parametric(coefficients: &[i32]) -> Vec<u8> {
    let mut tag = b"para\0\0\0\0\0\x03\0\0".to_vec();
    tag.extend(coefficients.iter().flat_map(|number| number.to_be_bytes()));
    tag
}

/// One record in American English, as the format demands at least.
fn text(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut tag = b"mluc\0\0\0\0".to_vec();
    tag.extend([u32_bytes(1), u32_bytes(12), *b"enUS", u32_bytes(units.len()), u32_bytes(28)].concat());
    tag.extend(units);
    tag
}

fn u32_bytes(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("invariant: a profile is small").to_be_bytes()
}
