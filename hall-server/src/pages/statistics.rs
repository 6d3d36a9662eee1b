//! `GET /statistics`: figures of a period by a group. The server renders every number; a script draws the charts from them.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hall_api::requests::{By, Figures, Period, Role, StatisticsQuery, StatisticsReply};
use serde::Serialize;

use super::desk::script_json;
use super::frame::{Asked, Frame};
use super::html;
use crate::api::Query;
use crate::app::AppState;
use crate::auth::Staff;
use crate::problem::AppError;
use crate::statistics::answer;
use crate::statistics::sheet::{Column, OUTCOMES, VISITS};

/// Most groups drawn, where their order is not that of time.
const DRAWN_MAX: usize = 24;
/// Columns that stand large above everything else, of all visits.
const LARGE: [&str; 8] =
    ["arrivals", "served", "no_shows", "wait_p50", "wait_p90", "service_p50", "one_visit", "rating_mean"];

#[derive(Template)]
#[template(path = "statistics.html")]
pub(super) struct Page<'a> {
    pub frame: &'a Frame<'a>,
    pub name: &'a str,
    /// There is a supervisor's page for this staff member too.
    pub is_supervisor: bool,
    /// What was asked cannot be answered; the present day is shown.
    pub refused: bool,
    /// Not everything is counted yet.
    pub is_behind: bool,
    /// Such as `2026-09-01 to 2026-09-30`.
    pub period: String,
    pub up_to: String,
    pub from: String,
    pub to: String,
    pub periods: Vec<Choice>,
    pub groups: Vec<Choice>,
    pub large: Vec<Large>,
    pub tables: Vec<Table>,
    /// The query of the downloads, without `?`.
    pub query: String,
    /// Groups that are not shown; empty if all are.
    pub left_off: String,
    pub charts: [Chart; 2],
    /// JSON for the script; safe inside a `script` element.
    pub data: String,
}

/// One option of a list.
pub(super) struct Choice {
    pub value: &'static str,
    pub text: String,
    pub chosen: bool,
}

/// One figure of all visits.
pub(super) struct Large {
    pub name: &'static str,
    pub heading: String,
    pub about: String,
    pub value: String,
}

/// One table: headings with what they mean, all visits, each group.
pub(super) struct Table {
    pub name: &'static str,
    pub title: String,
    pub by: String,
    pub headings: Vec<(String, String)>,
    pub total: Vec<String>,
    pub rows: Vec<(String, Vec<String>)>,
}

/// One chart.
pub(super) struct Chart {
    pub name: &'static str,
    pub title: String,
}

/// What the script is given: `StatisticsPage` in `static/views.d.ts`.
#[derive(Serialize)]
struct Data<'a> {
    labels: Vec<&'a str>,
    charts: [Drawn; 2],
}

#[derive(Serialize)]
struct Drawn {
    name: &'static str,
    series: Vec<Series>,
}

#[derive(Serialize)]
struct Series {
    label: String,
    values: Vec<Option<f64>>,
}

pub(super) async fn page(
    State(app): State<AppState>,
    staff: Staff,
    asked: Asked,
    Query(query): Query<StatisticsQuery>,
) -> Result<Response, AppError> {
    let mut frame = Frame::staff(&app, asked);
    // The form sends its days even where a period is chosen by name.
    let by_name = |query: StatisticsQuery| match query.period {
        Some(_) => StatisticsQuery { from: None, to: None, ..query },
        None => query,
    };
    let query = by_name(query);
    let (query, refused, reply) = match answer(&app, &query).await {
        Err(AppError::BadPeriod) => {
            let today = StatisticsQuery { period: Some(Period::Today), by: query.by, ..Default::default() };
            let reply = answer(&app, &today).await?;
            (today, true, reply)
        }
        reply => (query, false, reply?),
    };
    frame.rest = format!("&{}", address(&query));
    html(&frame, &render(&frame, &query, &reply, &staff.name, staff.has(Role::Supervisor), refused))
}

/// The query as part of an address.
fn address(query: &StatisticsQuery) -> String {
    let period = query.period.map(|period| format!("period={}&", period.as_str())).unwrap_or_default();
    let day = |name: &str, day: &Option<String>| {
        day.as_ref().map(|day| format!("{name}={day}&")).unwrap_or_default()
    };
    let (from, to) = (day("from", &query.from), day("to", &query.to));
    format!("{period}{from}{to}by={}", query.by.as_str())
}

