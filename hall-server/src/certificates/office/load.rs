//! Everything the press needs, read and checked at the start: every mistake is told, with its file and reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use hall_api::requests::{Label, Purpose};
use hall_api::texts::{Language, Texts};
use hall_core::time::Timestamp;
use jiff::tz::TimeZone;
use printing::certificate::{
    Drawn, FontFile, Fonts, Marks, Picture, PictureError, Template, Values, draw_up,
};
use printing::signature::Signer;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Office, Templates};
use crate::base_data::RecordSource;
use crate::certificates::rules::{Kind, SchoolRules};
use crate::config::{Certificates, Config, SigningKey, Words};
use crate::problem::chain;

/// Templates and purposes, below the assets.
const FOLDER: &str = "certificates";
/// Largest template or list of purposes, bytes.
const TEXT_BYTES_MAX: u64 = 256 * 1024;
/// Largest picture, key or certificate, bytes.
const FILE_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Files of the folder that are no templates.
const GRADES: &str = "grades.toml";
const PURPOSES: &str = "purposes.toml";
/// The seal on specimens where a school has set none.
const SPECIMEN_SEAL: &str = "seal.png";
/// Without records nobody can print anything.
const NO_SOURCE: &str = "base_data: no source of people's records is configured";
/// Purposes at most.
const PURPOSES_MAX: usize = 30;

/// What was found while looking.
#[derive(Debug, Default)]
struct Mistakes(Vec<String>);

impl Mistakes {
    fn keep<T>(&mut self, looked: Result<T, String>) -> Option<T> {
        looked.map_err(|mistake| self.0.push(mistake)).ok()
    }
}

/// What does not depend on the base data.
pub(super) struct Tools {
    pub school: SchoolRules,
    pub templates: Templates,
    pub fonts: Fonts,
    pub seal: Picture,
    pub logo: Option<Picture>,
    pub signer: Signer,
    pub purposes: Vec<Purpose>,
}

/// Loads the press of a configuration.
///
/// # Errors
/// Every mistake there is.
pub fn load(
    config: &Config,
    certificates: &Certificates,
    texts: &Texts,
    zone: TimeZone,
    now: Timestamp,
) -> Result<Office, Vec<String>> {
    let mut mistakes = Mistakes::default();
    let source = config.base_data.as_ref().and_then(RecordSource::new);
    let source = mistakes.keep(source.ok_or_else(|| NO_SOURCE.to_owned()));
    let tools = tools(&config.assets.folder, certificates, now, &mut mistakes);
    match (source, tools) {
        (Some(source), Some(tools)) => Ok(Office {
            source: Arc::new(source),
            tools,
            texts: texts.clone(),
            university: certificates.university.clone(),
            signs: certificates.office.clone(),
            offices: certificates.offices.clone(),
            public_url: config.site.public_url.clone(),
            zone,
        }),
        _ => Err(mistakes.0),
    }
}

/// Looks whether everything but what stands in the base data is in order: what there is, in a line.
///
/// # Errors
/// Every mistake there is.
pub fn look(
    config: &Config,
    certificates: &Certificates,
    now: Timestamp,
) -> Result<(String, Timestamp), Vec<String>> {
    let mut mistakes = Mistakes::default();
    if config.base_data.is_none() {
        mistakes.0.push(NO_SOURCE.to_owned());
    }
    match tools(&config.assets.folder, certificates, now, &mut mistakes) {
        Some(tools) => {
            let (templates, ends) = (tools.templates.len(), Timestamp(tools.signer.not_after_ms()));
            let told = format!("{templates} templates, signed by {}", tools.signer.name());
            Ok((told, ends))
        }
        None => Err(mistakes.0),
    }
}

fn tools(
    assets: &Path,
    certificates: &Certificates,
    now: Timestamp,
    mistakes: &mut Mistakes,
) -> Option<Tools> {
    let folder = assets.join(FOLDER);
    let school = SchoolRules::load(assets).map_err(|all| {
        mistakes.0.extend(all.iter().map(ToString::to_string));
    });
    let templates = templates(&folder, mistakes);
    let fonts = mistakes.keep(fonts(certificates));
    let seal = mistakes.keep(picture("certificates.seal", &certificates.seal, Picture::seal));
    let logo = certificates
        .logo
        .as_ref()
        .map(|path| mistakes.keep(picture("certificates.logo", path, Picture::logo)));
    let signer = mistakes.keep(signer(&certificates.signature, now));
    let purposes = mistakes.keep(purposes(&folder.join(PURPOSES)));
    for kind in certificates.offices.keys().filter(|kind| Kind::from_id(kind).is_none()) {
        mistakes.0.push(format!("certificates.offices: there is no kind `{kind}`"));
    }
    if !mistakes.0.is_empty() {
        return None;
    }
    Some(Tools {
        school: school.ok()?,
        templates,
        fonts: fonts?,
        seal: seal?,
        logo: logo.flatten(),
        signer: signer?,
        purposes: purposes?,
    })
}

