//! Certificates: look whether everything they need is in order, and show the school's editor what a template makes.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use printing::certificate;
use serde::Deserialize;

use super::{Code, Failure, Place};
use crate::certificates::office;
use crate::clock::Clock;
use crate::config::{Certificates, Config};
use crate::demo_authority::{self, CHAIN_FILE, DemoError, KEY_FILE, ROOT_FILE};
use crate::problem::Fault;

#[derive(Debug, Subcommand)]
pub(super) enum Certificate {
    /// Check templates, fonts, seal, logo, key, purposes and the school's rule: every mistake with file, line and reason
    Check,
    /// Draw a template up with values of a file, unsigned, as the school's editor wants to see it
    Preview {
        /// The template, such as assets/certificates/enrolment.zh.toml
        #[arg(long, value_name = "FILE")]
        template: PathBuf,
        /// TOML: `[fields]` with texts, `[[tables.courses]]` with rows
        #[arg(long, value_name = "FILE")]
        values: PathBuf,
        /// Where the PDF goes
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Make an authority and a key that signs, for a demonstration: both say DEMO
    DemoKey {
        /// The folder, made if it does not exist; nothing in it is written over
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
    },
}

/// What stands on a preview.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Values {
    #[serde(default)]
    fields: BTreeMap<String, String>,
    #[serde(default)]
    tables: BTreeMap<String, Vec<BTreeMap<String, String>>>,
}

/// Runs one of these commands.
pub(super) fn run(
    place: &Place,
    command: Certificate,
    clock: &dyn Clock,
    out: &mut impl Write,
) -> Result<(), Failure> {
    match command {
        Certificate::Check => {
            let config = place.config()?;
            match &config.certificates {
                Some(certificates) => check(&config, certificates, clock, out),
                None => {
                    Ok(writeln!(out, "no certificates are configured: there is no section [certificates]")?)
                }
            }
        }
        Certificate::DemoKey { out: folder } => demo_key(&folder, clock, out),
        Certificate::Preview { template, values, out: file } => {
            let pages = preview(place, &template, &values, &file, clock)?;
            writeln!(out, "{}: {pages} pages, unsigned and worth nothing", file.display())?;
            Ok(())
        }
    }
}

/// Looks whether everything certificates need is in order.
pub(super) fn check(
    config: &Config,
    certificates: &Certificates,
    clock: &dyn Clock,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let looked = office::look(config, certificates, clock.now());
    let (told, _) = looked.map_err(|mistakes| Failure::new(Code::Config, mistakes.join("\n")))?;
    writeln!(out, "certificates: {told}")?;
    Ok(())
}

fn preview(
    place: &Place,
    template: &Path,
    values: &Path,
    file: &Path,
    clock: &dyn Clock,
) -> Result<u32, Failure> {
    let config = place.config()?;
    let name = values.display().to_string();
    let text = std::fs::read_to_string(values)
        .map_err(|error| Failure::new(Code::Unavailable, Fault::from(format!("{name}: {error}"))))?;
    let read: Values = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        Failure::new(Code::Config, Fault::from(format!("{name}:{line}: {}", error.message())))
    })?;
    let values = certificate::Values { fields: read.fields, tables: read.tables };
    let drawn = office::specimen(&config, template, &values, clock.now());
    let drawn = drawn.map_err(|mistakes| Failure::new(Code::Config, mistakes.join("\n")))?;
    std::fs::write(file, &drawn.pdf)?;
    Ok(drawn.pages)
}

fn demo_key(folder: &Path, clock: &dyn Clock, out: &mut impl Write) -> Result<(), Failure> {
    demo_authority::make(folder, clock.now()).map_err(|error| {
        let code = match error {
            DemoError::File { .. } => Code::Unavailable,
            DemoError::Key(_) => Code::Internal,
        };
        Failure::new(code, error)
    })?;
    let shown = folder.display();
    writeln!(
        out,
        "{shown}: {KEY_FILE} and {CHAIN_FILE} sign, verifiers trust {ROOT_FILE}; for a demonstration only"
    )?;
    Ok(())
}
