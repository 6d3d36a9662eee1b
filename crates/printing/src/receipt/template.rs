//! Receipt templates: TOML files that a person edits, checked when they are read.
//!
//! ```toml
//! [[block]]
//! kind = "text"            # text | columns | rule | qr | feed | cut
//! text = "{number}"
//! size = 8
//! align = "center"
//!
//! [[block]]
//! kind = "columns"
//! each = "items"           # once for every row of the list
//! when = "show_items"      # only if that flag is set, that text not empty, that list not empty
//! left = "{items.name}"
//! right = "{items.wait}"
//! ```

use serde::Deserialize;
use toml::Spanned;

use super::{Align, BLOCKS_MAX, Block, Fields, Module, Receipt, Row, Size, TEXT_CHARS_MAX, Values};
use crate::FileError;
use crate::pattern::{Pattern, Piece};

/// Room for a usual receipt.
const JSON_BYTES: usize = 2048;

/// A row with the name of its list.
type ListRow<'v> = (&'v str, Row<'v>);

/// A checked template.
#[derive(Debug, Clone)]
pub struct Template {
    blocks: Vec<TemplateBlock>,
}

#[derive(Debug, Clone)]
struct TemplateBlock {
    line: usize,
    when: Option<String>,
    each: Option<String>,
    /// Its texts are empty: the patterns fill them.
    block: Block,
    /// One for each of the block's texts, in their order.
    patterns: Vec<Pattern>,
    /// The block's JSON, cut where its texts are: one piece more than there are texts.
    json: Vec<String>,
}

