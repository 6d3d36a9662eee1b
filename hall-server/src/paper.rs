//! Paper: the receipt of a ticket, and the reports of what became of it.
//!
//! The engine keeps what a ticket's visitor is told ([`Told`]) in the transaction that takes the ticket; its receipt is
//! drawn from that by whoever answers, each time alike. What is printed later, such as the paper of a ghost, the engine
//! draws itself, for the spool. [`report`] and [`hello`] are what devices tell of it.

use std::path::{Path, PathBuf};

use hall_api::requests::{JournalEntry, KioskHello, KioskWelcome, Label, PrintReport, WaitRange};
use hall_api::texts::{Language, Texts};
use hall_core::catalogue::Text;
use hall_core::command::{Action, Caller, Command};
use hall_core::hall::Hall;
use hall_core::ids::{DeviceId, TicketNumber};
use hall_core::time::Timestamp;
use printing::receipt::{Fields, Receipt, RenderError, Template, Values};
use serde::Deserialize;

use crate::engine::{EngineError, EngineHandle};
use crate::store::print_jobs::JobOwner;
use crate::store::{StoreError, print_jobs};

mod told;

pub use told::{Issued, Papers, Told};

/// What a ticket's template may ask for.
const TICKET_FIELDS: Fields<'static> = Fields {
    texts: &["school", "hall", "number", "ahead", "wait", "area", "windows", "issued_at", "url", "note"],
    flags: &["reprint"],
    lists: &[("items", &["name"])],
};
/// Jobs handed out at once.
const JOBS_MAX: i64 = 20;

/// What the template of a test page may ask for.
const TEST_FIELDS: Fields<'static> =
    Fields { texts: &["school", "hall", "device", "at"], flags: &[], lists: &[] };

const EMBEDDED_ZH: &str = include_str!("../../assets/receipts/ticket.zh.toml");
const EMBEDDED_EN: &str = include_str!("../../assets/receipts/ticket.en.toml");
const EMBEDDED_TEST_ZH: &str = include_str!("../../assets/receipts/test.zh.toml");
const EMBEDDED_TEST_EN: &str = include_str!("../../assets/receipts/test.en.toml");
const EMBEDDED_THEME: &str = include_str!("../../assets/theme.toml");

/// Why the templates cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptsError {
    /// A file could not be read.
    #[error("cannot read {path}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A template has a mistake.
    #[error(transparent)]
    Template(#[from] printing::FileError),
    /// The theme has no names of the school.
    #[error("{path} does not name the school")]
    School {
        /// The theme's file.
        path: String,
        /// Why.
        #[source]
        source: toml::de::Error,
    },
    /// A template cannot be filled with what every ticket has.
    #[error("{file}: a ticket cannot be printed with this template")]
    Unfit {
        /// Which.
        file: String,
        /// Why.
        #[source]
        source: RenderError,
    },
}

/// The templates of receipts, with the words they need.
#[derive(Clone, Debug)]
pub struct Receipts {
    zh: Template,
    en: Template,
    test_zh: Template,
    test_en: Template,
    school: Label,
    texts: Texts,
}

/// Templates with the names of their files.
struct Files<'a> {
    zh: (&'a str, &'a str),
    en: (&'a str, &'a str),
    test_zh: (&'a str, &'a str),
    test_en: (&'a str, &'a str),
    theme: (&'a str, &'a str),
}

/// The part of the theme a receipt needs.
#[derive(Deserialize)]
struct Theme {
    school: School,
}

#[derive(Deserialize)]
struct School {
    name: Text,
}

impl Receipts {
    /// The templates compiled in.
    pub fn embedded() -> Self {
        let files = Files {
            zh: ("ticket.zh.toml", EMBEDDED_ZH),
            en: ("ticket.en.toml", EMBEDDED_EN),
            test_zh: ("test.zh.toml", EMBEDDED_TEST_ZH),
            test_en: ("test.en.toml", EMBEDDED_TEST_EN),
            theme: ("theme.toml", EMBEDDED_THEME),
        };
        Self::parse(&files, Texts::embedded())
            .expect("invariant: the embedded templates are checked by a test")
    }

