//! The page by krilla: `compare-pdf TEXT FONT OUT` writes the file and prints the median of some rounds, in milliseconds.

use std::time::Instant;

use krilla::Document;
use krilla::geom::Point;
use krilla::page::PageSettings;
use krilla::text::{Font, TextDirection};

const ROUNDS: usize = 30;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&arguments[1]).expect("the text can be read");
    let bytes = std::fs::read(&arguments[2]).expect("the font can be read");
    let font = Font::new(bytes.into(), 0).expect("it is a font");
    let mut file = Vec::new();
    let mut times_ms: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            file = draw(&text, &font);
            started.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    // The first warms up.
    times_ms.remove(0);
    times_ms.sort_by(f64::total_cmp);
    std::fs::write(&arguments[3], file).expect("the file can be written");
    println!("{:.1}", times_ms[times_ms.len() / 2]);
}

fn draw(text: &str, font: &Font) -> Vec<u8> {
    let mut document = Document::new();
    let mut page = document.start_page_with(PageSettings::from_wh(595.0, 842.0).expect("A4"));
    let mut surface = page.surface();
    for (index, line) in text.lines().enumerate() {
        let place = Point::from_xy(48.0, 50.0 + 16.0 * index as f32);
        surface.draw_text(place, font.clone(), 9.0, line, false, TextDirection::Auto);
    }
    surface.finish();
    page.finish();
    document.finish().expect("a file")
}
