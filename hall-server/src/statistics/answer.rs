//! Questions answered: what is stored and the present day, counted, with the names of the catalogue in force.

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::Arc;

use hall_api::requests::{By, GroupFigures, Label, OwnFigures, StatisticsQuery, StatisticsReply};
use hall_api::texts::{Language, Texts};
use hall_core::catalogue::Catalogue;
use hall_core::ids::{ItemCode, LineId, StaffId, WindowId};
use hall_core::rejection::Rejection;
use hall_core::time::{HallDay, Timestamp};
use jiff::ToSpan;
use jiff::tz::TimeZone;

use super::Known;
use super::period::Days;
use super::tally::{Count, Counter, Levels, Tally};
use crate::app::AppState;
use crate::problem::AppError;
use crate::store::{evaluations, staff};

/// Most groups of an answer.
const GROUPS_MAX: usize = 1000;
/// Segments that are not worth a thread of their own.
const SHARE_MIN: usize = 32;
/// A visit is rated within so many days: a little longer than it may be.
const RATED_WITHIN_DAYS: i32 = 7;

/// Answers a question.
///
/// # Errors
/// The period cannot be, there is no catalogue yet, or the figures cannot be read.
pub async fn answer(app: &AppState, query: &StatisticsQuery) -> Result<StatisticsReply, AppError> {
    let (_, catalogue) = app.engine.catalogue().ok_or(Rejection::NoCatalogue)?;
    let days = Days::asked(query, today(app, &catalogue).await?.0).ok_or(AppError::BadPeriod)?;
    let people = match query.by {
        By::Clerk => staff::names(&app.engine.readers()).await.map_err(AppError::internal)?,
        _ => HashMap::new(),
    };
    let (tally, up_to, complete) = count(app, catalogue.clone(), days, query.by).await?;
    let names = Names { by: query.by, catalogue: &catalogue, texts: &app.texts, people: &people };
    let mut groups: Vec<_> = tally.groups.into_iter().map(|(key, count)| names.group(key, count)).collect();
    groups.sort_by_cached_key(|group| names.order(group));
    let left_off = groups.len().saturating_sub(GROUPS_MAX);
    groups.truncate(GROUPS_MAX);
    Ok(StatisticsReply {
        from: HallDay(days.from),
        to: HallDay(days.to),
        by: query.by,
        up_to,
        complete,
        total: tally.total.figures(),
        groups,
        left_off,
    })
}

/// A clerk's own day.
///
/// # Errors
/// There is no catalogue yet, or the figures cannot be read.
pub async fn own(app: &AppState, clerk: &StaffId) -> Result<OwnFigures, AppError> {
    let (_, catalogue) = app.engine.catalogue().ok_or(Rejection::NoCatalogue)?;
    let day = today(app, &catalogue).await?;
    let days = Days { from: day.0, to: day.0 };
    let (mut tally, ..) = count(app, catalogue, days, By::Clerk).await?;
    let own = tally.groups.remove(clerk.as_str()).unwrap_or_default().figures();
    Ok(OwnFigures {
        day,
        visitors: own.served,
        outcomes: own.outcomes,
        service: own.service,
        no_shows: own.no_shows,
        open_ms: own.open_ms,
        paused_ms: own.paused_ms,
    })
}

/// The day the hall is in: with a clock that jumped or was set back it is not what the clock says.
async fn today(app: &AppState, catalogue: &Catalogue) -> Result<HallDay, AppError> {
    let by_clock =
        || HallDay::of(app.clock.now(), &TimeZone::get(&catalogue.time_zone).unwrap_or(TimeZone::UTC));
    let known = app.statistics.day(&app.engine).await.map_err(AppError::internal)?;
    Ok(known.unwrap_or_else(by_clock))
}

