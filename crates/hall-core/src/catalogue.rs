//! What the hall offers and by which rules: the configuration in force. Adopting one is an event.
//!
//! This is plain data; `Catalogue::check` finds what contradicts itself. Reading files, and saying in
//! which file and line a mistake stands, is the server's part.

mod alarms;
mod check;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::hours::Hours;
use crate::ids::{BundleCode, ClassId, DepartmentId, HoursId, ItemCode, LineId, ThemeCode, WindowId};
use crate::time::{HOUR_MS, MINUTE_MS, SECOND_MS};

pub use alarms::{Alarms, LineAlarms};
pub use check::Contradiction;

/// A text in both languages of the hall.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Where the facts of an item come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Documented by a university.
    Real,
    /// Typical of such a hall.
    Example,
    /// Made up, so that the demo has the size of a real hall.
    Synthetic,
}

/// What kind of thing an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemNature {
    /// An approval (审批).
    Approval,
    /// A service (服务).
    Service,
}

/// How an item is handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandlingMode {
    /// All online.
    Online,
    /// Applied for online, the result is posted.
    OnlinePosted,
    /// Applied for online, then one visit.
    OnlineOnSite,
    /// On site.
    OnSite,
}

/// One paper to bring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// What it is.
    pub name: Text,
    /// How many; 1 unless told.
    #[serde(default = "one")]
    pub copies: u8,
    /// The original is wanted, not a copy.
    #[serde(default)]
    pub original: bool,
}

fn one() -> u8 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A filled-in form or another paper to look at before coming, as a picture (样张).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// What it shows.
    pub name: Text,
    /// Its file in the catalogue's folder `samples`.
    pub file: String,
    /// SHA-256 of the file, so that a picture never stands for another one.
    pub sha256: String,
}

/// A department (部门).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Its name in the files.
    pub id: DepartmentId,
    /// Its name for people.
    pub name: Text,
}

/// One thing a visitor can get done (事项).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its code, unique.
    pub code: ItemCode,
    /// Its name.
    pub name: Text,
    /// Who owns it; joint owners one after another, at least one.
    pub departments: Vec<DepartmentId>,
    /// The line it waits in; none if it is handled wholly online.
    pub line: Option<LineId>,
    /// Items of the same ticket that have to be handled before this one.
    pub after: Vec<ItemCode>,
    /// Approval or service.
    pub nature: ItemNature,
    /// Online, posted or on site.
    pub mode: HandlingMode,
    /// What to bring.
    pub materials: Vec<Material>,
    /// Law or rule it rests on.
    pub legal_basis: Option<Text>,
    /// How it goes.
    pub procedure: Option<Text>,
    /// Address where it is done, or can also be done, online.
    pub online_url: Option<String>,
    /// Working days promised; 0 = at once.
    pub promised_days: u16,
    /// Usual time at the window, milliseconds: the estimate before there is experience.
    pub service_ms: i64,
    /// Shown first on the kiosk.
    pub popular: bool,
    /// What people call it, in either language: found by these as by its name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// How many come for it in a year: the search shows what is often asked for first. 0 = not known.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub visits_a_year: u32,
    /// Papers to look at before coming.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<Sample>,
    /// Where its facts come from.
    pub source: Source,
}

/// Several items as one choice (服务包).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// Its code, unique among bundles.
    pub code: BundleCode,
    /// Its name.
    pub name: Text,
    /// What is in it.
    pub items: Vec<ItemCode>,
}

/// A sign by which a theme is found at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeSign {
    /// Coming to the university.
    Arriving,
    /// Graduating.
    Graduating,
    /// Going abroad, or coming from there.
    Abroad,
    /// Papers and records.
    Papers,
    /// Money.
    Money,
    /// Living here.
    Living,
    /// A person's own affairs.
    Person,
}

/// What a visitor is about, across departments: bundles and single items (主题).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// Its code, unique among themes.
    pub code: ThemeCode,
    /// Its name.
    pub name: Text,
    /// Its sign; none if none fits.
    #[serde(default)]
    pub sign: Option<ThemeSign>,
    /// Bundles, shown first.
    pub bundles: Vec<BundleCode>,
    /// Single items, in the order shown.
    pub items: Vec<ItemCode>,
}

/// A waiting line (队列).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its name in the files.
    pub id: LineId,
    /// Its name for people.
    pub name: Text,
    /// The letter of its tickets.
    pub prefix: char,
    /// When it sells tickets.
    pub hours: HoursId,
    /// Tickets a day; none = no limit.
    pub capacity: Option<u32>,
    /// Where its visitors wait.
    pub area: Text,
    /// Where its alarms differ from the site's.
    #[serde(default, skip_serializing_if = "LineAlarms::is_empty")]
    pub alarms: LineAlarms,
}

