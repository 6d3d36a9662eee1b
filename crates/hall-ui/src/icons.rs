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
    /// An arrow: walk to the left.
    ArrowLeft,
    /// An arrow: walk straight on.
    ArrowAhead,
    /// An arrow: walk to the right.
    ArrowRight,
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
    /// A wheelchair.
    Wheelchair,
    /// A magnifying glass: look for.
    Search,
    /// A key that erases.
    Erase,
    /// A card with a picture.
    Card,
    /// A leaf of a calendar: an appointment.
    Calendar,
    /// A question mark in a circle.
    Question,
    /// An open book: the law.
    Book,
    /// Numbered steps.
    Steps,
    /// A picture in a frame: a sample.
    Picture,
    /// One person.
    Person,
    /// A star: often asked for.
    Star,
    /// A building with windows.
    Building,
    /// The frame of a scanner.
    Scan,
    /// A square cap: graduation.
    Cap,
    /// An aeroplane: going abroad.
    Plane,
    /// A basket.
    Basket,
    /// A suitcase: arriving.
    Suitcase,
    /// A stick: old age.
    Stick,
    /// A small child.
    Child,
    /// A medal.
    Medal,
    /// A bed: dormitory.
    Bed,
    /// A coin: money.
    Coin,
    /// A laughing face.
    Laughing,
    /// A smiling face.
    Smiling,
    /// A face with a straight mouth.
    Calm,
    /// A face with the mouth turned down.
    Unhappy,
    /// The same with drawn brows.
    Angry,
}

