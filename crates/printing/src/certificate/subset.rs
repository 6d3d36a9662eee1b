//! The part of each font a certificate uses, renumbered.
//!
//! A glyph that stands for two characters (the font draws both alike) would be extracted as one of them; the second
//! comes from a second copy of the font's subset, so that every character is found again as it was written.

use std::collections::BTreeMap;

use printpdf::{FontId, FontMetrics, ParsedFont};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use super::DrawError;
use super::charstrings::shorten;
use super::fonts::{Fonts, OpenFont};
use super::glyphs::Glyph;
use super::sheet::{Item, Sheet};

/// Every subset of a certificate.
pub(super) struct Subsets {
    /// In the order they were needed.
    pub(super) fonts: Vec<Subset>,
    /// From a glyph and its character to the subset and the glyph in it.
    places: BTreeMap<(usize, u16, char), (usize, u16)>,
}

/// One embedded font.
pub(super) struct Subset {
    pub(super) id: FontId,
    /// With the tag that says that it is a subset.
    pub(super) name: String,
    pub(super) parsed: ParsedFont,
    /// What its glyphs stand for, from the first after the one for what is missing.
    pub(super) characters: Vec<char>,
    pub(super) bounds: [i64; 4],
    pub(super) cap_height: i64,
}

/// What of one font goes into one subset: glyph → character.
struct Layer {
    font: usize,
    glyphs: BTreeMap<u16, char>,
}

impl Subsets {
    /// # Errors
    /// A font cannot be reduced.
    pub(super) fn new(sheets: &[Sheet], fonts: &Fonts) -> Result<Self, DrawError> {
        let mut layers: Vec<Layer> = Vec::new();
        let mut chosen: BTreeMap<(usize, u16, char), usize> = BTreeMap::new();
        let mut widths: BTreeMap<(usize, u16), f32> = BTreeMap::new();
        for glyph in glyphs(sheets) {
            let key = (glyph.font, glyph.id, glyph.character);
            if chosen.contains_key(&key) {
                continue;
            }
            let fits = |layer: &Layer| layer.font == glyph.font && !layer.glyphs.contains_key(&glyph.id);
            let index = layers.iter().position(fits).unwrap_or_else(|| {
                layers.push(Layer { font: glyph.font, glyphs: BTreeMap::new() });
                layers.len() - 1
            });
            layers[index].glyphs.insert(glyph.id, glyph.character);
            chosen.insert(key, index);
            widths.insert((glyph.font, glyph.id), glyph.advance);
        }
        let mut subsets = Self { fonts: Vec::new(), places: BTreeMap::new() };
        for (index, layer) in layers.iter().enumerate() {
            let mut remapper = GlyphRemapper::new();
            let mut new_widths = BTreeMap::new();
            for (id, character) in &layer.glyphs {
                let new = remapper.remap(*id);
                subsets.places.insert((layer.font, *id, *character), (index, new));
                new_widths.insert(new, widths[&(layer.font, *id)] as u16);
            }
            let characters = layer.glyphs.values().copied().collect();
            let font = &fonts.files[layer.font];
            subsets.fonts.push(Subset::new(index, font, &remapper, new_widths, characters)?);
        }
        Ok(subsets)
    }

    /// The subset a glyph is in, and its number there.
    pub(super) fn place(&self, glyph: &Glyph) -> (usize, u16) {
        self.places[&(glyph.font, glyph.id, glyph.character)]
    }
}

fn glyphs(sheets: &[Sheet]) -> impl Iterator<Item = &Glyph> {
    sheets
        .iter()
        .flat_map(|sheet| &sheet.items)
        .flat_map(|item| match item {
            Item::Text { glyphs, .. } | Item::Across { glyphs, .. } => &glyphs[..],
            _ => &[],
        })
        .map(|(glyph, _)| glyph)
}

impl Subset {
    fn new(
        index: usize,
        font: &OpenFont,
        remapper: &GlyphRemapper,
        widths: BTreeMap<u16, u16>,
        characters: Vec<char>,
    ) -> Result<Self, DrawError> {
        let bytes = subsetter::subset(&font.bytes, font.face, remapper)
            .map_err(|_fault| DrawError::Font { file: font.file.clone() })?;
        let bytes = shorten(bytes);
        let face = font.parse();
        let scale = |number: i16| i64::from(number) * 1000 / i64::from(face.units_per_em());
        let bounds = face.global_bounding_box();
        let name = format!("{}+{}", tag(&bytes, index), postscript_name(&face));
        // The widths are stated in thousandths already; so are the heights.
        let metrics =
            FontMetrics { ascent: scale(face.ascender()) as i16, descent: scale(face.descender()) as i16 };
        let parsed =
            ParsedFont::with_glyph_data(bytes, 0, Some(name.clone()), BTreeMap::new(), widths, 1000, metrics);
        Ok(Self {
            id: FontId(format!("P{index}")),
            name,
            parsed,
            characters,
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(scale),
            cap_height: scale(face.capital_height().unwrap_or(face.ascender())),
        })
    }
}

/// Six letters that differ from subset to subset.
fn tag(bytes: &[u8], index: usize) -> String {
    let digest = Sha256::digest([bytes, &index.to_be_bytes()[..]].concat());
    digest.iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

fn postscript_name(face: &ttf_parser::Face<'_>) -> String {
    let mut names =
        face.names().into_iter().filter(|name| name.name_id == ttf_parser::name_id::POST_SCRIPT_NAME);
    let name = names.find_map(|name| name.to_string()).unwrap_or_default();
    let name: String =
        name.chars().filter(|character| character.is_ascii_alphanumeric() || *character == '-').collect();
    if name.is_empty() { "Font".to_owned() } else { name }
}