/// Why a template could not be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// The program did not give a value the template asks for.
    #[error("line {line}: no value for `{field}`")]
    Missing {
        /// The block's line in the template.
        line: usize,
        /// The placeholder.
        field: String,
    },
    /// A text came out empty; the block needs a `when`.
    #[error("line {line}: the text is empty")]
    Empty {
        /// The block's line in the template.
        line: usize,
    },
    /// A text came out longer than [`TEXT_CHARS_MAX`].
    #[error("line {line}: the text is longer than {TEXT_CHARS_MAX} characters")]
    TooLong {
        /// The block's line in the template.
        line: usize,
    },
    /// More than [`BLOCKS_MAX`] blocks.
    #[error("the receipt has more than {BLOCKS_MAX} blocks")]
    TooManyBlocks,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTemplate {
    #[serde(default)]
    block: Vec<Spanned<RawBlock>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Text,
    Columns,
    Rule,
    Qr,
    Feed,
    Cut,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBlock {
    kind: Kind,
    when: Option<String>,
    each: Option<String>,
    text: Option<String>,
    left: Option<String>,
    right: Option<String>,
    size: Option<Size>,
    bold: Option<bool>,
    align: Option<Align>,
    shrink: Option<bool>,
    module: Option<Module>,
    lines: Option<u8>,
}

impl Template {
    /// Reads and checks a template; `file` is only named in errors, `known` says which names it may use.
    ///
    /// # Errors
    /// The first mistake, with its line.
    pub fn parse(file: &str, text: &str, known: &Fields<'_>) -> Result<Self, FileError> {
        let raw: RawTemplate = toml::from_str(text).map_err(|error| FileError::toml(file, text, &error))?;
        let count = raw.block.len();
        let mut blocks = Vec::with_capacity(count);
        for (index, spanned) in raw.block.into_iter().enumerate() {
            let offset = spanned.span().start;
            let fault = |reason: String| FileError::at(file, text, offset, reason);
            let raw = spanned.into_inner();
            if (raw.kind == Kind::Cut) != (index + 1 == count) {
                return Err(fault("the last block, and only the last, must be `cut`".into()));
            }
            let (when, each) = (raw.when.clone(), raw.each.clone());
            let mut block = raw.into_block().map_err(fault)?;
            let patterns = take_patterns(&mut block).map_err(fault)?;
            check_names(&patterns, when.as_deref(), each.as_deref(), known).map_err(fault)?;
            let json = json_pieces(&block);
            blocks.push(TemplateBlock { line: fault(String::new()).line, when, each, block, patterns, json });
        }
        if count == 0 || count > BLOCKS_MAX {
            let reason = format!("a template has 1 to {BLOCKS_MAX} `[[block]]`s");
            return Err(FileError::at(file, text, 0, reason));
        }
        Ok(Self { blocks })
    }

    /// Fills the template.
    ///
    /// # Errors
    /// A value is missing, or the receipt would break a limit; nothing is left blank in silence.
    pub fn render(&self, values: &Values<'_>) -> Result<Receipt, RenderError> {
        let mut receipt = Receipt { blocks: Vec::with_capacity(self.blocks.len()) };
        for (block, row) in self.chosen(values) {
            receipt.blocks.push(block.fill(values, row)?);
            if receipt.blocks.len() > BLOCKS_MAX {
                return Err(RenderError::TooManyBlocks);
            }
        }
        Ok(receipt)
    }

    /// The JSON of what [`Template::render`] gives, put together from pieces that were made once.
    ///
    /// # Errors
    /// As for `render`.
    pub fn render_json(&self, values: &Values<'_>) -> Result<String, RenderError> {
        let mut json = Vec::with_capacity(JSON_BYTES);
        json.extend_from_slice(br#"{"blocks":["#);
        for (nth, (block, row)) in self.chosen(values).enumerate() {
            if nth == BLOCKS_MAX {
                return Err(RenderError::TooManyBlocks);
            }
            if nth > 0 {
                json.push(b',');
            }
            block.write_json(values, row, &mut json)?;
        }
        json.extend_from_slice(b"]}");
        Ok(String::from_utf8(json).expect("invariant: JSON is UTF-8"))
    }

    /// The blocks that come out, each with the row it is for.
    fn chosen<'v>(
        &'v self,
        values: &'v Values<'v>,
    ) -> impl Iterator<Item = (&'v TemplateBlock, Option<ListRow<'v>>)> {
        let holds = |block: &&TemplateBlock| block.when.as_ref().is_none_or(|field| values.holds(field));
        self.blocks.iter().filter(holds).flat_map(|block| {
            let once = block.each.is_none().then_some((block, None));
            let each = block.each.iter().flat_map(|list| values.rows(list).map(move |row| (&**list, row)));
            once.into_iter().chain(each.map(move |row| (block, Some(row))))
        })
    }
}

impl TemplateBlock {
    fn fill(&self, values: &Values<'_>, row: Option<ListRow<'_>>) -> Result<Block, RenderError> {
        let mut block = self.block.clone();
        for (text, pattern) in texts_mut(&mut block).into_iter().zip(&self.patterns) {
            *text = self.fill_text(pattern, values, row)?;
        }
        Ok(block)
    }

    fn write_json(
        &self,
        values: &Values<'_>,
        row: Option<ListRow<'_>>,
        json: &mut Vec<u8>,
    ) -> Result<(), RenderError> {
        let (first, rest) = self.json.split_first().expect("invariant: one piece more than texts");
        json.extend_from_slice(first.as_bytes());
        for (pattern, piece) in self.patterns.iter().zip(rest) {
            let text = self.fill_text(pattern, values, row)?;
            serde_json::to_writer(&mut *json, &text).expect("invariant: a text is plain data");
            json.extend_from_slice(piece.as_bytes());
        }
        Ok(())
    }

    fn fill_text(
        &self,
        pattern: &Pattern,
        values: &Values<'_>,
        row: Option<ListRow<'_>>,
    ) -> Result<String, RenderError> {
        let mut filled = String::new();
        for piece in &pattern.0 {
            match piece {
                Piece::Literal(literal) => filled.push_str(literal),
                Piece::Placeholder(field) => {
                    filled.push_str(
                        find(field, values, row)
                            .ok_or(RenderError::Missing { line: self.line, field: field.clone() })?,
                    );
                }
            }
        }
        if filled.trim().is_empty() {
            return Err(RenderError::Empty { line: self.line });
        }
        if filled.chars().count() > TEXT_CHARS_MAX {
            return Err(RenderError::TooLong { line: self.line });
        }
        Ok(filled)
    }
}

fn find<'v>(field: &str, values: &'v Values<'_>, row: Option<ListRow<'v>>) -> Option<&'v str> {
    match (field.split_once('.'), row) {
        (Some((list, field)), Some((own, row))) if list == own => {
            row.iter().find(|(known, _)| *known == field).map(|(_, text)| *text)
        }
        _ => values.find_text(field),
    }
}