/// Strokes of an icon in units of the 24-unit square.
enum Part {
    Line(&'static [(f32, f32)]),
    Loop(&'static [(f32, f32)]),
    Circle(f32, f32, f32),
    Dot(f32, f32, f32),
    /// Middle, radius, from and to in degrees, clockwise from the right.
    Arc(f32, f32, f32, f32, f32),
}

impl Icon {
    #[expect(clippy::too_many_lines, reason = "a table of drawings")]
    fn parts(self) -> &'static [Part] {
        use Part::{Arc, Circle, Dot, Line, Loop};
        match self {
            Self::Check => &[Line(&[(4.5, 12.5), (9.5, 17.5), (19.5, 6.5)])],
            Self::Cross => &[Line(&[(6.0, 6.0), (18.0, 18.0)]), Line(&[(18.0, 6.0), (6.0, 18.0)])],
            Self::Forward => &[Line(&[(9.0, 5.0), (16.0, 12.0), (9.0, 19.0)])],
            Self::Back => &[Line(&[(15.0, 5.0), (8.0, 12.0), (15.0, 19.0)])],
            Self::Up => &[Line(&[(5.0, 15.0), (12.0, 8.0), (19.0, 15.0)])],
            Self::ArrowLeft => {
                &[Line(&[(21.0, 12.0), (4.0, 12.0)]), Line(&[(11.0, 5.0), (4.0, 12.0), (11.0, 19.0)])]
            }
            Self::ArrowAhead => {
                &[Line(&[(12.0, 21.0), (12.0, 4.0)]), Line(&[(5.0, 11.0), (12.0, 4.0), (19.0, 11.0)])]
            }
            Self::ArrowRight => {
                &[Line(&[(3.0, 12.0), (20.0, 12.0)]), Line(&[(13.0, 5.0), (20.0, 12.0), (13.0, 19.0)])]
            }
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
            Self::Wheelchair => &[
                Dot(9.5, 3.8, 1.8),
                Line(&[(9.5, 7.5), (9.5, 13.5), (15.5, 13.5), (18.0, 19.5), (20.5, 18.5)]),
                Line(&[(9.5, 9.8), (14.5, 9.8)]),
                Arc(10.5, 15.5, 5.5, 38.0, 232.0),
            ],
            Self::Search => &[Circle(10.5, 10.5, 6.5), Line(&[(15.5, 15.5), (21.0, 21.0)])],
            Self::Erase => &[
                Loop(&[(8.5, 5.5), (21.5, 5.5), (21.5, 18.5), (8.5, 18.5), (2.5, 12.0)]),
                Line(&[(12.0, 9.0), (18.0, 15.0)]),
                Line(&[(18.0, 9.0), (12.0, 15.0)]),
            ],
            Self::Card => &[
                Loop(&[(2.5, 5.5), (21.5, 5.5), (21.5, 18.5), (2.5, 18.5)]),
                Circle(8.0, 10.5, 2.0),
                Arc(8.0, 16.5, 3.2, 180.0, 360.0),
                Line(&[(14.0, 10.0), (18.5, 10.0)]),
                Line(&[(14.0, 14.0), (18.5, 14.0)]),
            ],
            Self::Calendar => &[
                Loop(&[(3.5, 5.5), (20.5, 5.5), (20.5, 20.5), (3.5, 20.5)]),
                Line(&[(3.5, 10.5), (20.5, 10.5)]),
                Line(&[(8.0, 3.0), (8.0, 7.0)]),
                Line(&[(16.0, 3.0), (16.0, 7.0)]),
                Line(&[(8.5, 15.5), (11.0, 18.0), (15.5, 13.5)]),
            ],
            Self::Question => &[
                Circle(12.0, 12.0, 9.0),
                Arc(12.0, 9.8, 2.8, 180.0, 400.0),
                Line(&[(14.1, 11.6), (12.0, 13.4), (12.0, 14.2)]),
                Dot(12.0, 17.2, 1.2),
            ],
            Self::Book => &[
                Line(&[(12.0, 6.5), (12.0, 20.0)]),
                Loop(&[
                    (12.0, 6.5),
                    (8.5, 4.8),
                    (3.0, 4.8),
                    (3.0, 18.3),
                    (8.5, 18.3),
                    (12.0, 20.0),
                    (15.5, 18.3),
                    (21.0, 18.3),
                    (21.0, 4.8),
                    (15.5, 4.8),
                ]),
            ],
            Self::Steps => &[
                Circle(5.0, 5.5, 2.2),
                Circle(5.0, 18.5, 2.2),
                Line(&[(5.0, 9.5), (5.0, 14.5)]),
                Line(&[(11.0, 5.5), (21.0, 5.5)]),
                Line(&[(11.0, 12.0), (18.0, 12.0)]),
                Line(&[(11.0, 18.5), (21.0, 18.5)]),
            ],
            Self::Picture => &[
                Loop(&[(3.0, 4.0), (21.0, 4.0), (21.0, 20.0), (3.0, 20.0)]),
                Circle(8.5, 9.0, 1.8),
                Line(&[(3.5, 18.0), (9.5, 13.0), (13.0, 16.0), (16.0, 12.0), (20.5, 17.0)]),
            ],
            Self::Person => &[
                Circle(12.0, 7.5, 4.0),
                Arc(12.0, 21.5, 7.5, 180.0, 360.0),
                Line(&[(4.5, 21.5), (19.5, 21.5)]),
            ],
            Self::Star => &[Loop(&[
                (12.0, 2.8),
                (14.8, 9.0),
                (21.5, 9.7),
                (16.5, 14.2),
                (17.9, 20.8),
                (12.0, 17.4),
                (6.1, 20.8),
                (7.5, 14.2),
                (2.5, 9.7),
                (9.2, 9.0),
            ])],
            Self::Building => &[
                Loop(&[(5.0, 3.0), (19.0, 3.0), (19.0, 21.0), (5.0, 21.0)]),
                Line(&[(9.0, 7.5), (10.0, 7.5)]),
                Line(&[(14.0, 7.5), (15.0, 7.5)]),
                Line(&[(9.0, 12.0), (10.0, 12.0)]),
                Line(&[(14.0, 12.0), (15.0, 12.0)]),
                Line(&[(10.0, 21.0), (10.0, 16.5), (14.0, 16.5), (14.0, 21.0)]),
            ],
            Self::Scan => &[
                Line(&[(3.0, 8.0), (3.0, 3.0), (8.0, 3.0)]),
                Line(&[(16.0, 3.0), (21.0, 3.0), (21.0, 8.0)]),
                Line(&[(21.0, 16.0), (21.0, 21.0), (16.0, 21.0)]),
                Line(&[(8.0, 21.0), (3.0, 21.0), (3.0, 16.0)]),
                Line(&[(6.0, 12.0), (18.0, 12.0)]),
            ],
            Self::Cap => &[
                Loop(&[(12.0, 4.5), (22.5, 9.5), (12.0, 14.5), (1.5, 9.5)]),
                Line(&[(6.0, 12.0), (6.0, 17.0), (9.0, 19.0), (15.0, 19.0), (18.0, 17.0), (18.0, 12.0)]),
                Line(&[(22.0, 10.0), (22.0, 16.5)]),
            ],
            Self::Plane => &[Loop(&[
                (12.0, 2.0),
                (13.8, 4.5),
                (13.8, 9.0),
                (22.0, 14.0),
                (22.0, 16.5),
                (13.8, 14.0),
                (13.8, 18.0),
                (16.5, 20.2),
                (16.5, 22.0),
                (12.0, 20.8),
                (7.5, 22.0),
                (7.5, 20.2),
                (10.2, 18.0),
                (10.2, 14.0),
                (2.0, 16.5),
                (2.0, 14.0),
                (10.2, 9.0),
                (10.2, 4.5),
            ])],
            Self::Basket => &[
                Loop(&[(2.5, 10.0), (21.5, 10.0), (19.0, 20.5), (5.0, 20.5)]),
                Line(&[(7.0, 10.0), (10.0, 3.5)]),
                Line(&[(17.0, 10.0), (14.0, 3.5)]),
                Line(&[(9.5, 13.5), (9.5, 17.0)]),
                Line(&[(14.5, 13.5), (14.5, 17.0)]),
            ],
            Self::Suitcase => &[
                Loop(&[(3.0, 7.5), (21.0, 7.5), (21.0, 20.5), (3.0, 20.5)]),
                Line(&[(8.5, 7.5), (8.5, 3.5), (15.5, 3.5), (15.5, 7.5)]),
                Line(&[(3.0, 13.5), (21.0, 13.5)]),
            ],
            Self::Stick => &[
                Dot(9.0, 4.0, 2.0),
                Line(&[(8.0, 8.0), (7.0, 14.5), (10.0, 17.5), (10.0, 22.0)]),
                Line(&[(7.0, 14.5), (5.0, 22.0)]),
                Line(&[(8.0, 9.0), (12.5, 13.0), (16.0, 13.0)]),
                Line(&[(14.5, 11.0), (17.5, 11.0), (17.5, 22.0)]),
            ],
            Self::Child => &[
                Circle(12.0, 8.0, 4.5),
                Dot(10.5, 7.5, 0.8),
                Dot(13.5, 7.5, 0.8),
                Arc(12.0, 8.6, 1.8, 20.0, 160.0),
                Line(&[(7.5, 21.5), (8.5, 14.5), (15.5, 14.5), (16.5, 21.5), (7.5, 21.5)]),
            ],
            Self::Medal => &[
                Circle(12.0, 15.0, 6.0),
                Line(&[(9.0, 9.8), (5.5, 2.5)]),
                Line(&[(15.0, 9.8), (18.5, 2.5)]),
                Line(&[(12.0, 9.0), (9.0, 2.5)]),
                Line(&[(12.0, 9.0), (15.0, 2.5)]),
                Dot(12.0, 15.0, 1.6),
            ],
            Self::Bed => &[
                Line(&[(2.5, 5.0), (2.5, 20.0)]),
                Line(&[(2.5, 16.5), (21.5, 16.5), (21.5, 20.0)]),
                Line(&[(21.5, 16.5), (21.5, 12.5), (18.5, 10.5), (10.0, 10.5), (10.0, 16.5)]),
                Circle(6.3, 12.0, 1.9),
            ],
            Self::Coin => &[
                Circle(12.0, 12.0, 9.0),
                Line(&[(8.5, 7.0), (12.0, 11.5), (15.5, 7.0)]),
                Line(&[(12.0, 11.5), (12.0, 17.5)]),
                Line(&[(8.5, 12.0), (15.5, 12.0)]),
                Line(&[(8.5, 15.0), (15.5, 15.0)]),
            ],
            Self::Laughing => &[
                Circle(12.0, 12.0, 9.5),
                Arc(8.5, 10.2, 1.7, 190.0, 350.0),
                Arc(15.5, 10.2, 1.7, 190.0, 350.0),
                Arc(12.0, 13.0, 5.0, 0.0, 180.0),
                Line(&[(7.0, 13.0), (17.0, 13.0)]),
            ],
            Self::Smiling => &[
                Circle(12.0, 12.0, 9.5),
                Dot(8.7, 9.5, 1.3),
                Dot(15.3, 9.5, 1.3),
                Arc(12.0, 11.5, 5.2, 25.0, 155.0),
            ],
            Self::Calm => &[
                Circle(12.0, 12.0, 9.5),
                Dot(8.7, 9.5, 1.3),
                Dot(15.3, 9.5, 1.3),
                Line(&[(8.0, 15.5), (16.0, 15.5)]),
            ],
            Self::Unhappy => &[
                Circle(12.0, 12.0, 9.5),
                Dot(8.7, 9.5, 1.3),
                Dot(15.3, 9.5, 1.3),
                Arc(12.0, 19.2, 5.2, 215.0, 325.0),
            ],
            Self::Angry => &[
                Circle(12.0, 12.0, 9.5),
                Dot(8.8, 11.2, 1.3),
                Dot(15.2, 11.2, 1.3),
                Line(&[(6.6, 7.2), (10.3, 8.8)]),
                Line(&[(17.4, 7.2), (13.7, 8.8)]),
                Arc(12.0, 19.5, 4.8, 205.0, 335.0),
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
                Part::Arc(x, y, radius, from, to) => {
                    let steps = ((to - from).abs() / 10.0).ceil().max(2.0) as usize;
                    let point = |step: usize| {
                        let angle = (from + (to - from) * step as f32 / steps as f32).to_radians();
                        at(x + radius * angle.cos(), y + radius * angle.sin())
                    };
                    painter.add(Shape::line((0..=steps).map(point).collect(), stroke));
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
