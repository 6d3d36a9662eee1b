//! The painter against what a graphics card would show.

use egui::{Color32, Rect, Sense, Stroke, StrokeKind, Vec2, pos2, vec2};

use super::*;

fn at(picture: &Picture, x: usize, y: usize) -> [u8; 3] {
    let colour = picture.pixels[y * picture.width + x];
    [colour.r(), colour.g(), colour.b()]
}

fn sample() -> Picture {
    picture(
        vec2(200.0, 100.0),
        |_| {},
        |ui| {
            let painter = ui.painter();
            painter.rect_filled(ui.max_rect(), 0, Color32::WHITE);
            painter.rect_filled(Rect::from_min_max(pos2(10.0, 10.0), pos2(50.0, 50.0)), 0, Color32::RED);
            let veil = Color32::from_black_alpha(128);
            painter.rect_filled(Rect::from_min_max(pos2(30.0, 10.0), pos2(90.0, 50.0)), 0, veil);
            let edge = Stroke::new(4.0, Color32::BLUE);
            let frame = Rect::from_min_max(pos2(100.0, 10.0), pos2(190.0, 90.0));
            painter.rect_stroke(frame, 0, edge, StrokeKind::Inside);
            ui.allocate_rect(frame, Sense::hover());
        },
    )
}

#[test]
fn shapes_cover_their_pixels_once() {
    let picture = sample();
    assert_eq!(at(&picture, 5, 5), [255, 255, 255]);
    assert_eq!(at(&picture, 20, 30), [255, 0, 0]);
    assert_eq!(at(&picture, 40, 30), [127, 0, 0], "half black over red");
    for x in 55..85 {
        assert_eq!(at(&picture, x, 30), [127, 127, 127], "no seam where triangles meet");
    }
    assert_eq!(at(&picture, 102, 50), [0, 0, 255]);
    assert_eq!(at(&picture, 145, 50), [255, 255, 255]);
}

#[test]
fn a_file_shows_the_same_and_another_picture_is_told_apart() {
    let folder = std::env::temp_dir().join(format!("hall-pictures-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (picture, path) = (sample(), folder.join("sample.png"));
    picture.save(&path).unwrap();
    let read = Picture::open(&path).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(picture.difference(&read) < f64::EPSILON);
    assert_eq!(picture.halved().size(), [100, 50]);
    assert!((picture.difference(&picture.halved()) - 1.0).abs() < f64::EPSILON);
    let other = super::picture(
        vec2(200.0, 100.0),
        |_| {},
        |ui| {
            ui.painter().rect_filled(Rect::from_min_size(Pos2::ZERO, Vec2::splat(400.0)), 0, Color32::WHITE);
        },
    );
    assert!(picture.difference(&other) > 0.2);
}
