//! How loud the voice is at which time of the site's day.

/// How loud from one time of day to another, milliseconds since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// From then.
    pub from_ms: i64,
    /// Until before then.
    pub to_ms: i64,
    /// 0 is silent, 100 is the sound as it is.
    pub percent: u8,
}

/// How loud at which time; full outside of every span.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loudness {
    spans: Vec<Span>,
}

impl Loudness {
    /// From spans that do not overlap.
    pub fn new(spans: Vec<Span>) -> Self {
        Self { spans }
    }

    /// How loud at a time of day, percent.
    pub fn at(&self, day_ms: i64) -> u8 {
        let covers = |span: &&Span| (span.from_ms..span.to_ms).contains(&day_ms);
        self.spans.iter().find(covers).map_or(100, |span| span.percent)
    }
}