    /// Reads the templates in `receipts/` and `theme.toml` of an assets folder.
    ///
    /// # Errors
    /// A file that cannot be read, or the first mistake with its file and line.
    pub fn load(assets: &Path, texts: Texts) -> Result<Self, ReceiptsError> {
        let read = |name: &str| {
            let path = assets.join(name);
            match std::fs::read_to_string(&path) {
                Ok(text) => Ok((path.display().to_string(), text)),
                Err(source) => Err(ReceiptsError::Read { path, source }),
            }
        };
        let (zh, en) = (read("receipts/ticket.zh.toml")?, read("receipts/ticket.en.toml")?);
        let (test_zh, test_en) = (read("receipts/test.zh.toml")?, read("receipts/test.en.toml")?);
        let theme = read("theme.toml")?;
        let files = Files {
            zh: (&zh.0, &zh.1),
            en: (&en.0, &en.1),
            test_zh: (&test_zh.0, &test_zh.1),
            test_en: (&test_en.0, &test_en.1),
            theme: (&theme.0, &theme.1),
        };
        Self::parse(&files, texts)
    }

    fn parse(files: &Files<'_>, texts: Texts) -> Result<Self, ReceiptsError> {
        let (path, theme) = files.theme;
        let named: Theme = toml::from_str(theme)
            .map_err(|source| ReceiptsError::School { path: path.to_owned(), source })?;
        let read = |(file, text): (&str, &str), fields| Template::parse(file, text, fields);
        let receipts = Self {
            zh: read(files.zh, &TICKET_FIELDS)?,
            en: read(files.en, &TICKET_FIELDS)?,
            test_zh: read(files.test_zh, &TEST_FIELDS)?,
            test_en: read(files.test_en, &TEST_FIELDS)?,
            school: Label::from(&named.school.name),
            texts,
        };
        try_out(files.zh.0, &receipts.zh, &TICKET_FIELDS)?;
        try_out(files.en.0, &receipts.en, &TICKET_FIELDS)?;
        try_out(files.test_zh.0, &receipts.test_zh, &TEST_FIELDS)?;
        try_out(files.test_en.0, &receipts.test_en, &TEST_FIELDS)?;
        Ok(receipts)
    }

    /// A test page for a device's printer.
    ///
    /// # Errors
    /// The name of school or hall is longer than a receipt takes.
    pub fn test_page(
        &self,
        hall: &Hall,
        device: &DeviceId,
        english: bool,
        now: Timestamp,
    ) -> Result<Receipt, RenderError> {
        let Some(catalogue) = hall.catalogue() else { return Ok(Receipt::default()) };
        let (template, school, site) = if english {
            (&self.test_en, &self.school.en, &catalogue.site_name.en)
        } else {
            (&self.test_zh, &self.school.zh, &catalogue.site_name.zh)
        };
        let values = Values::new()
            .text("school", school)
            .text("hall", site)
            .text("device", device.as_str())
            .text("at", now.civil(hall.zone()).strftime("%Y-%m-%d %H:%M:%S").to_string());
        template.render(&values)
    }

    /// The receipt of a ticket as JSON; `url` is the address of its phone page, `reprint` marks it as printed again (补打).
    ///
    /// # Errors
    /// A text is longer than a receipt takes, such as the name of an item.
    pub fn ticket(
        &self,
        number: TicketNumber,
        told: &Told,
        url: &str,
        reprint: bool,
    ) -> Result<String, RenderError> {
        let (template, language, school, area) = if told.english {
            (&self.en, Language::En, &self.school.en, &told.area.en)
        } else {
            (&self.zh, Language::Zh, &self.school.zh, &told.area.zh)
        };
        let names: Vec<_> = told.items.iter().map(|name| [("name", name.as_str())]).collect();
        let windows: Vec<String> = told.windows.iter().map(ToString::to_string).collect();
        let mut values = Values::new()
            .text("school", school)
            .text("hall", &told.hall)
            .text("number", number.to_string())
            .text("ahead", told.ahead.to_string())
            .text("wait", told.wait.map_or_else(String::new, |wait| self.wait(language, wait)))
            .text("area", area)
            .text("windows", windows.join(if told.english { ", " } else { "、" }))
            .text("issued_at", &told.issued_at)
            .text("url", url)
            .text("note", "")
            .flag("reprint", reprint);
        for name in &names {
            values = values.row("items", name);
        }
        template.render_json(&values)
    }

