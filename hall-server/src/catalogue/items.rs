//! Reads `materials.toml` and the items in `items/*.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hall_core::catalogue::{HandlingMode, Item, ItemNature, Material, Source};
use hall_core::ids::{ItemCode, LineId};
use hall_core::time::MINUTE_MS;

use super::entry::{Either, Entry};
use super::report::Report;
use super::samples;
use super::source::read_file;
use super::text::{Limit, alias_fault};

/// Most files of items.
const FILES_MAX: usize = 64;
/// Most other names of an item.
const ALIASES_MAX: usize = 12;
/// Longest address, characters: it becomes a QR code.
const URL_CHARS_MAX: usize = 200;

/// Materials that many items ask for, by the code the items name them with.
pub(super) type Materials = BTreeMap<String, Material>;

/// The materials that items share.
pub(super) fn materials(dir: &Path, report: &Report) -> Materials {
    read_file(&dir.join("materials.toml"), report, |root| {
        let mut materials = Materials::new();
        for mut entry in root.entries("material") {
            let code = entry.code("code");
            entry.declare("material", code);
            materials.insert(code.to_owned(), material(&mut entry));
            entry.finish();
        }
        materials
    })
}

fn material(entry: &mut Entry<'_>) -> Material {
    Material {
        name: entry.languages(Limit::NAME),
        copies: entry.number("copies", 1..=99).unwrap_or(1) as u8,
        original: entry.flag("original"),
    }
}

/// Every item of every file.
pub(super) fn items(dir: &Path, materials: &Materials, report: &Report) -> BTreeMap<ItemCode, Item> {
    let mut items = BTreeMap::new();
    for path in item_files(&dir.join("items"), report) {
        read_file(&path, report, |root| {
            // Who edits must have thought of it; the programs do not need it.
            let details = root.word::<Source>("details").map(|_| ());
            root.require("details", details, ());
            for mut entry in root.entries("item") {
                let item = item(&mut entry, dir, materials);
                entry.finish();
                items.entry(item.code.clone()).or_insert(item);
            }
        });
    }
    items
}

/// The files in the order of their names.
fn item_files(folder: &Path, report: &Report) -> Vec<PathBuf> {
    let name = folder.display().to_string();
    let listed: std::io::Result<Vec<PathBuf>> = std::fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect());
    let mut files = match listed {
        Ok(files) => files,
        Err(error) => {
            report.unread(&name, None, format!("is not a folder of items: {error}"));
            return Vec::new();
        }
    };
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    if files.is_empty() || files.len() > FILES_MAX {
        report.unread(
            &name,
            None,
            format!("holds {} files of items; 1 to {FILES_MAX} are allowed", files.len()),
        );
        files.clear();
    }
    files
}

fn item(entry: &mut Entry<'_>, dir: &Path, materials: &Materials) -> Item {
    let code = entry.code("code");
    entry.declare("item", code);
    let name = entry.text("name", Limit::NAME);
    let departments = entry.names("departments");
    let line = entry.string("line").map(|(_, line)| LineId::new(line));
    let on_site = line.is_some();
    let usual_mode = if on_site { HandlingMode::OnSite } else { HandlingMode::Online };
    let source = entry.word("source");
    let minutes = entry.number("service_minutes", 1..=240);
    // Nobody waits for what is done online: no papers to bring, and help with it takes a few minutes.
    let minutes = if on_site { entry.require("service_minutes", minutes, 1) } else { minutes.unwrap_or(5) };
    let days = entry.number("promised_days", 0..=365);
    Item {
        code: ItemCode::new(code),
        name,
        departments,
        line,
        after: entry.names("after"),
        nature: entry.word("nature").unwrap_or(ItemNature::Service),
        mode: entry.word("mode").unwrap_or(usual_mode),
        materials: item_materials(entry, materials, on_site),
        legal_basis: entry.optional_text("legal_basis", Limit::PROSE),
        procedure: entry.optional_text("procedure", Limit::PROSE),
        online_url: online_url(entry),
        promised_days: entry.require("promised_days", days, 0) as u16,
        service_ms: minutes * MINUTE_MS,
        popular: entry.flag("popular"),
        aliases: aliases(entry),
        visits_a_year: entry.number("visits_a_year", 0..=1_000_000).unwrap_or(0) as u32,
        samples: samples::samples(entry, dir),
        source: entry.require("source", source, Source::Synthetic),
    }
}

/// The list must be there for items of the hall, if only as `[]`: nobody is to wait in vain because it was forgotten.
fn item_materials(entry: &mut Entry<'_>, shared: &Materials, required: bool) -> Vec<Material> {
    let wanted = "a list of codes from materials.toml and { zh = \"…\", en = \"…\" }, or [] for none";
    let list = entry.strings_and_entries("materials", wanted);
    let list = if required { entry.require("materials", list, Vec::new()) } else { list.unwrap_or_default() };
    let mut materials = Vec::new();
    for element in list {
        match element {
            Either::Entry(mut inner) => {
                materials.push(material(&mut inner));
                inner.finish();
            }
            Either::String(line, code) => match shared.get(code) {
                Some(known) if materials.contains(known) => {
                    entry.mistake(line, format!("asks for the material `{code}` twice"));
                }
                Some(known) => materials.push(known.clone()),
                None => entry.mistake(line, format!("names the unknown material `{code}`")),
            },
        }
    }
    materials
}

/// What people call the item, in either language.
fn aliases(entry: &mut Entry<'_>) -> Vec<String> {
    let found = entry.strings("aliases").unwrap_or_default();
    if let Some((line, _)) = found.get(ALIASES_MAX) {
        entry.mistake(*line, format!("`aliases` are {}; at most {ALIASES_MAX} are allowed", found.len()));
    }
    for (line, alias) in &found {
        if let Some(fault) = alias_fault(alias) {
            entry.mistake(*line, format!("`aliases`: {fault}"));
        }
    }
    found.into_iter().map(|(_, alias)| alias.to_owned()).collect()
}

fn online_url(entry: &mut Entry<'_>) -> Option<String> {
    let (line, url) = entry.string("online_url")?;
    let plain = url.bytes().all(|byte| byte.is_ascii_graphic());
    if !url.starts_with("https://") || !plain || url.len() > URL_CHARS_MAX {
        entry.mistake(
            line,
            format!("`{url}` is not an address: https://… in ASCII, at most {URL_CHARS_MAX} characters"),
        );
    }
    Some(url.to_owned())
}
