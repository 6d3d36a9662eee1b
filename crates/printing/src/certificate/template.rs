//! The template: TOML, checked when it is read, so that a mistake is told to its author and not to a student at night.
//!
//! The language is described in `docs/certificates.md`; `grammar` holds its types.

mod fields;
mod grammar;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub use fields::Fields;
pub(super) use grammar::*;

use super::words::FieldName;
use crate::FileError;

/// Most blocks of a template.
pub const BLOCKS_MAX: usize = 60;
/// Most characters of a template's file.
pub const FILE_CHARS_MAX: usize = 100_000;

/// A checked template.
#[derive(Debug, Clone)]
pub struct Template {
    pub(super) head: Head,
    pub(super) blocks: Vec<Block>,
}

impl Template {
    /// Reads and checks a template; `file` is only named in errors.
    ///
    /// # Errors
    /// The first mistake before the blocks and the first of each block, with their lines.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<FileError>> {
        let at = |offset: usize, reason: String| FileError::at(file, text, offset, reason);
        let fault = |error: toml::de::Error| FileError::toml(file, text, &error);
        if text.chars().count() > FILE_CHARS_MAX {
            return Err(vec![at(0, format!("longer than {FILE_CHARS_MAX} characters"))]);
        }
        let mut root = DeTable::parse(text).map_err(|error| vec![fault(error)])?;
        let found = root.get_mut().remove("block");
        let mut mistakes = Vec::new();
        let head = Head::deserialize(root.into_deserializer());
        let head = head.map_err(|error| mistakes.push(fault(error))).ok();
        let mut blocks = Vec::new();
        match found.map(Spanned::into_inner) {
            Some(DeValue::Array(found)) if (1..=BLOCKS_MAX).contains(&found.len()) => {
                for block in found {
                    let offset = block.span().start;
                    match Block::read(block) {
                        Ok(block) if block.is_table() && blocks.iter().any(Block::is_table) => {
                            mistakes.push(at(offset, "a template has one table at most".into()));
                        }
                        Ok(block) => blocks.push(block),
                        Err(Fault::Toml(error)) if error.span().is_some() => mistakes.push(fault(error)),
                        Err(Fault::Toml(error)) => mistakes.push(at(offset, error.message().to_owned())),
                        Err(Fault::At(offset, reason)) => mistakes.push(at(offset, reason)),
                        Err(Fault::Rule(reason)) => mistakes.push(at(offset, reason)),
                    }
                }
            }
            Some(DeValue::Array(_)) => {
                mistakes.push(at(0, format!("a template has 1 to {BLOCKS_MAX} `[[block]]`s")));
            }
            _ => mistakes.push(at(0, "there is no `[[block]]`".into())),
        }
        match head {
            Some(head) if mistakes.is_empty() => Ok(Self { head, blocks }),
            _ => Err(mistakes),
        }
    }

    /// Whether it cannot be drawn up without a seal.
    pub fn needs_seal(&self) -> bool {
        self.blocks
            .iter()
            .any(|block| matches!(&block.kind, BlockKind::Signature(it) if it.seal_mm.is_some()))
    }
}

enum Fault {
    Toml(toml::de::Error),
    /// At an offset of the file.
    At(usize, String),
    /// Somewhere in the block.
    Rule(String),
}

impl From<toml::de::Error> for Fault {
    fn from(error: toml::de::Error) -> Self {
        Self::Toml(error)
    }
}

impl Block {
    fn is_table(&self) -> bool {
        matches!(self.kind, BlockKind::Table(_))
    }

    fn read(mut value: Spanned<DeValue<'_>>) -> Result<Self, Fault> {
        let DeValue::Table(table) = value.get_mut() else {
            return Err(Fault::Rule("a block is written `[[block]]`".into()));
        };
        let kind = table.remove("kind").ok_or(Fault::Rule("`kind` is missing".into()))?;
        let kind = String::deserialize(kind.into_deserializer())?;
        let condition = Condition { when: take(table, "when")?, unless: take(table, "unless")? };
        let body = value.into_deserializer();
        let kind = match kind.as_str() {
            "letterhead" => BlockKind::Letterhead(Letterhead::deserialize(body)?),
            "title" => BlockKind::Title(Title::deserialize(body)?),
            "paragraph" => BlockKind::Paragraph(Paragraph::deserialize(body)?),
            "space" => BlockKind::Space(Space::deserialize(body)?),
            "rule" => BlockKind::Rule(Rule::deserialize(body)?),
            "grid" => BlockKind::Grid(Grid::deserialize(body)?),
            "table" => BlockKind::Table(Table::deserialize(body)?),
            "signature" => BlockKind::Signature(Signature::deserialize(body)?),
            other => return Err(Fault::Rule(format!("there is no block `{other}`, only {KINDS}"))),
        };
        kind.check().map_err(Fault::Rule)?;
        Ok(Self { condition, kind })
    }
}

fn take(table: &mut DeTable<'_>, key: &str) -> Result<Option<FieldName>, Fault> {
    let Some(value) = table.remove(key) else { return Ok(None) };
    let offset = value.span().start;
    let field = FieldName::deserialize(value.into_deserializer());
    field.map(Some).map_err(|error| Fault::At(offset, error.message().to_owned()))
}
