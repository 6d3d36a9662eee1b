//! What a printer says of itself: its state, what paper is loaded, how much toner is left.

use ::ipp::model::Operation;

use super::OfficeState;
use super::answer::{Answer, Attributes};

/// The paper of certificates, as IPP calls it.
pub(super) const A4: &str = "iso_a4_210x297mm";
/// The documents that are sent.
pub(super) const PDF: &str = "application/pdf";
/// What is asked.
pub(super) const ATTRIBUTES: &[&str] = &[
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-make-and-model",
    "printer-impressions-completed",
    "printer-supply",
    "printer-supply-description",
    "marker-names",
    "marker-levels",
    "document-format-supported",
    "operations-supported",
    "media-ready",
    "queued-job-count",
];
/// Most supplies and reasons that are kept.
const LISTED_MAX: usize = 16;
/// printer-state: it does something.
const PROCESSING: i32 = 4;
/// printer-state: it does nothing until somebody comes.
const STOPPED: i32 = 5;
/// What is needed to give it a job in two steps and to follow it.
const NEEDED: [Operation; 5] = [
    Operation::CreateJob,
    Operation::SendDocument,
    Operation::CancelJob,
    Operation::GetJobAttributes,
    Operation::GetJobs,
];

/// How a printer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeStatus {
    /// What it can do now.
    pub state: OfficeState,
    /// Its reasons as it calls them, for whoever repairs it; without *none*.
    pub reasons: Vec<String>,
    /// Maker and model.
    pub model: Option<String>,
    /// Toner and the like, as far as it tells.
    pub supplies: Vec<Supply>,
    /// Whether A4 is loaded; none if it does not tell what is.
    pub has_a4: Option<bool>,
    /// Its count of all impressions ever, if it keeps one.
    pub counter: Option<u32>,
}

/// Something that is used up, or fills up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supply {
    /// As the printer calls it.
    pub name: String,
    /// How much of it is there, percent; none if unknown.
    pub percent: Option<u8>,
}

impl From<OfficeState> for OfficeStatus {
    fn from(state: OfficeState) -> Self {
        Self { state, reasons: Vec::new(), model: None, supplies: Vec::new(), has_a4: None, counter: None }
    }
}

impl OfficeStatus {
    pub(super) fn read(answer: &Answer) -> Self {
        let Some(printer) = answer.printer() else {
            return OfficeState::NotIpp { reason: "a printer without attributes".to_owned() }.into();
        };
        let mut reasons = printer.texts("printer-state-reasons");
        reasons.retain(|reason| reason != "none");
        reasons.truncate(LISTED_MAX);
        let media = printer.texts("media-ready");
        let has_a4 = (!media.is_empty()).then(|| media.iter().any(|media| media == A4));
        Self {
            state: state(&printer, &reasons, has_a4),
            model: printer.text("printer-make-and-model"),
            supplies: supplies(&printer),
            has_a4,
            counter: printer.count("printer-impressions-completed"),
            reasons,
        }
    }
}

fn state(printer: &Attributes<'_>, reasons: &[String], has_a4: Option<bool>) -> OfficeState {
    let mut seen = Vec::new();
    let formats = printer.texts("document-format-supported");
    if !formats.iter().any(|format| format == PDF) {
        seen.push(OfficeState::NoPdf);
    }
    let operations = printer.integers("operations-supported");
    if !NEEDED.iter().all(|needed| operations.contains(&(*needed as i32))) {
        seen.push(OfficeState::NotSuitable);
    }
    seen.extend(reasons.iter().filter_map(|reason| OfficeState::of_reason(reason)));
    if has_a4 == Some(false) {
        seen.push(OfficeState::WrongPaper);
    }
    // Ever so many printers are *processing* while they wait for paper: only without a reason does this say something.
    match printer.integer("printer-state") {
        Some(STOPPED) => seen.push(OfficeState::Stopped),
        Some(PROCESSING) if printer.count("queued-job-count").is_none_or(|jobs| jobs > 0) => {
            seen.push(OfficeState::Busy);
        }
        _ => {}
    }
    if printer.boolean("printer-is-accepting-jobs") == Some(false) {
        seen.push(OfficeState::Stopped);
    }
    seen.into_iter().min_by_key(OfficeState::urgency).unwrap_or(OfficeState::Ready)
}

/// From printer-supply (PWG 5100.13), else from marker-levels (CUPS, and what many printers took over from it).
fn supplies(printer: &Attributes<'_>) -> Vec<Supply> {
    let names = printer.texts("printer-supply-description");
    let supplies = printer.texts("printer-supply");
    let told: Vec<_> = if supplies.is_empty() {
        let percent = |level: i32| u8::try_from(level).ok().filter(|level| *level <= 100);
        let levels = printer.integers("marker-levels").into_iter().map(percent);
        printer.texts("marker-names").into_iter().zip(levels).collect()
    } else {
        let of = |(index, supply): (usize, &String)| {
            let name = names.get(index).cloned().or_else(|| field(supply, "type").map(str::to_owned));
            (name.unwrap_or_default(), level(supply))
        };
        supplies.iter().enumerate().map(of).collect()
    };
    told.into_iter().take(LISTED_MAX).map(|(name, percent)| Supply { name, percent }).collect()
}

fn field<'a>(supply: &'a str, name: &str) -> Option<&'a str> {
    supply
        .split(';')
        .filter_map(|field| field.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

fn level(supply: &str) -> Option<u8> {
    let number = |name| field(supply, name).and_then(|number| number.parse::<i64>().ok());
    let (level, most) = (number("level")?, number("maxcapacity").filter(|most| *most > 0).unwrap_or(100));
    let percent = level.checked_mul(100)? / most;
    u8::try_from(percent).ok().filter(|percent| *percent <= 100)
}
