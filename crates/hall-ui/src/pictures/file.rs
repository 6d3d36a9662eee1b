//! PNG files of at most 256 colours.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use egui::Color32;

use super::Picture;

/// Colours in a file at most.
const COLOURS_MAX: usize = 256;
/// Bits of a channel that make two colours the same to begin with.
const COARSE: u8 = 0b1111_1000;

/// Why a file cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file system.
    #[error("cannot open the picture")]
    Open(#[from] std::io::Error),
    /// It cannot be written.
    #[error("cannot write the picture")]
    Write(#[from] png::EncodingError),
    /// It cannot be read.
    #[error("cannot read the picture")]
    Read(#[from] png::DecodingError),
    /// It is not one of ours.
    #[error("the picture has no palette")]
    NoPalette,
}

impl Picture {
    /// Writes a PNG file with a palette of the colours most often used.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), FileError> {
        let (palette, indices) = self.reduce();
        let file = BufWriter::new(File::create(path)?);
        let mut encoder = png::Encoder::new(file, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        encoder.set_palette(palette.iter().flat_map(|c| [c.r(), c.g(), c.b()]).collect::<Vec<u8>>());
        encoder.write_header()?.write_image_data(&indices)?;
        Ok(())
    }

    /// Reads a file that `save` wrote.
    ///
    /// # Errors
    /// The file cannot be read, or has no palette.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let mut reader = png::Decoder::new(BufReader::new(File::open(path)?)).read_info()?;
        let palette = reader.info().palette.as_ref().ok_or(FileError::NoPalette)?.to_vec();
        let (width, height) = (reader.info().width as usize, reader.info().height as usize);
        let mut indices = vec![0; width * height];
        reader.next_frame(&mut indices)?;
        let colour = |index: &u8| match palette.get(usize::from(*index) * 3..usize::from(*index) * 3 + 3) {
            Some([r, g, b]) => Ok(Color32::from_rgb(*r, *g, *b)),
            _ => Err(FileError::NoPalette),
        };
        Ok(Self { width, height, pixels: indices.iter().map(colour).collect::<Result<_, _>>()? })
    }

    /// The palette and each pixel's place in it.
    fn reduce(&self) -> (Vec<Color32>, Vec<u8>) {
        let coarse = |c: Color32| [c.r() & COARSE, c.g() & COARSE, c.b() & COARSE];
        let mut exact: HashMap<[u8; 3], HashMap<Color32, usize>> = HashMap::new();
        for pixel in &self.pixels {
            *exact.entry(coarse(*pixel)).or_default().entry(*pixel).or_default() += 1;
        }
        // Of colours that are nearly the same the most frequent stands for all.
        let mut groups: Vec<(usize, Color32, [u8; 3])> = exact
            .iter()
            .filter_map(|(group, colours)| {
                let (colour, _) =
                    colours.iter().max_by_key(|(colour, count)| (**count, colour.to_array()))?;
                Some((colours.values().sum(), *colour, *group))
            })
            .collect();
        groups.sort_unstable_by_key(|(count, colour, _)| (std::cmp::Reverse(*count), colour.to_array()));
        let palette: Vec<Color32> = groups.iter().take(COLOURS_MAX).map(|(_, colour, _)| *colour).collect();
        let far = |a: Color32, b: Color32| {
            let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
            square(a.r(), b.r()) + square(a.g(), b.g()) + square(a.b(), b.b())
        };
        let nearest = |colour: Color32| {
            let places = palette.iter().enumerate();
            places.min_by_key(|(_, known)| far(**known, colour)).map_or(0, |(place, _)| place as u8)
        };
        let place: HashMap<[u8; 3], u8> =
            groups.iter().map(|(_, colour, group)| (*group, nearest(*colour))).collect();
        let indices = self.pixels.iter().map(|pixel| place[&coarse(*pixel)]).collect();
        (palette, indices)
    }
}
