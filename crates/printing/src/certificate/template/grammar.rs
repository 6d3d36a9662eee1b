//! The types of the template language: what may stand in the file, and what the types alone do not say.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use crate::certificate::break_lines::Align;
use crate::certificate::words::{FieldName, PageWords, Words};

/// Tables there are, with their columns.
pub(in crate::certificate) const TABLES: [(&str, &[&str]); 1] =
    [("courses", &["term", "code", "name", "credits", "hours", "grade", "kind"])];

/// Everything but the blocks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::certificate) struct Head {
    /// What the file calls itself.
    pub(in crate::certificate) title: String,
    pub(in crate::certificate) language: Language,
    pub(in crate::certificate) page: PageStyle,
    pub(in crate::certificate) header: Option<Header>,
    pub(in crate::certificate) footer: Footer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(in crate::certificate) enum Language {
    #[serde(rename = "zh-CN")]
    Chinese,
    #[serde(rename = "en")]
    English,
}

/// A number that lies in its range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::certificate) struct Within<const LEAST: u16, const MOST: u16>(pub(in crate::certificate) f32);

impl<'de, const LEAST: u16, const MOST: u16> Deserialize<'de> for Within<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f32::deserialize(deserializer)?;
        if (f32::from(LEAST)..=f32::from(MOST)).contains(&number) {
            Ok(Self(number))
        } else {
            Err(D::Error::custom(format!("must be from {LEAST} to {MOST}")))
        }
    }
}

/// Type size in points.
pub(in crate::certificate) type SizePt = Within<6, 48>;
/// Distance from line to line, as a multiple of the size.
pub(in crate::certificate) type Leading = Within<1, 4>;
/// A margin.
type Margin = Within<10, 60>;
/// White between blocks.
type White = Within<0, 120>;

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::certificate) struct PageStyle {
    pub(in crate::certificate) left_mm: Margin,
    pub(in crate::certificate) right_mm: Margin,
    pub(in crate::certificate) top_mm: Margin,
    pub(in crate::certificate) bottom_mm: Margin,
    pub(in crate::certificate) size_pt: SizePt,
    pub(in crate::certificate) leading: Leading,
}

/// On every page but the first.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::certificate) struct Header {
    pub(in crate::certificate) left: Words,
    pub(in crate::certificate) right: Words,
}

/// On every page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::certificate) struct Footer {
    pub(in crate::certificate) lines: Vec<Words>,
    pub(in crate::certificate) page: PageWords,
    pub(in crate::certificate) qr_mm: Within<14, 40>,
    pub(in crate::certificate) size_pt: SizePt,
}

/// One block, with its condition.
#[derive(Debug, Clone)]
pub(in crate::certificate) struct Block {
    pub(in crate::certificate) condition: Condition,
    pub(in crate::certificate) kind: BlockKind,
}

/// Whether something is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::certificate) struct Condition {
    /// Only with this field.
    pub(in crate::certificate) when: Option<FieldName>,
    /// Only without this field.
    pub(in crate::certificate) unless: Option<FieldName>,
}

#[derive(Debug, Clone)]
pub(in crate::certificate) enum BlockKind {
    Letterhead(Letterhead),
    Title(Title),
    Paragraph(Paragraph),
    Space(Space),
    Rule(Rule),
    Grid(Grid),
    Table(Table),
    Signature(Signature),
}

pub(super) const KINDS: &str =
    "`letterhead`, `title`, `paragraph`, `space`, `rule`, `grid`, `table` or `signature`";

/// The university's name, and its logo if there is one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::certificate) struct Letterhead {
    pub(in crate::certificate) name: Words,
    pub(in crate::certificate) second: Words,
    #[serde(default = "default::<24, 6, 48>")]
    pub(in crate::certificate) size_pt: SizePt,
    #[serde(default = "default::<9, 6, 48>")]
    pub(in crate::certificate) second_size_pt: SizePt,
    #[serde(default = "default::<18, 8, 40>")]
    pub(in crate::certificate) logo_mm: Within<8, 40>,
    /// Between the letters of the name, in ems.
    #[serde(default = "default::<0, 0, 3>")]
    pub(in crate::certificate) spacing_em: Within<0, 3>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::certificate) struct Title {
    pub(in crate::certificate) text: Words,
    pub(in crate::certificate) second: Option<Words>,
    #[serde(default = "default::<24, 6, 48>")]
    pub(in crate::certificate) size_pt: SizePt,
    #[serde(default = "default::<11, 6, 48>")]
    pub(in crate::certificate) second_size_pt: SizePt,
    /// Between the letters, in ems.
    #[serde(default = "default::<0, 0, 3>")]
    pub(in crate::certificate) spacing_em: Within<0, 3>,
    #[serde(default = "default::<0, 0, 120>")]
    pub(in crate::certificate) before_mm: White,
    #[serde(default = "default::<0, 0, 120>")]
    pub(in crate::certificate) after_mm: White,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::certificate) struct Paragraph {
    pub(in crate::certificate) text: Words,
    /// What follows, each if its field is there.
    #[serde(default)]
    pub(in crate::certificate) then: Vec<Then>,
    pub(in crate::certificate) size_pt: Option<SizePt>,
    pub(in crate::certificate) leading: Option<Leading>,
    /// Of the first line, in ems.
    #[serde(default = "default::<0, 0, 10>")]
    pub(in crate::certificate) indent_em: Within<0, 10>,
    #[serde(default)]
    pub(in crate::certificate) align: Align,
    #[serde(default)]
    pub(in crate::certificate) bold: bool,
    #[serde(default = "default::<0, 0, 120>")]
    pub(in crate::certificate) before_mm: White,
    #[serde(default = "default::<0, 0, 120>")]
    pub(in crate::certificate) after_mm: White,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::certificate) struct Then {
    pub(in crate::certificate) when: Option<FieldName>,
    pub(in crate::certificate) unless: Option<FieldName>,
    pub(in crate::certificate) text: Words,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::certificate) struct Space {
    pub(in crate::certificate) height_mm: White,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::certificate) struct Rule {
    #[serde(default)]
    pub(in crate::certificate) weight: Weight,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::certificate) enum Weight {
    #[default]
    Thin,
    Thick,
    /// A thick and a thin one.
    Double,
}