/// The page of an answer.
pub(super) fn render<'a>(
    frame: &'a Frame<'a>,
    query: &StatisticsQuery,
    reply: &StatisticsReply,
    name: &'a str,
    is_supervisor: bool,
    refused: bool,
) -> Page<'a> {
    let (from, to) = (reply.from.to_string(), reply.to.to_string());
    let own = query.from.is_some();
    let period = |period: &Period| Choice {
        value: period.as_str(),
        text: frame.t(&format!("statistics.named.{}", period.as_str())).to_owned(),
        chosen: query.period == Some(*period) || (*period == Period::Today && query.period.is_none() && !own),
    };
    let by = |by: &By| Choice {
        value: by.as_str(),
        text: frame.t(&format!("statistics.by.{}", by.as_str())).to_owned(),
        chosen: *by == reply.by,
    };
    let mut periods: Vec<Choice> = Period::ALL.iter().map(period).collect();
    periods.push(Choice { value: "", text: frame.t("statistics.named.own").to_owned(), chosen: own });
    let large = LARGE.iter().filter_map(|name| VISITS.iter().find(|column| column.name == *name));
    let left_off = match reply.left_off {
        0 => String::new(),
        count => frame.f("statistics.left_off", "n", &count.to_string()),
    };
    Page {
        frame,
        name,
        is_supervisor,
        refused,
        is_behind: !reply.complete,
        period: frame.period(&from, &to),
        up_to: frame.clock(reply.up_to),
        periods,
        groups: By::ALL.iter().map(by).collect(),
        large: large.map(|column| large_of(frame, column, &reply.total)).collect(),
        tables: vec![table(frame, reply, "visits", VISITS), table(frame, reply, "outcomes", OUTCOMES)],
        query: address(query),
        left_off,
        charts: ["visitors", "minutes"]
            .map(|name| Chart { name, title: frame.t(&format!("statistics.chart.{name}")).to_owned() }),
        data: script_json(&data(frame, reply)),
        from,
        to,
    }
}

fn heading(frame: &Frame<'_>, column: &Column) -> String {
    frame.t(&format!("statistics.column.{}", column.name)).to_owned()
}

fn about(frame: &Frame<'_>, column: &Column) -> String {
    frame.t(&format!("statistics.about.{}", column.name)).to_owned()
}

fn large_of(frame: &Frame<'_>, column: &Column, total: &Figures) -> Large {
    Large {
        name: column.name,
        heading: heading(frame, column),
        about: about(frame, column),
        value: column.text(total),
    }
}

fn table(frame: &Frame<'_>, reply: &StatisticsReply, name: &'static str, columns: &[Column]) -> Table {
    let cells =
        |figures: &Figures| columns.iter().map(|column| column.text(figures)).collect::<Vec<String>>();
    Table {
        name,
        title: frame.t(&format!("statistics.table.{name}")).to_owned(),
        by: frame.t(&format!("statistics.by.{}", reply.by.as_str())).to_owned(),
        headings: columns.iter().map(|column| (heading(frame, column), about(frame, column))).collect(),
        total: cells(&reply.total),
        rows: reply
            .groups
            .iter()
            .map(|group| (frame.label(&group.name).to_owned(), cells(&group.figures)))
            .collect(),
    }
}

fn data<'a>(frame: &'a Frame<'_>, reply: &'a StatisticsReply) -> Data<'a> {
    let most = match reply.by {
        By::Hour | By::Weekday | By::Day => reply.groups.len(),
        By::Line | By::Window | By::Item | By::Department | By::Clerk => DRAWN_MAX,
    };
    let groups = || reply.groups.iter().take(most);
    let series = |names: [&str; 2]| {
        let columns = names.iter().filter_map(|name| VISITS.iter().find(|column| column.name == *name));
        let rounded = |number: f64| (number * 10.0).round() / 10.0;
        columns
            .map(|column| Series {
                label: heading(frame, column),
                values: groups().map(|group| column.number(&group.figures).map(rounded)).collect(),
            })
            .collect()
    };
    Data {
        labels: groups().map(|group| frame.label(&group.name)).collect(),
        charts: [
            Drawn { name: "visitors", series: series(["arrivals", "served"]) },
            Drawn { name: "minutes", series: series(["wait_p50", "wait_p90"]) },
        ],
    }
}
