//! Figures about visits: what can be asked, and what is answered. Durations are milliseconds, days those of the hall.

use hall_core::time::{HallDay, Timestamp};
use serde::de::IntoDeserializer;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Label;

/// By what visits are grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Waiting line.
    #[default]
    Line,
    /// Window.
    Window,
    /// Item.
    Item,
    /// Department that leads the item.
    Department,
    /// Clerk.
    Clerk,
    /// Hour of the day at the site.
    Hour,
    /// Day of the week.
    Weekday,
    /// Day of the hall.
    Day,
}

impl By {
    /// All of them, in the order offered.
    pub const ALL: [Self; 8] = [
        Self::Line,
        Self::Window,
        Self::Item,
        Self::Department,
        Self::Clerk,
        Self::Hour,
        Self::Weekday,
        Self::Day,
    ];

    /// Its name in queries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Window => "window",
            Self::Item => "item",
            Self::Department => "department",
            Self::Clerk => "clerk",
            Self::Hour => "hour",
            Self::Weekday => "weekday",
            Self::Day => "day",
        }
    }
}

/// Which days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// The present day.
    Today,
    /// The day before.
    Yesterday,
    /// From Monday on.
    Week,
    /// From the first of the month on.
    Month,
    /// From 1 February or 1 August on.
    Term,
    /// From 1 January on.
    Year,
}

impl Period {
    /// All of them, in the order offered.
    pub const ALL: [Self; 6] =
        [Self::Today, Self::Yesterday, Self::Week, Self::Month, Self::Term, Self::Year];

    /// Its name in queries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Yesterday => "yesterday",
            Self::Week => "week",
            Self::Month => "month",
            Self::Term => "term",
            Self::Year => "year",
        }
    }
}

/// `GET /statistics`: a period by name, or from a day to a day; today if neither is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StatisticsQuery {
    /// A period that ends with the present day, or with yesterday.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub period: Option<Period>,
    /// First day, such as `2026-09-01`.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last day; at most 366 days with it.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Grouped by this; by line if not given.
    #[serde(default)]
    #[param(inline)]
    pub by: By,
}

/// A field left empty in a form is not given.
fn given<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    let text = Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty());
    text.map(|text| T::deserialize(text.into_deserializer())).transpose()
}

/// Reply to `GET /statistics`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StatisticsReply {
    /// First day.
    #[schema(value_type = String)]
    pub from: HallDay,
    /// Last day.
    #[schema(value_type = String)]
    pub to: HallDay,
    /// Grouped by this.
    pub by: By,
    /// When the last event happened that is counted, UTC milliseconds.
    #[schema(value_type = i64)]
    pub up_to: Timestamp,
    /// Every event is counted; false for the first minutes after figures have to be made anew.
    pub complete: bool,
    /// Of all visits of the period.
    pub total: Figures,
    /// Of each group, in the order shown: by name, number or time.
    pub groups: Vec<GroupFigures>,
    /// Groups left off because there are too many.
    pub left_off: usize,
}

/// Figures of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GroupFigures {
    /// Code of the line, number of the window, `09` for nine o'clock, `1` for Monday, and so on.
    pub key: String,
    /// Its name; the key where it has none.
    pub name: Label,
    /// Its figures.
    pub figures: Figures,
}

/// What is counted; each figure is defined in `docs/statistics.md`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Figures {
    /// Numbers taken.
    pub arrivals: u32,
    /// Visits somebody served.
    pub served: u32,
    /// Numbers given up.
    pub cancelled: u32,
    /// Numbers that expired before anybody served them.
    pub unserved: u32,
    /// Calls nobody came to.
    pub no_shows: u32,
    /// In line until first served; none if nobody was.
    pub wait: Option<Spread>,
    /// At one window; none if nobody was served.
    pub service: Option<Spread>,
    /// Items decided.
    pub outcomes: Outcomes,
    /// Matters decided for good.
    pub matters: Matters,
    /// Ratings of the visits.
    pub ratings: Ratings,
    /// Windows were open, milliseconds; by window, clerk and time only.
    pub open_ms: i64,
    /// Of that paused, milliseconds.
    pub paused_ms: i64,
}

/// How durations are spread, milliseconds. Percentiles by nearest rank: the smallest that so many do not exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Spread {
    /// How many.
    pub count: u32,
    /// All together.
    pub sum_ms: i64,
    /// Median.
    pub p50_ms: i64,
    /// 90th percentile.
    pub p90_ms: i64,
    /// Longest.
    pub max_ms: i64,
}

/// Items by what came of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Outcomes {
    /// 即办.
    pub done: u32,
    /// 受理.
    pub accepted: u32,
    /// 补正.
    pub needs_materials: u32,
    /// 不予受理.
    pub refused: u32,
    /// 咨询.
    pub consulted: u32,
}

/// Matters decided for good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Matters {
    /// How many.
    pub decided: u32,
    /// Visits they took together.
    pub visits: u32,
    /// Of them decided in one visit.
    pub in_one_visit: u32,
}

/// Ratings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ratings {
    /// How many of each level, from 1 to 5.
    pub levels: [u32; 5],
}

impl Ratings {
    /// How many.
    pub fn count(&self) -> u32 {
        self.levels.iter().sum()
    }

    /// Levels added up.
    pub fn sum(&self) -> u32 {
        (1..).zip(self.levels).map(|(level, count)| level * count).sum()
    }
}

/// Reply to `GET /statistics/mine`: a clerk's own day. Neither ratings nor colleagues are in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnFigures {
    /// The day.
    #[schema(value_type = String)]
    pub day: HallDay,
    /// Visitors served.
    pub visitors: u32,
    /// Items decided.
    pub outcomes: Outcomes,
    /// At the window; none if nobody was served.
    pub service: Option<Spread>,
    /// Calls nobody came to.
    pub no_shows: u32,
    /// At an open window, milliseconds.
    pub open_ms: i64,
    /// Of that paused, milliseconds.
    pub paused_ms: i64,
}
