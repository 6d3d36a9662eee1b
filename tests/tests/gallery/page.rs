//! The page that shows the pictures.

use std::fmt::Write as _;

use super::scenes::Scene;
use super::{LOW, VARIANTS, Variant};

const HEAD: &str = "# Gallery\n\n\
A picture of every screen of the kiosk, drawn by the program's own code with the demo's catalogue: `./hall gallery` makes \
them anew, and a test compares them. Each screen is shown upright (1080×1920), lying (1920×1080, in English), nearly square \
(1280×1024), and in large mode (upright in English, nearly square in Chinese); where it matters also in the low zone for \
wheelchair users. Pictures are half size. The screens over the windows and the boards are on [their own page](displays.md), \
and so are the [certificates](papers.md).\n";

fn words(variant: Variant) -> &'static str {
    match variant.name {
        "upright" => "upright",
        "english" => "upright, English",
        "lying" => "lying, English",
        "compact" => "nearly square",
        "large" => "large mode, English",
        "large-compact" => "large mode, nearly square",
        _ => "low zone",
    }
}

/// The page as Markdown.
pub(crate) fn markdown(scenes: &[Scene]) -> String {
    let mut page = HEAD.to_owned();
    for scene in scenes {
        writeln!(page, "\n## {}\n\n{}\n", scene.title, scene.words).unwrap();
        for variant in scene.variants() {
            let width = if variant.design.height > variant.design.width { 220 } else { 360 };
            let (file, words) = (scene.file(variant), words(variant));
            writeln!(page, "<img src=\"gallery/{file}\" width=\"{width}\" alt=\"{}, {words}\">", scene.title)
                .unwrap();
        }
    }
    page
}

/// All variants and the low zone.
pub(crate) fn with_low() -> Vec<Variant> {
    VARIANTS.into_iter().chain([LOW]).collect()
}
