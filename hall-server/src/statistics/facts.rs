//! What is known of each visit once it is over, packed: a segment is what happened between two beginnings of a day.
//!
//! Packed, because a year of figures is read and counted as a whole, by any group and with exact percentiles: 250 rows of JSON
//! are read in the time 150,000 rows of a table are not. Texts stand once a segment, in `names`; everything else is a number.
//! Nothing in here names or points to a person but the opaque references of clerks.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A text, by its place in [`Segment::names`].
pub type Name = u32;

/// What happened between two beginnings of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// The hall's day.
    pub day: Date,
    /// Items, lines and clerks.
    pub names: Vec<String>,
    /// Visits that ended in it.
    pub visits: Vec<Visit>,
    /// Windows that were open in it.
    pub shifts: Vec<Shift>,
}

/// One ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "VisitRow", into = "VisitRow")]
pub struct Visit {
    /// Its ticket.
    pub ticket: u64,
    /// Its day is so many days before the segment's.
    pub days_ago: u16,
    /// Hour of the day at the site when it was taken.
    pub hour: u8,
    /// The line of its number.
    pub line: Name,
    /// What it was taken for.
    pub items: Vec<Name>,
    /// In line until first served, milliseconds; none if nobody served it.
    pub wait_ms: Option<u32>,
    /// Where it was first called to: window and clerk.
    pub first: Option<(u16, Name)>,
    /// Calls nobody came to.
    pub misses: Vec<Miss>,
    /// How it ended.
    pub end: End,
    /// At windows, one after another.
    pub services: Vec<Service>,
}

type VisitRow =
    (u64, u16, u8, Name, Vec<Name>, Option<u32>, Option<(u16, Name)>, Vec<Miss>, End, Vec<Service>);

impl From<VisitRow> for Visit {
    fn from(row: VisitRow) -> Self {
        let (ticket, days_ago, hour, line, items, wait_ms, first, misses, end, services) = row;
        Self { ticket, days_ago, hour, line, items, wait_ms, first, misses, end, services }
    }
}

impl From<Visit> for VisitRow {
    fn from(v: Visit) -> Self {
        let Visit { ticket, days_ago, hour, line, items, wait_ms, first, misses, end, services } = v;
        (ticket, days_ago, hour, line, items, wait_ms, first, misses, end, services)
    }
}

/// How a visit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum End {
    /// It has not.
    Open,
    /// Everything is decided.
    Done,
    /// Given up by the visitor.
    Cancelled,
    /// Its day or its grace was over.
    Expired,
}

impl From<End> for u8 {
    fn from(end: End) -> Self {
        match end {
            End::Open => 0,
            End::Done => 1,
            End::Cancelled => 2,
            End::Expired => 3,
        }
    }
}

impl TryFrom<u8> for End {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        [Self::Open, Self::Done, Self::Cancelled, Self::Expired]
            .into_iter()
            .find(|end| u8::from(*end) == number)
            .ok_or_else(|| format!("no visit ends as {number}"))
    }
}

/// A call nobody came to: window, clerk, hour of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Miss(pub u16, pub Name, pub u8);

/// A visitor at one window, parks at that window taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "ServiceRow", into = "ServiceRow")]
pub struct Service {
    /// The window.
    pub window: u16,
    /// Who ended it, or is at it.
    pub clerk: Name,
    /// Hour of the day when it began.
    pub hour: u8,
    /// How long it took, milliseconds; none while it goes on.
    pub served_ms: Option<u32>,
    /// Items decided in it.
    pub decisions: Vec<Decision>,
}

type ServiceRow = (u16, Name, u8, Option<u32>, Vec<Decision>);

impl From<ServiceRow> for Service {
    fn from((window, clerk, hour, served_ms, decisions): ServiceRow) -> Self {
        Self { window, clerk, hour, served_ms, decisions }
    }
}

impl From<Service> for ServiceRow {
    fn from(s: Service) -> Self {
        (s.window, s.clerk, s.hour, s.served_ms, s.decisions)
    }
}

