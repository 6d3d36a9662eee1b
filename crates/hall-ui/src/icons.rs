//! Icons: one family of line drawings on a 24-unit square, drawn by the painter. Never without words beside them.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, pos2};

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A tick: chosen, good.
    Check,
    /// A cross: take away.
    Cross,
    /// Go on.
    Forward,
    /// Go back.
    Back,
    /// Up.
    Up,
    /// A house: home.
    Home,
    /// A ticket with a notch.
    Ticket,
    /// People waiting.
    People,
    /// A clock.
    Clock,
    /// A printer.
    Printer,
    /// An exclamation mark in a triangle.
    Warning,
    /// A bar in a circle: closed.
    Closed,
    /// A globe: language, online.
    Globe,
    /// Letters of two sizes: large mode.
    Letters,
    /// A pin on a map: where.
    Place,
    /// A sheet of paper.
    Paper,
    /// A telephone: scan with it.
    Phone,
    /// A loudspeaker.
    Speaker,
    /// A plug pulled out: no connection.
    Offline,
}

/// Strokes of an icon in units of the 24-unit square.
enum Part {
    Line(&'static [(f32, f32)]),
    Loop(&'static [(f32, f32)]),
    Circle(f32, f32, f32),
    Dot(f32, f32, f32),
}

impl Icon {
    fn parts(self) -> &'static [Part] {
        use Part::{Circle, Dot, Line, Loop};
        match self {
            Self::Check => &[Line(&[(4.5, 12.5), (9.5, 17.5), (19.5, 6.5)])],
            Self::Cross => &[Line(&[(6.0, 6.0), (18.0, 18.0)]), Line(&[(18.0, 6.0), (6.0, 18.0)])],
            Self::Forward => &[Line(&[(9.0, 5.0), (16.0, 12.0), (9.0, 19.0)])],
            Self::Back => &[Line(&[(15.0, 5.0), (8.0, 12.0), (15.0, 19.0)])],
            Self::Up => &[Line(&[(5.0, 15.0), (12.0, 8.0), (19.0, 15.0)])],
            Self::Home => &[
                Line(&[(3.0, 12.0), (12.0, 4.0), (21.0, 12.0)]),
                Line(&[(6.0, 10.0), (6.0, 20.0), (18.0, 20.0), (18.0, 10.0)]),
            ],
            Self::Ticket => &[
                Loop(&[
                    (3.0, 6.0),
                    (21.0, 6.0),
                    (21.0, 10.0),
                    (19.0, 12.0),
                    (21.0, 14.0),
                    (21.0, 18.0),
                    (3.0, 18.0),
                    (3.0, 14.0),
                    (5.0, 12.0),
                    (3.0, 10.0),
                ]),
                Line(&[(9.0, 10.0), (15.0, 10.0)]),
                Line(&[(9.0, 14.0), (15.0, 14.0)]),
            ],
            Self::People => &[
                Circle(9.0, 8.0, 3.5),
                Line(&[(2.5, 20.0), (3.5, 16.0), (6.5, 14.5), (11.5, 14.5), (14.5, 16.0), (15.5, 20.0)]),
                Circle(17.0, 9.5, 2.5),
                Line(&[(17.5, 15.0), (20.0, 16.0), (21.5, 19.0)]),
            ],
            Self::Clock => &[Circle(12.0, 12.0, 9.0), Line(&[(12.0, 6.5), (12.0, 12.0), (16.0, 14.5)])],
            Self::Printer => &[
                Line(&[(7.0, 9.0), (7.0, 3.5), (17.0, 3.5), (17.0, 9.0)]),
                Line(&[(7.0, 17.0), (3.5, 17.0), (3.5, 9.0), (20.5, 9.0), (20.5, 17.0), (17.0, 17.0)]),
                Loop(&[(7.0, 14.0), (17.0, 14.0), (17.0, 20.5), (7.0, 20.5)]),
            ],
            Self::Warning => &[
                Loop(&[(12.0, 3.5), (21.5, 20.0), (2.5, 20.0)]),
                Line(&[(12.0, 9.5), (12.0, 14.0)]),
                Dot(12.0, 17.0, 1.2),
            ],
            Self::Closed => &[Circle(12.0, 12.0, 9.0), Line(&[(7.5, 12.0), (16.5, 12.0)])],
            Self::Globe => &[
                Circle(12.0, 12.0, 9.0),
                Line(&[(3.0, 12.0), (21.0, 12.0)]),
                Line(&[(12.0, 3.0), (9.3, 6.5), (8.3, 12.0), (9.3, 17.5), (12.0, 21.0)]),
                Line(&[(12.0, 3.0), (14.7, 6.5), (15.7, 12.0), (14.7, 17.5), (12.0, 21.0)]),
            ],
            Self::Letters => &[
                Line(&[(2.5, 19.0), (8.5, 5.0), (14.5, 19.0)]),
                Line(&[(4.8, 14.0), (12.2, 14.0)]),
                Line(&[(15.5, 19.0), (18.7, 11.5), (22.0, 19.0)]),
                Line(&[(16.7, 16.5), (20.8, 16.5)]),
            ],
            Self::Place => &[
                Line(&[
                    (12.0, 21.5),
                    (6.5, 14.5),
                    (5.0, 10.0),
                    (6.5, 5.5),
                    (12.0, 3.0),
                    (17.5, 5.5),
                    (19.0, 10.0),
                    (17.5, 14.5),
                    (12.0, 21.5),
                ]),
                Circle(12.0, 10.0, 2.5),
            ],
            Self::Paper => &[
                Loop(&[(5.0, 3.0), (14.0, 3.0), (19.0, 8.0), (19.0, 21.0), (5.0, 21.0)]),
                Line(&[(14.0, 3.0), (14.0, 8.0), (19.0, 8.0)]),
                Line(&[(8.5, 13.0), (15.5, 13.0)]),
                Line(&[(8.5, 17.0), (15.5, 17.0)]),
            ],
            Self::Phone => {
                &[Loop(&[(7.0, 2.5), (17.0, 2.5), (17.0, 21.5), (7.0, 21.5)]), Dot(12.0, 18.5, 1.2)]
            }
            Self::Speaker => &[
                Loop(&[(3.0, 9.5), (7.0, 9.5), (12.0, 5.0), (12.0, 19.0), (7.0, 14.5), (3.0, 14.5)]),
                Line(&[(15.5, 9.0), (17.0, 12.0), (15.5, 15.0)]),
                Line(&[(18.5, 6.5), (21.0, 12.0), (18.5, 17.5)]),
            ],
            Self::Offline => &[
                Line(&[(3.0, 21.0), (8.0, 16.0)]),
                Loop(&[(6.0, 12.0), (12.0, 18.0), (9.5, 20.0), (4.0, 14.5)]),
                Loop(&[(12.0, 6.0), (18.0, 12.0), (20.0, 9.5), (14.5, 4.0)]),
                Line(&[(16.0, 8.0), (21.0, 3.0)]),
            ],
        }
    }

    /// Draws the icon into the largest square in the middle of a rectangle.
    pub fn paint(self, painter: &Painter, rect: Rect, colour: Color32) {
        let side = rect.width().min(rect.height());
        let square = Rect::from_center_size(rect.center(), egui::Vec2::splat(side));
        let unit = side / 24.0;
        let at = |x: f32, y: f32| pos2(square.left() + x * unit, square.top() + y * unit);
        let points = |list: &[(f32, f32)]| list.iter().map(|(x, y)| at(*x, *y)).collect::<Vec<Pos2>>();
        let stroke = Stroke::new((2.0 * unit).max(2.0), colour);
        for part in self.parts() {
            match part {
                Part::Line(list) => {
                    let line = points(list);
                    // Round ends and joints.
                    for point in &line {
                        painter.circle_filled(*point, stroke.width / 2.0, colour);
                    }
                    painter.add(Shape::line(line, stroke));
                }
                Part::Loop(list) => {
                    painter.add(Shape::closed_line(points(list), stroke));
                }
                Part::Circle(x, y, radius) => {
                    painter.circle_stroke(at(*x, *y), radius * unit, stroke);
                }
                Part::Dot(x, y, radius) => {
                    painter.circle_filled(at(*x, *y), radius * unit, colour);
                }
            }
        }
    }
}
