//! Names of things as types, so that a line is never taken for a window.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps a text as it stands; who reads input checks it first.
            pub fn new(text: &str) -> Self {
                Self(text.into())
            }

            /// The text of the name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }
    };
}

text_id!(
    /// A department that owns items.
    DepartmentId
);
text_id!(
    /// The code of an item (事项).
    ItemCode
);
text_id!(
    /// The code of a bundle (服务包).
    BundleCode
);
text_id!(
    /// The code of a theme (主题).
    ThemeCode
);
text_id!(
    /// A waiting line (队列).
    LineId
);
text_id!(
    /// A timetable that lines refer to.
    HoursId
);
text_id!(
    /// A class of visitor that earns credit, such as `elderly`. Only commands carry it, never events.
    ClassId
);
text_id!(
    /// A staff member, as an opaque reference.
    StaffId
);
text_id!(
    /// A kiosk, a display or another device of the site.
    DeviceId
);
text_id!(
    /// A visitor the site knows, as an opaque reference without personal data.
    PersonRef
);
text_id!(
    /// A booked slot, as an opaque reference.
    AppointmentRef
);

/// A ticket (号票): counts up over the life of the log, never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketId(pub u64);

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A window (窗口) by the number over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct WindowId(pub u16);

/// By hand, because as the key of a map inside a tagged enum it arrives as text.
impl<'de> Deserialize<'de> for WindowId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;
        impl serde::de::Visitor<'_> for Number {
            type Value = WindowId;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the number of a window")
            }
            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<WindowId, E> {
                u16::try_from(number).map(WindowId).map_err(E::custom)
            }
            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<WindowId, E> {
                u16::try_from(number).map(WindowId).map_err(E::custom)
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<WindowId, E> {
                text.parse().map(WindowId).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Number)
    }
}

impl fmt::Display for WindowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What is printed and called: the prefix of the first item's line and a number dense within prefix and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TicketNumber {
    /// The letter of the line, `A` to `Z`.
    pub prefix: char,
    /// From 1 up, every day anew.
    pub number: u32,
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", self.prefix, self.number)
    }
}