    /// 约10–15分钟.
    fn wait(&self, language: Language, wait: WaitRange) -> String {
        let (from, to) = (wait.from_minutes.to_string(), wait.to_minutes.to_string());
        let key = if wait.from_minutes == 0 { "common.minutes_few" } else { "common.minutes" };
        self.texts.fill(language, key, &[("from", &from), ("to", &to)])
    }
}

/// Renders a template with everything that may be empty empty: what works now works always.
fn try_out(file: &str, template: &Template, fields: &Fields<'_>) -> Result<(), ReceiptsError> {
    let rows: Vec<(_, Vec<_>)> = fields
        .lists
        .iter()
        .map(|(list, texts)| (*list, texts.iter().map(|text| (*text, "x")).collect()))
        .collect();
    let mut values = rows.iter().fold(Values::new(), |values, (list, row)| values.row(list, row));
    for field in fields.texts {
        let may_be_empty = ["wait", "windows", "note"].contains(field);
        values = values.text(field, if may_be_empty { "" } else { "x" });
    }
    let fault = |source| ReceiptsError::Unfit { file: file.to_owned(), source };
    template.render(&values).map_err(fault)?;
    Ok(())
}

/// A device tells how a print job ended; false if it has no such job. Telling it again changes nothing.
///
/// However it ended, the visitor has the number: on paper, or shown on the screen in place of it.
///
/// # Errors
/// The engine is busy or has stopped, or the database failed.
pub async fn report(
    engine: &EngineHandle,
    device: &DeviceId,
    job: i64,
    report: &PrintReport,
) -> Result<bool, EngineError> {
    let owner = print_jobs::owner(&engine.readers(), job).await?;
    let Some(owner) = owner.filter(|owner| owner.device == *device) else { return Ok(false) };
    engine.settle_job(device, job, &owner, report).await?;
    Ok(true)
}

/// A kiosk starts: its journal is heard, then its ghosts are settled, and it learns what to print now.
///
/// # Errors
/// The engine refuses, is busy or has stopped, or the database failed.
pub async fn hello(
    engine: &EngineHandle,
    kiosk: &DeviceId,
    key: String,
    hello: &KioskHello,
) -> Result<KioskWelcome, EngineError> {
    let told = |entry: &JournalEntry| PrintReport { outcome: entry.outcome, detail: None };
    let (interrupted, ended): (Vec<_>, Vec<_>) = hello.journal.iter().partition(|entry| entry.interrupted);
    for entry in ended {
        report(engine, kiosk, entry.id, &told(entry)).await?;
    }
    let action = Action::SettleGhosts { kiosk: kiosk.clone() };
    engine.submit(Command { caller: Caller::Device(kiosk.clone()), key, action }).await?;
    // Nobody was told how these ended, so they confirm no paper; those of ghosts are replaced already.
    for entry in interrupted {
        let owner = print_jobs::owner(&engine.readers(), entry.id).await?;
        if let Some(owner) = owner.filter(|owner| owner.device == *kiosk) {
            let unconfirmed = JobOwner { ticket: None, ..owner };
            engine.settle_job(kiosk, entry.id, &unconfirmed, &told(entry)).await?;
        }
    }
    let print_jobs = print_jobs::reprints_for(&engine.readers(), kiosk, JOBS_MAX).await?;
    Ok(KioskWelcome { print_jobs, device: Some(kiosk.clone()) })
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        Self::Record(error)
    }
}