/// Labels and values, beside and under each other.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::certificate) struct Grid {
    pub(in crate::certificate) columns: Within<1, 6>,
    pub(in crate::certificate) size_pt: Option<SizePt>,
    pub(in crate::certificate) leading: Option<Leading>,
    /// Width of a label, in ems; as wide as its text if absent.
    pub(in crate::certificate) label_em: Option<Within<1, 20>>,
    /// Lines around every cell.
    #[serde(default)]
    pub(in crate::certificate) ruled: bool,
    #[serde(rename = "item")]
    pub(in crate::certificate) items: Vec<GridItem>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::certificate) struct GridItem {
    pub(in crate::certificate) label: Words,
    pub(in crate::certificate) value: Words,
    /// Columns it takes.
    #[serde(default = "default::<1, 1, 6>")]
    pub(in crate::certificate) span: Within<1, 6>,
    pub(in crate::certificate) when: Option<FieldName>,
    pub(in crate::certificate) unless: Option<FieldName>,
}

/// Rows over as many pages as they need.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::certificate) struct Table {
    #[serde(rename = "table")]
    pub(in crate::certificate) name: TableName,
    /// Tables beside each other on a page.
    #[serde(default = "default::<1, 1, 3>")]
    pub(in crate::certificate) flow: Within<1, 3>,
    pub(in crate::certificate) size_pt: Option<SizePt>,
    pub(in crate::certificate) leading: Option<Leading>,
    /// The column whose value stands over the rows that share it.
    pub(in crate::certificate) group: Option<String>,
    /// Stands after such a heading where it is repeated.
    #[serde(default)]
    pub(in crate::certificate) continued: String,
    #[serde(rename = "column")]
    pub(in crate::certificate) columns: Vec<Column>,
    /// After the last row.
    #[serde(default)]
    pub(in crate::certificate) summary: Vec<GridItem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::certificate) struct TableName(pub(in crate::certificate) String);

impl<'de> Deserialize<'de> for TableName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let known = TABLES.iter().any(|(table, _)| *table == name);
        if known { Ok(Self(name)) } else { Err(D::Error::custom(format!("there is no table `{name}`"))) }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::certificate) struct Column {
    pub(in crate::certificate) field: String,
    pub(in crate::certificate) head: String,
    /// A share of the table's width.
    pub(in crate::certificate) width: Within<1, 100>,
    #[serde(default)]
    pub(in crate::certificate) align: Align,
    /// Its cells may be empty.
    #[serde(default)]
    pub(in crate::certificate) optional: bool,
}

/// Who signs and when, under the seal.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::certificate) struct Signature {
    pub(in crate::certificate) lines: Vec<Words>,
    pub(in crate::certificate) seal_mm: Option<Within<20, 60>>,
    pub(in crate::certificate) size_pt: Option<SizePt>,
    pub(in crate::certificate) leading: Option<Leading>,
    #[serde(default = "default::<8, 0, 120>")]
    pub(in crate::certificate) before_mm: White,
}

fn default<const NUMBER: u16, const LEAST: u16, const MOST: u16>() -> Within<LEAST, MOST> {
    Within(f32::from(NUMBER))
}

impl BlockKind {
    /// What the types alone do not say.
    pub(super) fn check(&self) -> Result<(), String> {
        match self {
            Self::Grid(grid) if grid.items.is_empty() => {
                Err("a grid has at least one `[[block.item]]`".into())
            }
            Self::Grid(grid) if grid.items.iter().any(|item| item.span.0 > grid.columns.0) => {
                Err("`span` is larger than `columns`".into())
            }
            Self::Grid(grid) if grid.columns.0.fract() != 0.0 => {
                Err("`columns` must be a whole number".into())
            }
            Self::Signature(signature) if signature.lines.is_empty() => Err("`lines` is empty".into()),
            Self::Table(table) => table.check(),
            _ => Ok(()),
        }
    }
}

impl Table {
    fn check(&self) -> Result<(), String> {
        let known =
            TABLES.iter().find(|(table, _)| *table == self.name.0).map_or(&[][..], |(_, columns)| columns);
        if self.columns.is_empty() {
            return Err("a table has at least one `[[block.column]]`".into());
        }
        let named = self.columns.iter().map(|column| &column.field).chain(&self.group);
        for field in named {
            if !known.contains(&field.as_str()) {
                return Err(format!("the table has no column `{field}`, only {}", known.join(", ")));
            }
        }
        if self.flow.0.fract() != 0.0 {
            return Err("`flow` must be a whole number".into());
        }
        Ok(())
    }
}