/// Every template there is; a kind without any is not offered.
fn templates(folder: &Path, mistakes: &mut Mistakes) -> Templates {
    let mut templates = BTreeMap::new();
    let mut known: BTreeSet<String> = [GRADES, PURPOSES].map(str::to_owned).into();
    for kind in Kind::ALL {
        for (language, end) in [(Language::Zh, "zh"), (Language::En, "en")] {
            let name = format!("{}.{end}.toml", kind.id());
            let path = folder.join(&name);
            known.insert(name);
            if path.exists() {
                match template(&path) {
                    Ok(template) => drop(templates.insert((kind, language), template)),
                    Err(found) => mistakes.0.extend(found),
                }
            }
        }
    }
    // A slip in a file's name would go unnoticed.
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for name in names.filter_map(|entry| entry.file_name().into_string().ok()) {
        if Path::new(&name).extension().is_some_and(|end| end == "toml") && !known.contains(&name) {
            mistakes.0.push(format!(
                "{}: there is no certificate of this name, such as enrolment.zh.toml",
                folder.join(name).display()
            ));
        }
    }
    if templates.is_empty() && mistakes.0.is_empty() {
        mistakes.0.push(format!("{}: there are no templates", folder.display()));
    }
    templates
}

/// One template; mistakes in it carry file and line.
fn template(path: &Path) -> Result<Template, Vec<String>> {
    let name = path.display().to_string();
    let bytes = read(&name, path, TEXT_BYTES_MAX).map_err(|mistake| vec![mistake])?;
    let text = String::from_utf8(bytes).map_err(|_not_utf8| vec![format!("{name}: is not UTF-8")])?;
    Template::parse(&name, &text).map_err(|found| found.iter().map(ToString::to_string).collect())
}

fn fonts(certificates: &Certificates) -> Result<Fonts, String> {
    Fonts::open(&certificates.font_files()).map_err(|error| format!("certificates.fonts: {}", chain(&error)))
}

fn picture(
    key: &str,
    path: &Path,
    parse: fn(&[u8]) -> Result<Picture, PictureError>,
) -> Result<Picture, String> {
    let bytes = read(key, path, FILE_BYTES_MAX)?;
    parse(&bytes).map_err(|error| format!("{key}: {}: {}", path.display(), chain(&error)))
}

fn signer(key: &SigningKey, now: Timestamp) -> Result<Signer, String> {
    const KEY: &str = "certificates.signature";
    let fault = |error: printing::signature::SignerError| format!("{KEY}: {}", chain(&error));
    let signer = match key {
        SigningKey::Pem { certificate, key } => {
            let chain = read(KEY, certificate, FILE_BYTES_MAX)?;
            let key = Zeroizing::new(read_private(KEY, key)?);
            Signer::from_pem(&chain, &key).map_err(fault)?
        }
        SigningKey::Pkcs12 { pkcs12, password_file } => {
            let file = Zeroizing::new(read_private(KEY, pkcs12)?);
            let password = Zeroizing::new(read_private(KEY, password_file)?);
            let password =
                std::str::from_utf8(&password).map_err(|_not| format!("{KEY}: the password is not UTF-8"))?;
            Signer::from_pkcs12(&file, password.lines().next().unwrap_or_default()).map_err(fault)?
        }
    };
    signer.check_at(now.0).map_err(fault)?;
    Ok(signer)
}

/// A file nobody but the server may read.
fn read_private(key: &str, path: &Path) -> Result<Vec<u8>, String> {
    use std::os::unix::fs::MetadataExt as _;
    let bytes = read(key, path, FILE_BYTES_MAX)?;
    let mode = std::fs::metadata(path).map_or(0, |file| file.mode() & 0o777);
    if mode & 0o077 != 0 {
        return Err(format!("{key}: others may read {} (mode {mode:03o}): chmod 600 it", path.display()));
    }
    Ok(bytes)
}