/// An item decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "DecisionRow", into = "DecisionRow")]
pub struct Decision {
    /// The item.
    pub item: Name,
    /// The line it waited in.
    pub line: Name,
    /// Who decided.
    pub clerk: Name,
    /// Hour of the day.
    pub hour: u8,
    /// 0 done, 1 accepted, 2 needs materials, 3 refused, 4 consulted.
    pub outcome: u8,
    /// The visits its matter has taken with this one.
    pub visits: u16,
}

type DecisionRow = (Name, Name, Name, u8, u8, u16);

impl From<DecisionRow> for Decision {
    fn from((item, line, clerk, hour, outcome, visits): DecisionRow) -> Self {
        Self { item, line, clerk, hour, outcome, visits }
    }
}

impl From<Decision> for DecisionRow {
    fn from(d: Decision) -> Self {
        (d.item, d.line, d.clerk, d.hour, d.outcome, d.visits)
    }
}

/// A clerk at an open window, within one segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "ShiftRow", into = "ShiftRow")]
pub struct Shift {
    /// The window.
    pub window: u16,
    /// Who.
    pub clerk: Name,
    /// How long, milliseconds.
    pub open_ms: u32,
    /// Of that paused, milliseconds.
    pub paused_ms: u32,
}

type ShiftRow = (u16, Name, u32, u32);

impl From<ShiftRow> for Shift {
    fn from((window, clerk, open_ms, paused_ms): ShiftRow) -> Self {
        Self { window, clerk, open_ms, paused_ms }
    }
}

impl From<Shift> for ShiftRow {
    fn from(s: Shift) -> Self {
        (s.window, s.clerk, s.open_ms, s.paused_ms)
    }
}

impl Segment {
    /// An empty one.
    pub fn new(day: Date) -> Self {
        Self { day, names: Vec::new(), visits: Vec::new(), shifts: Vec::new() }
    }

    /// The place of a text among the names, which are few.
    pub fn name(&mut self, text: &str) -> Name {
        let at = self.names.iter().position(|name| name == text).unwrap_or_else(|| {
            self.names.push(text.to_owned());
            self.names.len() - 1
        });
        at as Name
    }

    /// A text.
    pub fn text(&self, name: Name) -> &str {
        self.names.get(name as usize).map_or("", String::as_str)
    }

    /// The day of a visit.
    pub fn day_of(&self, visit: &Visit) -> Date {
        self.day.saturating_sub(jiff::Span::new().days(visit.days_ago))
    }

    /// The days of its visits and windows: first and last.
    pub fn days(&self) -> (Date, Date) {
        let most = self.visits.iter().map(|visit| visit.days_ago).max().unwrap_or(0);
        (self.day.saturating_sub(jiff::Span::new().days(most)), self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_few_bytes_and_comes_back_as_it_was() {
        let mut segment = Segment::new(jiff::civil::date(2026, 9, 1));
        let (card, cards, anna) = (segment.name("card"), segment.name("cards"), segment.name("anna"));
        assert_eq!(segment.name("card"), card);
        let decision = Decision { item: card, line: cards, clerk: anna, hour: 9, outcome: 1, visits: 2 };
        segment.visits.push(Visit {
            ticket: 17,
            days_ago: 1,
            hour: 9,
            line: cards,
            items: vec![card],
            wait_ms: Some(61_000),
            first: Some((3, anna)),
            misses: vec![Miss(3, anna, 9)],
            end: End::Done,
            services: vec![Service {
                window: 3,
                clerk: anna,
                hour: 9,
                served_ms: None,
                decisions: vec![decision],
            }],
        });
        segment.shifts.push(Shift { window: 3, clerk: anna, open_ms: 5, paused_ms: 0 });
        let json = serde_json::to_string(&segment).unwrap();
        assert!(
            json.contains("[17,1,9,1,[0],61000,[3,2],[[3,2,9]],1,[[3,2,9,null,[[0,1,2,9,1,2]]]]]"),
            "{json}"
        );
        assert_eq!(serde_json::from_str::<Segment>(&json).unwrap(), segment);
        assert_eq!(segment.days().0, jiff::civil::date(2026, 8, 31));
        assert_eq!(segment.day_of(&segment.visits[0]), jiff::civil::date(2026, 8, 31));
    }
}
