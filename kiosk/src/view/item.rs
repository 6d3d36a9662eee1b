//! Everything about an item: what to bring, how it goes, what it rests on, and papers to look at.

use std::time::Duration;

use hall_api::core::catalogue::{Item, Material};
use hall_api::core::ids::ItemCode;
use hall_ui::icons::Icon;
use hall_ui::look::Look;

use super::choose::{BasketView, RowView, basket, item_row};
use super::words;
use crate::state::{Picture, Pixels, State, Touch};

/// Everything about an item.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemView {
    /// The item as it stands in a list, with the box to choose it.
    pub row: RowView,
    /// What to bring; the words for nothing if nothing has to be brought.
    pub materials: Result<Vec<MaterialView>, String>,
    /// Short facts: who, where, how long, how much is promised.
    pub facts: Vec<FactView>,
    /// Longer texts: how it goes, what it rests on.
    pub texts: Vec<FactView>,
    /// Papers to look at.
    pub samples: Vec<SampleEntryView>,
    /// Where it is done, or can also be done, online.
    pub address: Option<String>,
    /// Page, from 0; may be beyond the last.
    pub page: usize,
    /// What was chosen so far.
    pub basket: BasketView,
}

/// A paper to bring: a line of a checklist.
#[derive(Clone, Debug, PartialEq)]
pub struct MaterialView {
    /// What it is.
    pub name: String,
    /// How many.
    pub count: String,
    /// Original or copy.
    pub kind: String,
    /// The original is wanted.
    pub original: bool,
}

/// A fact with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct FactView {
    /// What it is about.
    pub label: String,
    /// The fact.
    pub text: String,
    /// Its sign.
    pub icon: Icon,
}

/// A paper to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleEntryView {
    /// What it shows.
    pub title: String,
    /// What a touch means.
    pub touch: Touch,
}

/// A sample document.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleView {
    /// What it shows.
    pub title: String,
    /// That it is a sample.
    pub mark: String,
    /// The picture, or why it is not there.
    pub picture: Result<Pixels, String>,
    /// Which of how many.
    pub place: Option<String>,
    /// The one before, if there is one.
    pub previous: Option<Touch>,
    /// The one after, if there is one.
    pub next: Option<Touch>,
}

pub(super) fn view(state: &State, look: &Look, now: Duration, code: &ItemCode, page: usize) -> ItemView {
    let item = state.hall.item(code);
    let empty = || RowView {
        title: String::new(),
        hint: String::new(),
        ticked: None,
        chip: None,
        enabled: false,
        touch: Touch::Back,
        details: None,
    };
    let samples = item.map_or(&[][..], |item| &item.samples);
    let entry = |(index, sample): (usize, &hall_api::core::catalogue::Sample)| SampleEntryView {
        title: words::text(look, &sample.name).to_owned(),
        touch: Touch::Sample(index),
    };
    ItemView {
        row: item.map_or_else(empty, |item| RowView { details: None, ..item_row(state, look, now, item) }),
        materials: item.map_or_else(|| Ok(Vec::new()), |item| materials(look, item)),
        facts: item.map_or_else(Vec::new, |item| facts(state, look, item)),
        texts: item.map_or_else(Vec::new, |item| texts(look, item)),
        samples: samples.iter().enumerate().map(entry).collect(),
        address: item.and_then(|item| item.online_url.clone()),
        page,
        basket: basket(state, look),
    }
}

/// What to bring, a line each; the words for nothing.
pub(super) fn materials(look: &Look, item: &Item) -> Result<Vec<MaterialView>, String> {
    if item.materials.is_empty() {
        return Err(look.t("kiosk.materials.none").to_owned());
    }
    Ok(item.materials.iter().map(|material| line(look, material)).collect())
}

fn line(look: &Look, material: &Material) -> MaterialView {
    let kind = if material.original { "kiosk.materials.original" } else { "kiosk.materials.copy" };
    MaterialView {
        name: words::text(look, &material.name).to_owned(),
        count: look.count("kiosk.materials.copies", usize::from(material.copies)),
        kind: look.t(kind).to_owned(),
        original: material.original,
    }
}

/// How long it takes, in words.
pub(super) fn days(look: &Look, item: &Item) -> String {
    match item.promised_days {
        0 => look.t("kiosk.materials.days_now").to_owned(),
        n => look.count("kiosk.materials.days", usize::from(n)),
    }
}

fn facts(state: &State, look: &Look, item: &Item) -> Vec<FactView> {
    let fact = |key: &str, text: String, icon| FactView { label: look.t(key).to_owned(), text, icon };
    let owners = item.departments.iter().filter_map(|id| state.hall.department(id));
    let owners: Vec<&str> = owners.map(|department| words::text(look, &department.name)).collect();
    let line = item.line.as_ref().and_then(|id| state.hall.line(id));
    let mut facts = vec![fact("kiosk.item.days", days(look, item), Icon::Clock)];
    if let Some(line) = line {
        facts.push(fact("kiosk.item.area", words::text(look, &line.area).to_owned(), Icon::Place));
    }
    if !owners.is_empty() {
        facts.push(fact("kiosk.item.owner", owners.join(look.pick("、", ", ")), Icon::Building));
    }
    facts
}

fn texts(look: &Look, item: &Item) -> Vec<FactView> {
    let text = |key: &str, text: &Option<hall_api::core::catalogue::Text>, icon| {
        let text = words::text(look, text.as_ref()?).to_owned();
        Some(FactView { label: look.t(key).to_owned(), text, icon })
    };
    let procedure = text("kiosk.item.procedure", &item.procedure, Icon::Steps);
    let basis = text("kiosk.item.legal_basis", &item.legal_basis, Icon::Book);
    procedure.into_iter().chain(basis).collect()
}

pub(super) fn sample(state: &State, look: &Look, code: &ItemCode, index: usize) -> SampleView {
    let samples = state.hall.item(code).map_or(&[][..], |item| &item.samples);
    let sample = samples.get(index);
    let picture = match sample.map(|sample| state.picture(&sample.sha256)) {
        Some(Some(Picture::Ready(pixels))) => Ok(Pixels::clone(pixels)),
        Some(None) => Err(look.t("kiosk.sample.loading").to_owned()),
        Some(Some(Picture::Missing)) | None => Err(look.t("kiosk.sample.missing").to_owned()),
    };
    let place = [("n", (index + 1).to_string()), ("of", samples.len().to_string())];
    let place = place.each_ref().map(|(name, value)| (*name, value.as_str()));
    SampleView {
        title: sample.map_or_else(String::new, |sample| words::text(look, &sample.name).to_owned()),
        mark: look.t("kiosk.sample.mark").to_owned(),
        picture,
        place: (samples.len() > 1).then(|| look.fill("kiosk.sample.place", &place)),
        previous: index.checked_sub(1).map(Touch::Sample),
        next: (index + 1 < samples.len()).then_some(Touch::Sample(index + 1)),
    }
}
