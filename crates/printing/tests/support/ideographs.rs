//! GB 18030-2022, level 3: 87,887 ideographs, those of ISO/IEC 10646 from U+4E00 to U+9FEF, extensions A to F as they were in
//! Unicode 11, and the twelve unified ones among the compatibility ideographs.

const RANGES: [(u32, u32); 7] = [
    (0x4E00, 0x9FEF),
    (0x3400, 0x4DB5),
    (0x2_0000, 0x2_A6D6),
    (0x2_A700, 0x2_B734),
    (0x2_B740, 0x2_B81D),
    (0x2_B820, 0x2_CEA1),
    (0x2_CEB0, 0x2_EBE0),
];
const UNIFIED_AMONG_COMPATIBILITY: [u32; 12] =
    [0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29];

/// All of them.
pub fn ideographs() -> Vec<char> {
    let in_ranges = RANGES.into_iter().flat_map(|(first, last)| first..=last);
    let all: Vec<char> = in_ranges.chain(UNIFIED_AMONG_COMPATIBILITY).filter_map(char::from_u32).collect();
    assert_eq!(all.len(), 87_887);
    all
}
