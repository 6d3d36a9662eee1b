//! What a template needs of the base data, read off its placeholders.

use std::collections::BTreeSet;

use super::Template;
use super::grammar::{BlockKind, GridItem};
use crate::certificate::Values;
use crate::certificate::words::{self, FieldName, MARKS, Words};

/// What a template asks of the base data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// Without them the certificate cannot be drawn up.
    pub needed: BTreeSet<String>,
    /// Something is left out if they are absent.
    pub optional: BTreeSet<String>,
    /// Tables that need at least one row.
    pub tables: BTreeSet<String>,
}

impl Template {
    /// What the base data have to give.
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::default();
        let head = &self.head;
        let header = head.header.iter().flat_map(|header| [&header.left, &header.right]);
        for words in head.footer.lines.iter().chain(header) {
            fields.read(words, false);
        }
        for block in &self.blocks {
            block.kind.read_fields(
                &mut fields,
                is_conditional(block.condition.when.as_ref(), block.condition.unless.as_ref()),
            );
            fields.mention(block.condition.when.as_ref());
            fields.mention(block.condition.unless.as_ref());
        }
        fields.optional = &fields.optional - &fields.needed;
        fields
    }
}

fn is_conditional(when: Option<&FieldName>, unless: Option<&FieldName>) -> bool {
    when.is_some() || unless.is_some()
}

impl Fields {
    /// What is needed and is not there.
    pub fn missing<'a>(&'a self, values: &'a Values) -> impl Iterator<Item = &'a str> {
        let fields =
            self.needed.iter().filter(|field| values.fields.get(*field).is_none_or(String::is_empty));
        let tables = self.tables.iter().filter(|table| values.tables.get(*table).is_none_or(Vec::is_empty));
        fields.chain(tables).map(String::as_str)
    }

    fn read(&mut self, words: &Words, conditional: bool) {
        for field in words.fields().filter(|field| !MARKS.contains(field)) {
            let set = if conditional { &mut self.optional } else { &mut self.needed };
            set.insert(words::of_base_data(field).to_owned());
        }
    }

    fn mention(&mut self, field: Option<&FieldName>) {
        if let Some(FieldName(field)) = field.filter(|field| !MARKS.contains(&field.0.as_str())) {
            self.optional.insert(words::of_base_data(field).to_owned());
        }
    }

    fn read_items(&mut self, items: &[GridItem], conditional: bool) {
        for item in items {
            let conditional = conditional || is_conditional(item.when.as_ref(), item.unless.as_ref());
            self.read(&item.label, conditional);
            self.read(&item.value, conditional);
            self.mention(item.when.as_ref());
            self.mention(item.unless.as_ref());
        }
    }
}

impl BlockKind {
    fn read_fields(&self, fields: &mut Fields, conditional: bool) {
        match self {
            Self::Letterhead(letterhead) => {
                fields.read(&letterhead.name, conditional);
                fields.read(&letterhead.second, conditional);
            }
            Self::Title(title) => {
                fields.read(&title.text, conditional);
                title.second.iter().for_each(|words| fields.read(words, conditional));
            }
            Self::Paragraph(paragraph) => {
                fields.read(&paragraph.text, conditional);
                for then in &paragraph.then {
                    fields.read(
                        &then.text,
                        conditional || is_conditional(then.when.as_ref(), then.unless.as_ref()),
                    );
                    fields.mention(then.when.as_ref());
                    fields.mention(then.unless.as_ref());
                }
            }
            Self::Grid(grid) => fields.read_items(&grid.items, conditional),
            Self::Table(table) => {
                fields.tables.insert(table.name.0.clone());
                fields.read_items(&table.summary, conditional);
            }
            Self::Signature(signature) => {
                signature.lines.iter().for_each(|words| fields.read(words, conditional));
            }
            Self::Space(_) | Self::Rule(_) => {}
        }
    }
}
