//! Questions and orders, put together attribute by attribute.

use ::ipp::attribute::IppAttribute;
use ::ipp::model::{DelimiterTag, IppVersion, Operation};
use ::ipp::request::IppRequestResponse;
use ::ipp::value::IppValue;

use super::PrinterAddress;

/// A request under construction.
pub(super) struct Request {
    message: IppRequestResponse,
}

impl Request {
    pub fn new(operation: Operation, address: &PrinterAddress, user: &str) -> Self {
        // Version 1.1 is what every printer speaks; nothing asked here is newer.
        let message = IppRequestResponse::new(IppVersion::v1_1(), operation, None);
        let message = message.expect("invariant: without an address there is none to refuse");
        let uri = IppValue::new_uri(address.to_string());
        let request = Self { message }.with(DelimiterTag::OperationAttributes, "printer-uri", uri);
        request.name("requesting-user-name", user)
    }

    pub fn integer(self, name: &str, value: i32) -> Self {
        self.with(DelimiterTag::OperationAttributes, name, Ok(IppValue::new_integer(value)))
    }

    pub fn boolean(self, name: &str, value: bool) -> Self {
        self.with(DelimiterTag::OperationAttributes, name, Ok(IppValue::new_boolean(value)))
    }

    pub fn keyword(self, name: &str, value: &str) -> Self {
        self.with(DelimiterTag::OperationAttributes, name, IppValue::new_keyword(value))
    }

    pub fn name(self, name: &str, value: &str) -> Self {
        self.with(DelimiterTag::OperationAttributes, name, IppValue::new_name_without_language(value))
    }

    pub fn mime(self, name: &str, value: &str) -> Self {
        self.with(DelimiterTag::OperationAttributes, name, IppValue::new_mime_media_type(value))
    }

    /// An attribute of the job itself.
    pub fn job_integer(self, name: &str, value: i32) -> Self {
        self.with(DelimiterTag::JobAttributes, name, Ok(IppValue::new_integer(value)))
    }

    /// An attribute of the job itself.
    pub fn job_keyword(self, name: &str, value: &str) -> Self {
        self.with(DelimiterTag::JobAttributes, name, IppValue::new_keyword(value))
    }

    /// Which attributes the answer should have.
    pub fn wanting(self, attributes: &[&str]) -> Self {
        let keywords = attributes.iter().map(|name| IppValue::new_keyword(*name)).collect::<Result<_, _>>();
        self.with(DelimiterTag::OperationAttributes, "requested-attributes", keywords.map(IppValue::Array))
    }

    /// Its bytes; a document may follow.
    pub fn finish(self) -> Vec<u8> {
        self.message.to_bytes().to_vec()
    }

    fn with(
        mut self,
        group: DelimiterTag,
        name: &str,
        value: Result<IppValue, ::ipp::parser::IppParseError>,
    ) -> Self {
        let value =
            value.expect("invariant: names, addresses and keywords of ours are shorter than their limits");
        let attribute =
            IppAttribute::with_name(name, value).expect("invariant: names of attributes are short");
        self.message.attributes_mut().add(group, attribute);
        self
    }
}
