//! Where a printer is: what may stand in the configuration, and what is wrong with anything else.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ureq::http::Uri;

/// The port of IPP.
const PORT: u16 = 631;
/// The path of every IPP Everywhere printer.
const PATH: &str = "/ipp/print";
/// Longest address, bytes.
const BYTES_MAX: usize = 1_000;

/// The address of an IPP printer, such as `ipp://printer.example.edu/ipp/print`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PrinterAddress {
    host: String,
    port: u16,
    path: String,
}

/// Why a text is no printer's address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is not of the form scheme, host, path.
    #[error("not an address: write ipp://<host>/ipp/print")]
    Malformed,
    /// It begins with something other than `ipp:` or `http:`.
    #[error("the scheme is `{scheme}`: it must be ipp")]
    Scheme {
        /// What it begins with.
        scheme: String,
    },
    /// It asks for encryption.
    #[error(
        "`{scheme}` asks for encryption, which is not spoken with printers: write ipp, and keep the printer in the kiosks' own network"
    )]
    Encrypted {
        /// `ipps` or `https`.
        scheme: String,
    },
    /// It names no host.
    #[error("no host: write ipp://<host>/ipp/print")]
    NoHost,
    /// Its port is none.
    #[error("the port must be between 1 and 65535")]
    Port,
    /// It has a user name or a password.
    #[error("a user name or password in the address: printers are not signed in to")]
    Credentials,
    /// It has a query.
    #[error("a printer's address has no `?`")]
    Query,
    /// It is longer than any address.
    #[error("longer than {BYTES_MAX} bytes")]
    TooLong,
}

impl PrinterAddress {
    /// As HTTP knows it.
    pub(super) fn url(&self) -> String {
        format!("http://{}:{}{}", self.host, self.port, self.path)
    }
}

impl fmt::Display for PrinterAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ipp://{}:{}{}", self.host, self.port, self.path)
    }
}

impl FromStr for PrinterAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if text.len() > BYTES_MAX {
            return Err(AddressError::TooLong);
        }
        let (scheme, rest) = text.split_once("://").ok_or(AddressError::Malformed)?;
        match scheme.to_ascii_lowercase().as_str() {
            "ipp" | "http" => {}
            "ipps" | "https" => return Err(AddressError::Encrypted { scheme: scheme.to_owned() }),
            _ => return Err(AddressError::Scheme { scheme: scheme.to_owned() }),
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(AddressError::Credentials);
        }
        if authority.is_empty() || authority.starts_with(':') {
            return Err(AddressError::NoHost);
        }
        let uri: Uri = format!("http://{rest}").parse().or(Err(AddressError::Malformed))?;
        let port = match uri.authority().map(|authority| (authority.port_u16(), authority.as_str())) {
            Some((Some(0), _)) => return Err(AddressError::Port),
            Some((Some(port), _)) => port,
            Some((None, authority)) if has_port(authority) => return Err(AddressError::Port),
            _ if scheme.eq_ignore_ascii_case("http") => 80,
            _ => PORT,
        };
        if uri.query().is_some() {
            return Err(AddressError::Query);
        }
        let host = uri.host().ok_or(AddressError::NoHost)?.to_owned();
        let path = if uri.path() == "/" { PATH } else { uri.path() }.to_owned();
        Ok(Self { host, port, path })
    }
}

/// A `:` after the brackets of an IPv6 address, or after a name.
fn has_port(authority: &str) -> bool {
    authority.rsplit(']').next().is_some_and(|end| end.contains(':'))
}

impl TryFrom<String> for PrinterAddress {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse()
    }
}

impl From<PrinterAddress> for String {
    fn from(address: PrinterAddress) -> Self {
        address.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_stand_in_the_configuration() {
        let good = [
            ("ipp://printer.example.edu", "ipp://printer.example.edu:631/ipp/print"),
            ("ipp://printer:8631/", "ipp://printer:8631/ipp/print"),
            ("IPP://10.0.0.7/ipp/print/2", "ipp://10.0.0.7:631/ipp/print/2"),
            ("http://[::1]:631/ipp", "ipp://[::1]:631/ipp"),
            ("http://printer/ipp/print", "ipp://printer:80/ipp/print"),
        ];
        for (text, address) in good {
            assert_eq!(text.parse::<PrinterAddress>().map(String::from).as_deref(), Ok(address), "{text}");
        }
        let scheme = |scheme: &str| AddressError::Scheme { scheme: scheme.to_owned() };
        let encrypted = |scheme: &str| AddressError::Encrypted { scheme: scheme.to_owned() };
        let bad = [
            ("", AddressError::Malformed),
            ("printer.example.edu", AddressError::Malformed),
            ("lpd://printer", scheme("lpd")),
            ("socket://printer:9100", scheme("socket")),
            ("https://printer/ipp/print", encrypted("https")),
            ("ipps://printer/ipp/print", encrypted("ipps")),
            ("ipp://", AddressError::NoHost),
            ("ipp:///ipp/print", AddressError::NoHost),
            ("ipp://:631/ipp/print", AddressError::NoHost),
            ("ipp://printer:0/", AddressError::Port),
            ("ipp://printer:70000/", AddressError::Port),
            ("ipp://admin:secret@printer/", AddressError::Credentials),
            ("ipp://printer/ipp/print?queue=1", AddressError::Query),
            ("ipp://pri nter/", AddressError::Malformed),
        ];
        for (text, error) in bad {
            assert_eq!(text.parse::<PrinterAddress>(), Err(error), "{text}");
        }
        let long = format!("ipp://{}", "a".repeat(BYTES_MAX));
        assert_eq!(long.parse::<PrinterAddress>(), Err(AddressError::TooLong));
    }
}