/// The texts are empty, and nothing else in a block is.
fn json_pieces(block: &Block) -> Vec<String> {
    let json = serde_json::to_string(block).expect("invariant: blocks are plain data");
    json.split(r#""""#).map(str::to_owned).collect()
}

fn take_patterns(block: &mut Block) -> Result<Vec<Pattern>, String> {
    texts_mut(block).into_iter().map(|text| std::mem::take(text).parse()).collect()
}

fn texts_mut(block: &mut Block) -> Vec<&mut String> {
    match block {
        Block::Text { text, .. } | Block::Qr { text, .. } => vec![text],
        Block::Columns { left, right, .. } => vec![left, right],
        Block::Rule | Block::Feed { .. } | Block::Cut => vec![],
    }
}

impl RawBlock {
    fn into_block(self) -> Result<Block, String> {
        self.check_keys()?;
        let need = |key: &str, text: Option<String>| match text {
            Some(text) if !text.trim().is_empty() => Ok(text),
            Some(_) => Err(format!("`{key}` is empty")),
            None => Err(format!("`{key}` is missing")),
        };
        Ok(match self.kind {
            Kind::Text => Block::Text {
                text: need("text", self.text)?,
                size: self.size.unwrap_or_default(),
                bold: self.bold.unwrap_or_default(),
                align: self.align.unwrap_or_default(),
                shrink: self.shrink.unwrap_or_default(),
            },
            Kind::Columns => Block::Columns {
                left: need("left", self.left)?,
                right: need("right", self.right)?,
                bold: self.bold.unwrap_or_default(),
            },
            Kind::Rule => Block::Rule,
            Kind::Qr => Block::Qr { text: need("text", self.text)?, module: self.module.unwrap_or_default() },
            Kind::Feed => Block::Feed { lines: self.lines.ok_or("`lines` is missing")? },
            Kind::Cut => Block::Cut,
        })
    }

    /// A key that means nothing for the kind is a mistake somebody made.
    fn check_keys(&self) -> Result<(), String> {
        let allowed: &[&str] = match self.kind {
            Kind::Text => &["text", "size", "bold", "align", "shrink"],
            Kind::Columns => &["left", "right", "bold"],
            Kind::Qr => &["text", "module"],
            Kind::Feed => &["lines"],
            Kind::Rule | Kind::Cut => &[],
        };
        let given = [
            ("text", self.text.is_some()),
            ("left", self.left.is_some()),
            ("right", self.right.is_some()),
            ("size", self.size.is_some()),
            ("bold", self.bold.is_some()),
            ("align", self.align.is_some()),
            ("shrink", self.shrink.is_some()),
            ("module", self.module.is_some()),
            ("lines", self.lines.is_some()),
        ];
        match given.iter().find(|(key, given)| *given && !allowed.contains(key)) {
            Some((key, _)) => Err(format!("`{key}` means nothing for this kind of block")),
            None => Ok(()),
        }
    }
}

fn check_names(
    patterns: &[Pattern],
    when: Option<&str>,
    each: Option<&str>,
    known: &Fields<'_>,
) -> Result<(), String> {
    let list = |name: &str| known.lists.iter().find(|(list, _)| *list == name);
    if let Some(name) = when
        && !known.flags.contains(&name)
        && !known.texts.contains(&name)
        && list(name).is_none()
    {
        return Err(format!("`when` asks for `{name}`, which does not exist"));
    }
    let row = match each {
        None => None,
        Some(name) => Some(list(name).ok_or(format!("there is no list `{name}` for `each`"))?),
    };
    for piece in patterns.iter().flat_map(|pattern| &pattern.0) {
        let Piece::Placeholder(field) = piece else { continue };
        let exists = match field.split_once('.') {
            None => known.texts.contains(&field.as_str()),
            Some((own, field)) => row.is_some_and(|(list, fields)| *list == own && fields.contains(&field)),
        };
        if !exists {
            return Err(format!("there is no `{{{field}}}` here"));
        }
    }
    Ok(())
}
