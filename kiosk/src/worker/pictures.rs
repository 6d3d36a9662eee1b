//! Pictures of sample documents: fetched when somebody wants to look, and known by the hash of their content.

use std::io::Cursor;
use std::sync::Arc;

use hall_ui::egui::ColorImage;

use super::Desk;
use crate::state::{News, Picture};

/// Longest side, pixels: more does not fit into the screen's textures.
const SIDE_MAX: u32 = 2048;

/// Fetches a picture and tells what became of it.
pub(super) fn fetch(desk: &Desk, sha256: String) {
    let desk = desk.clone();
    tokio::spawn(async move {
        let picture = match desk.client.sample(&sha256).await {
            // Decoding takes longer than the feed may wait.
            Ok(bytes) => tokio::task::spawn_blocking(move || decode(&bytes)).await.ok().flatten(),
            Err(error) => {
                tracing::warn!(
                    sha256,
                    error = &error as &dyn std::error::Error,
                    "a sample cannot be fetched"
                );
                None
            }
        };
        let picture = picture.map_or(Picture::Missing, Picture::Ready);
        desk.tell(News::Picture(sha256, picture)).await;
    });
}

fn decode(bytes: &[u8]) -> Option<Arc<ColorImage>> {
    let mut reader = image::ImageReader::with_format(Cursor::new(bytes), image::ImageFormat::Png);
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    reader.limits(limits);
    match reader.decode() {
        Ok(picture) => {
            let picture = picture.into_rgba8();
            let size = [picture.width() as usize, picture.height() as usize];
            Some(Arc::new(ColorImage::from_rgba_unmultiplied(size, picture.as_raw())))
        }
        Err(error) => {
            tracing::warn!(%error, "a sample is no picture");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image::RgbaImage::new(width, height).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_is_shown_or_missing_and_never_too_large() {
        assert_eq!(decode(&png(3, 2)).map(|picture| picture.size), Some([3, 2]));
        assert_eq!(decode(&png(SIDE_MAX + 1, 1)), None);
        assert_eq!(decode(&png(3, 2)[..40]), None);
        assert_eq!(decode(b"no picture"), None);
    }
}
