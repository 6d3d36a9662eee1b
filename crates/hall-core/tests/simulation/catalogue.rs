//! A hall of the size of the first user: 30 windows, 12 lines, 270 items.

use hall_core::catalogue::{Catalogue, HandlingMode, Item};
use hall_core::ids::{ItemCode, LineId};

use crate::small_hall::{self, item, line, window};

/// Items done online, without a line.
pub const ONLINE: usize = 34;
/// All items.
const ITEMS: usize = 270;
/// The lines: A to K by day, N all round the clock.
pub const LINES: &[&str] = &["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "N"];
/// The window that serves line N day and night.
pub const NIGHT_WINDOW: u16 = 30;

/// The catalogue the first day begins with.
pub fn catalogue() -> Catalogue {
    let mut hall = small_hall::catalogue();
    hall.items = (0..ITEMS).map(nth_item).map(|item| (item.code.clone(), item)).collect();
    hall.lines = LINES.iter().map(|id| nth_line(id)).map(|line| (line.id.clone(), line)).collect();
    hall.windows = (1..=NIGHT_WINDOW).map(nth_window).map(|window| (window.id, window)).collect();
    hall.help_item = Some(code(ONLINE));
    hall.rules.kiosk_tickets_per_minute = 6;
    hall
}

/// What is adopted at midday: items and a line go, orders change, windows serve other lines.
pub fn midday(mut hall: Catalogue) -> Catalogue {
    hall.version = "midday".into();
    hall.lines.remove(&LineId::new("K"));
    hall.items.retain(|_, item| item.line != Some("K".into()));
    for n in [ONLINE, ONLINE + 13, ONLINE + 26] {
        hall.items.remove(&code(n));
    }
    hall.help_item = None;
    for item in hall.items.values_mut() {
        item.after.clear();
    }
    let gone: Vec<ItemCode> = hall.items.keys().skip(40).step_by(7).cloned().collect();
    for pair in gone.windows(2) {
        hall.items.get_mut(&pair[1]).unwrap().after = vec![pair[0].clone()];
    }
    for window in hall.windows.values_mut() {
        window.own.retain(|line| line.as_str() != "K");
        window.helps.retain(|line| line.as_str() != "K");
        if window.own.is_empty() {
            window.own.push("A".into());
            window.helps.retain(|line| line.as_str() != "A");
        }
    }
    hall.windows.remove(&small_hall::window(29, &[], &[]).id);
    hall
}

fn code(n: usize) -> ItemCode {
    ItemCode::new(&format!("item-{n:03}"))
}

fn nth_item(n: usize) -> Item {
    let line = LINES[n % LINES.len()];
    let after: &[&str] = match n % 10 {
        // Of the line before, which is another line.
        9 if n > ONLINE + 1 => &[&format!("item-{:03}", n - 1)],
        // Of the same line.
        5 if n > ONLINE + 12 => &[&format!("item-{:03}", n - 12)],
        _ => &[],
    };
    let item = item(code(n).as_str(), line, after, 2 + n as i64 % 7);
    if n < ONLINE { Item { line: None, mode: HandlingMode::Online, ..item } } else { item }
}

fn nth_line(id: &str) -> hall_core::catalogue::Line {
    let capacity = match id {
        "D" => Some(330),
        "G" => Some(250),
        _ => None,
    };
    line(id, if id == "N" { "always" } else { "office" }, capacity)
}

/// Ten comprehensive windows, ten dedicated ones that help, nine of two lines, one for the night.
fn nth_window(id: u16) -> hall_core::catalogue::Window {
    let day = &LINES[..11];
    let nth = |n: usize| day[n % day.len()];
    let n = usize::from(id);
    match id {
        1..=10 => window(id, day, &["N"]),
        11..=20 => window(id, &[nth(n)], &[nth(n + 1), nth(n + 2)]),
        21..=29 => window(id, &[nth(n), nth(n + 5)], &[]),
        _ => window(id, &["N"], &["A"]),
    }
}
