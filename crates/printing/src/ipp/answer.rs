//! What a printer answered: attributes by name, whatever type it chose for them.

use ::ipp::attribute::IppAttributeGroup;
use ::ipp::model::{DelimiterTag, StatusCode};
use ::ipp::request::IppRequestResponse;
use ::ipp::value::IppValue;

use super::WireError;

/// Longest text of a printer that is kept, characters.
const TEXT_CHARS_MAX: usize = 200;

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    status: i16,
    groups: Vec<IppAttributeGroup>,
}

/// The attributes of the printer, or of one job.
pub(super) struct Attributes<'a>(&'a IppAttributeGroup);

impl From<IppRequestResponse> for Answer {
    fn from(message: IppRequestResponse) -> Self {
        Self { status: message.header().operation_or_status, groups: message.attributes().groups().to_vec() }
    }
}

impl Answer {
    /// This answer, unless it is a refusal.
    pub fn accepted(self) -> Result<Self, WireError> {
        // 0x0000 to 0x00ff are successes, of which the crate names three.
        if (0..0x100).contains(&self.status) {
            return Ok(self);
        }
        let said = self.of(DelimiterTag::OperationAttributes).find_map(|group| group.text("status-message"));
        Err(WireError::Status { status: self.status, said: said.unwrap_or_else(|| self.status_name()) })
    }

    fn status_name(&self) -> String {
        let status = ::ipp::IppHeader::new(::ipp::model::IppVersion::v1_1(), self.status, 1).status_code();
        if status == StatusCode::UnknownStatusCode {
            format!("status 0x{:04x}", self.status)
        } else {
            status.to_string()
        }
    }

    /// The printer's attributes.
    pub fn printer(&self) -> Option<Attributes<'_>> {
        self.of(DelimiterTag::PrinterAttributes).next()
    }

    /// Each job's attributes.
    pub fn jobs(&self) -> impl Iterator<Item = Attributes<'_>> {
        self.of(DelimiterTag::JobAttributes)
    }

    fn of(&self, tag: DelimiterTag) -> impl Iterator<Item = Attributes<'_>> {
        self.groups.iter().filter(move |group| group.tag() == tag).map(Attributes)
    }
}

impl Attributes<'_> {
    /// An integer or an enum.
    pub fn integer(&self, name: &str) -> Option<i32> {
        self.values(name).find_map(integer)
    }

    /// All integers or enums of a set.
    pub fn integers(&self, name: &str) -> Vec<i32> {
        self.values(name).filter_map(integer).collect()
    }

    /// A count: none if it is not told, or negative, which stands for unknown.
    pub fn count(&self, name: &str) -> Option<u32> {
        self.integer(name).and_then(|count| u32::try_from(count).ok())
    }

    pub fn boolean(&self, name: &str) -> Option<bool> {
        self.values(name).find_map(|value| value.as_boolean().copied())
    }

    pub fn text(&self, name: &str) -> Option<String> {
        self.values(name).find_map(text)
    }

    /// All texts of a set, whatever kind of text they are.
    pub fn texts(&self, name: &str) -> Vec<String> {
        self.values(name).filter_map(text).collect()
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &IppValue> {
        let values = match self.0.get(name).map(::ipp::attribute::IppAttribute::value) {
            Some(IppValue::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => &[],
        };
        values.iter()
    }
}

fn integer(value: &IppValue) -> Option<i32> {
    match value {
        IppValue::Integer(number) | IppValue::Enum(number) => Some(*number),
        _ => None,
    }
}

fn text(value: &IppValue) -> Option<String> {
    let text = match value {
        IppValue::Keyword(text)
        | IppValue::MimeMediaType(text)
        | IppValue::NameWithoutLanguage(text)
        | IppValue::NameWithLanguage { name: text, .. } => text.as_str(),
        IppValue::TextWithoutLanguage(text) | IppValue::TextWithLanguage { text, .. } => text.as_ref(),
        IppValue::Uri(text) => text.as_str(),
        IppValue::OctetString(bytes) | IppValue::NonUtf8 { data: bytes, .. } => {
            return Some(shortened(&String::from_utf8_lossy(bytes)));
        }
        _ => return None,
    };
    Some(shortened(text))
}

/// Without control characters, and no longer than is of use.
fn shortened(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(TEXT_CHARS_MAX).collect()
}