fn read(key: &str, path: &Path, bytes_max: u64) -> Result<Vec<u8>, String> {
    let fault = |reason: String| format!("{key}: {}: {reason}", path.display());
    let size = std::fs::metadata(path).map_err(|error| fault(error.to_string()))?.len();
    if size > bytes_max {
        return Err(fault(format!("larger than {bytes_max} bytes")));
    }
    std::fs::read(path).map_err(|error| fault(error.to_string()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPurposes {
    purpose: Vec<RawPurpose>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPurpose {
    id: String,
    zh: String,
    en: String,
}

/// What certificates may be for; the first is none in particular.
fn purposes(path: &Path) -> Result<Vec<Purpose>, String> {
    let name = path.display().to_string();
    let text = String::from_utf8(read(&name, path, TEXT_BYTES_MAX)?)
        .map_err(|_not| format!("{name}: is not UTF-8"))?;
    let raw: RawPurposes = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        format!("{name}:{line}: {}", error.message())
    })?;
    let mut ids = BTreeSet::new();
    for RawPurpose { id, zh, en } in &raw.purpose {
        let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !(1..=32).contains(&id.len())
            || !plain
            || !ids.insert(id)
            || zh.trim().is_empty()
            || en.trim().is_empty()
        {
            return Err(format!(
                "{name}: purpose `{id}`: an id of a-z, 0-9 and _ that no other has, zh and en are needed"
            ));
        }
    }
    if !(1..=PURPOSES_MAX).contains(&raw.purpose.len()) {
        return Err(format!("{name}: 1 to {PURPOSES_MAX} purposes are allowed"));
    }
    let purpose = |raw: RawPurpose| Purpose { id: raw.id, name: Label { zh: raw.zh, en: raw.en } };
    Ok(raw.purpose.into_iter().map(purpose).collect())
}

/// A template drawn up for its editor: nobody's, unsigned, without a number, and with what it is written across every page.
///
/// # Errors
/// The mistakes, with file and line where they are the template's.
pub fn specimen(config: &Config, path: &Path, values: &Values, now: Timestamp) -> Result<Drawn, Vec<String>> {
    let template = template(path)?;
    let fields = template.fields();
    let missing = fields.missing(values).map(|field| format!("{}: no value for `{field}`", path.display()));
    let missing: Vec<_> = missing.collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    draw_specimen(config, path, &template, values, now).map_err(|mistake| vec![mistake])
}

fn draw_specimen(
    config: &Config,
    path: &Path,
    template: &Template,
    values: &Values,
    now: Timestamp,
) -> Result<Drawn, String> {
    let certificates = config.certificates.as_ref();
    let fonts = match certificates {
        Some(certificates) => fonts(certificates)?,
        None => Fonts::open(&FontFile::of_debian()).map_err(|error| chain(&error))?,
    };
    let specimen_seal = || config.assets.folder.join(FOLDER).join(SPECIMEN_SEAL);
    let seal = certificates.map_or_else(specimen_seal, |own| own.seal.clone());
    let seal = picture("certificates.seal", &seal, Picture::seal)?;
    let logo = certificates.and_then(|own| own.logo.as_ref());
    let logo = logo.map(|path| picture("certificates.logo", path, Picture::logo)).transpose()?;
    let is_english = path.to_string_lossy().ends_with(".en.toml");
    let language = if is_english { Language::En } else { Language::Zh };
    let texts = Texts::load(Some(&config.assets.folder)).map_err(|error| chain(&error))?;
    let mark_in = |language| texts.get(language, "certificate.value.specimen");
    let mark = mark_in(language);
    let words = |words: &Words| if is_english { words.en.clone() } else { words.zh.clone() };
    let named =
        |of: fn(&Certificates) -> &Words| certificates.map_or_else(|| mark.to_owned(), |own| words(of(own)));
    let marks = Marks {
        university: certificates.map_or(mark_in(Language::Zh), |own| &own.university.zh),
        university_en: certificates.map_or(mark_in(Language::En), |own| &own.university.en),
        office: &named(|own| &own.office),
        certificate_number: mark,
        issued_on: mark,
        verification_code: "0000-0000-0000-0000",
        verification_url: &format!("{}/v/0000000000000000", config.site.public_url),
        seal: Some(&seal),
        logo: logo.as_ref(),
        specimen: Some(mark),
        created_at_ms: now.0,
        id: [0; 16],
    };
    draw_up(template, values, &fonts, &marks)
        .map_err(|error| format!("{}: {}", path.display(), chain(&error)))
}