/// A window (窗口).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The number over it.
    pub id: WindowId,
    /// Its name for people.
    pub name: Text,
    /// Lines it serves first (tier 1).
    pub own: Vec<LineId>,
    /// Lines it helps (tier 2).
    pub helps: Vec<LineId>,
}

impl Window {
    /// Does it accept the line, in whichever tier?
    pub fn accepts(&self, line: &LineId) -> bool {
        self.own.contains(line) || self.helps.contains(line)
    }
}

/// A class of visitor that waits less (优先).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Its name in the files.
    pub id: ClassId,
    /// Its name for people.
    pub name: Text,
    /// Minutes its arrival is moved forward.
    pub credit_minutes: i64,
}

/// Every number of the rules in one place. Defaults are those of the domain document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// A ticket of a helped line that waited this long counts as an own one.
    pub help_after_ms: i64,
    /// Recalls after the call.
    pub recalls_max: u8,
    /// Least time between two calls of one number.
    pub recall_gap_ms: i64,
    /// A visitor who missed the call may come back this long.
    pub no_show_grace_ms: i64,
    /// Who comes back after a missed call goes behind this many.
    pub no_show_behind: usize,
    /// Credit for a return code, minutes.
    pub return_code_credit_minutes: i64,
    /// An appointment's virtual arrival is this long before its slot, minutes.
    pub appointment_early_minutes: i64,
    /// Most credit for an appointment, minutes.
    pub appointment_credit_max_minutes: i64,
    /// A ghost younger than this is printed again, an older one is cancelled.
    pub ghost_reprint_ms: i64,
    /// Idempotency keys are kept this long.
    pub key_keep_ms: i64,
    /// Most items on a ticket.
    pub items_max: usize,
    /// Anonymous tickets one kiosk may take within a minute.
    pub kiosk_tickets_per_minute: usize,
    /// Before closing, the kiosk warns when less than this is left after the estimated wait.
    pub closing_warning_ms: i64,
}

impl Rules {
    /// The rules of the domain document, in force where a catalogue says nothing.
    pub const DOMAIN: Self = Self {
        help_after_ms: 20 * MINUTE_MS,
        recalls_max: 2,
        recall_gap_ms: 30 * SECOND_MS,
        no_show_grace_ms: 30 * MINUTE_MS,
        no_show_behind: 3,
        return_code_credit_minutes: 30,
        appointment_early_minutes: 15,
        appointment_credit_max_minutes: 25,
        ghost_reprint_ms: 2 * MINUTE_MS,
        key_keep_ms: 48 * HOUR_MS,
        items_max: 12,
        kiosk_tickets_per_minute: 30,
        closing_warning_ms: 15 * MINUTE_MS,
    };
}

impl Default for Rules {
    fn default() -> Self {
        Self::DOMAIN
    }
}

/// The configuration in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// A label a person gave it, such as `2026-autumn-1`.
    pub version: String,
    /// IANA name of the site's time zone.
    pub time_zone: String,
    /// Name of the site.
    pub site_name: Text,
    /// The line that helps with everything, offered for items done online.
    pub help_item: Option<ItemCode>,
    /// The numbers of the rules.
    pub rules: Rules,
    /// When the supervisor is told.
    #[serde(default, skip_serializing_if = "Alarms::is_usual")]
    pub alarms: Alarms,
    /// Owners of items.
    pub departments: Vec<Department>,
    /// What can be done.
    pub items: BTreeMap<ItemCode, Item>,
    /// Items sold together.
    pub bundles: Vec<Bundle>,
    /// Items and bundles by what a visitor is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<Theme>,
    /// Waiting lines.
    pub lines: BTreeMap<LineId, Line>,
    /// Windows.
    pub windows: BTreeMap<WindowId, Window>,
    /// Classes of visitors.
    pub classes: BTreeMap<ClassId, Class>,
    /// Timetables.
    pub hours: BTreeMap<HoursId, Hours>,
}

impl Catalogue {
    /// The largest credit a ticket can have, milliseconds: the bound of the fairness guarantee.
    pub fn largest_credit_ms(&self) -> i64 {
        let rules = &self.rules;
        self.classes
            .values()
            .map(|class| class.credit_minutes)
            .chain([rules.return_code_credit_minutes, rules.appointment_credit_max_minutes])
            .max()
            .unwrap_or(0)
            * MINUTE_MS
    }
}
