//! Seal and logo: read from PNG and compressed once, not for every certificate.

use lopdf::{Stream, dictionary};
use png::{ColorType, Transformations};

/// Largest side, pixels.
pub const SIDE_MAX: u32 = 2_000;
/// Largest file, bytes.
pub const FILE_BYTES_MAX: usize = 4 << 20;

/// How far colours may be apart and still be one ink.
const INK_SPREAD: u8 = 24;

/// Why a picture cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// Larger than [`FILE_BYTES_MAX`], or wider or higher than [`SIDE_MAX`].
    #[error("the picture is larger than {SIDE_MAX} × {SIDE_MAX} pixels or {FILE_BYTES_MAX} bytes")]
    TooLarge,
    /// Not a whole PNG.
    #[error("the picture is not a PNG that can be read")]
    Broken(#[source] png::DecodingError),
    /// It has no transparent pixel: a seal would cover what is under it.
    #[error("the seal has no transparent background")]
    Opaque,
}

/// A picture, ready to be embedded.
#[derive(Debug, Clone)]
pub struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    /// RGB, compressed; a single pixel if the picture is of one ink.
    pub(super) colours: Stream,
    /// Opacity, compressed, two bits a pixel; none if it is opaque.
    pub(super) mask: Option<Stream>,
}

impl Picture {
    /// Reads a seal: a PNG with transparent background.
    ///
    /// # Errors
    /// It is too large, broken or opaque.
    pub fn seal(png: &[u8]) -> Result<Self, PictureError> {
        let picture = Self::logo(png)?;
        if picture.mask.is_none() { Err(PictureError::Opaque) } else { Ok(picture) }
    }

    /// Reads a logo: a PNG.
    ///
    /// # Errors
    /// It is too large or broken.
    pub fn logo(png: &[u8]) -> Result<Self, PictureError> {
        if png.len() > FILE_BYTES_MAX {
            return Err(PictureError::TooLarge);
        }
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
        let mut reader = decoder.read_info().map_err(PictureError::Broken)?;
        let (width, height) = (reader.info().width, reader.info().height);
        if width > SIDE_MAX || height > SIDE_MAX {
            return Err(PictureError::TooLarge);
        }
        let mut pixels = vec![0; reader.output_buffer_size().ok_or(PictureError::TooLarge)?];
        let frame = reader.next_frame(&mut pixels).map_err(PictureError::Broken)?;
        pixels.truncate(frame.buffer_size());
        let (colours, opacity) = split(&pixels, frame.color_type);
        let transparent = opacity.iter().any(|alpha| *alpha < 255);
        let colours = match one_ink(&colours, &opacity) {
            Some(ink) => image(1, 1, "DeviceRGB", 8, ink.to_vec()),
            None => image(width, height, "DeviceRGB", 8, colours),
        };
        let mask = transparent.then(|| image(width, height, "DeviceGray", 2, pack(&opacity, width as usize)));
        Ok(Self { width, height, colours, mask })
    }

    /// Height of a picture of some width.
    pub(super) fn height_at(&self, width: f32) -> f32 {
        width * self.height as f32 / self.width as f32
    }
}

fn split(pixels: &[u8], kind: ColorType) -> (Vec<u8>, Vec<u8>) {
    let count = pixels.len() / kind.samples();
    let (mut colours, mut opacity) = (Vec::with_capacity(count * 3), Vec::with_capacity(count));
    let mut visible = [0; 3];
    for pixel in pixels.chunks_exact(kind.samples()) {
        let (colour, alpha) = match *pixel {
            [grey] => ([grey; 3], 255),
            [grey, alpha] => ([grey; 3], alpha),
            [red, green, blue] => ([red, green, blue], 255),
            [red, green, blue, alpha] => ([red, green, blue], alpha),
            _ => unreachable!("invariant: one to four samples a pixel"),
        };
        // What cannot be seen takes the colour beside it, which compresses best.
        if alpha > 0 {
            visible = colour;
        }
        colours.extend(visible);
        opacity.push(alpha);
    }
    (colours, opacity)
}

/// The mean colour of what is clearly visible, if it is all of one ink, as a seal is: then one pixel says it.
fn one_ink(colours: &[u8], opacity: &[u8]) -> Option<[u8; 3]> {
    let visible =
        || colours.chunks_exact(3).zip(opacity).filter(|(_, alpha)| **alpha > 127).map(|(colour, _)| colour);
    let count = visible().count().max(1);
    let mean = [0, 1, 2].map(|channel| {
        let sum: usize = visible().map(|colour| usize::from(colour[channel])).sum();
        (sum / count) as u8
    });
    let near = |colour: &[u8]| colour.iter().zip(mean).all(|(one, mean)| one.abs_diff(mean) <= INK_SPREAD);
    visible().all(near).then_some(mean)
}

/// Four steps of opacity are as good as 256 at the edge of a line this fine, and a third of the size; each row begins with a byte.
fn pack(opacity: &[u8], width: usize) -> Vec<u8> {
    let step = |alpha: u8| (u16::from(alpha) * 3 + 127) / 255;
    let byte = |four: &[u8]| {
        let steps = (0..4).map(|index| four.get(index).map_or(0, |alpha| step(*alpha)));
        steps.fold(0, |byte, step| byte << 2 | step) as u8
    };
    opacity.chunks(width).flat_map(|row| row.chunks(4).map(byte)).collect()
}

fn image(width: u32, height: u32, space: &str, bits: i64, samples: Vec<u8>) -> Stream {
    let dictionary = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(width),
        "Height" => i64::from(height),
        "BitsPerComponent" => bits,
        "ColorSpace" => space,
    };
    let mut stream = Stream::new(dictionary, samples);
    // A stream that cannot be made smaller stays as it is.
    let _ = stream.compress();
    stream
}