/// Counts off the threads that serve requests. Also tells up to when, and whether that is everything.
async fn count(
    app: &AppState,
    catalogue: Arc<Catalogue>,
    days: Days,
    by: By,
) -> Result<(Tally, Timestamp, bool), AppError> {
    let Known { stored, segments, up_to, complete } =
        app.statistics.read(&app.engine, days, app.clock.now()).await.map_err(AppError::internal)?;
    let given_until = days.to.saturating_add(RATED_WITHIN_DAYS.days());
    let readers = app.engine.readers();
    let levels = evaluations::levels_between(&readers, HallDay(days.from), HallDay(given_until));
    let levels = levels.await.map_err(AppError::internal)?;
    let counted = tokio::task::spawn_blocking(move || {
        let levels: Levels = serde_json::from_str(&levels)?;
        let new = || Counter::new(days, by, &catalogue, &levels);
        let mut present = new();
        for segment in &segments {
            present.add(segment);
        }
        let mut tally = present.finish();
        for part in count_stored(&stored, new) {
            tally.add(part?);
        }
        Ok::<_, serde_json::Error>(tally)
    });
    let tally = counted.await.map_err(AppError::internal)?.map_err(AppError::internal)?;
    Ok((tally, up_to, complete))
}

/// Counts stored segments, each as JSON, in as many parts as there are processors: a year is read by all of them.
fn count_stored<'a>(
    stored: &[String],
    new: impl Fn() -> Counter<'a> + Sync,
) -> Vec<Result<Tally, serde_json::Error>> {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    let share = stored.len().div_ceil(processors).max(SHARE_MIN);
    let count = |part: &[String]| {
        let mut counter = new();
        for facts in part {
            counter.add(&serde_json::from_str(facts)?);
        }
        Ok(counter.finish())
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = stored.chunks(share).map(|part| scope.spawn(|| count(part))).collect();
        let counted = parts.into_iter().map(|part| part.join().expect("invariant: counting does not panic"));
        counted.collect()
    })
}

/// What groups are called.
struct Names<'a> {
    by: By,
    catalogue: &'a Catalogue,
    texts: &'a Texts,
    people: &'a HashMap<String, String>,
}

impl Names<'_> {
    fn group(&self, key: String, count: Count) -> GroupFigures {
        GroupFigures { name: self.name(&key), figures: count.figures(), key }
    }

    fn name(&self, key: &str) -> Label {
        let text = |text: &str| Label { zh: text.to_owned(), en: text.to_owned() };
        let catalogue = self.catalogue;
        let known = match self.by {
            By::Line => catalogue.lines.get(&LineId::new(key)).map(|line| (&line.name).into()),
            By::Item => catalogue.items.get(&ItemCode::new(key)).map(|item| (&item.name).into()),
            By::Department => {
                let mut all = catalogue.departments.iter();
                all.find(|known| known.id.as_str() == key).map(|known| (&known.name).into())
            }
            By::Window => {
                let window = key.parse().ok().and_then(|id| catalogue.windows.get(&WindowId(id)));
                window.map(|window| Label {
                    zh: format!("{key} · {}", window.name.zh),
                    en: format!("{key} · {}", window.name.en),
                })
            }
            By::Clerk => self.people.get(key).map(|name| text(name)),
            By::Hour => Some(text(&format!("{key}:00"))),
            By::Weekday => Some(self.both(&format!("common.weekday_{key}"))),
            By::Day => None,
        };
        match known {
            Some(name) => name,
            None if key.is_empty() => self.both("statistics.nobody"),
            None => text(key),
        }
    }

    fn both(&self, key: &str) -> Label {
        let of = |language| self.texts.get(language, key).to_owned();
        Label { zh: of(Language::Zh), en: of(Language::En) }
    }

    /// Numbers and times in their order, names as the catalogue has them or by the most visits.
    fn order(&self, group: &GroupFigures) -> (u32, String) {
        let key = group.key.clone();
        match self.by {
            By::Line => {
                let line = self.catalogue.lines.get(&LineId::new(&key));
                (line.map_or(u32::MAX, |line| line.prefix.into()), key)
            }
            By::Window => (key.parse().unwrap_or(u32::MAX), key),
            By::Item | By::Department => (u32::MAX - group.figures.arrivals, key),
            By::Clerk => (0, group.name.zh.clone()),
            By::Hour => ((key.parse::<u32>().unwrap_or(0) + 21) % 24, key),
            By::Weekday | By::Day => (0, key),
        }
    }
}
