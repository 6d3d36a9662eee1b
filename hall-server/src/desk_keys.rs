//! The keys of the desk: what each action has by itself, what a clerk may choose instead, and what is in force.
//!
//! A key is named as in `aria-keyshortcuts`: `S`, `Space`, `F2`. Digits 0 to 5, arrows and Esc are the desk's own.

use std::collections::BTreeMap;

use hall_api::requests::DeskSettings;

/// Every action with its usual key. Pausing and going on are one.
pub const USUAL: &[(&str, &str)] = &[
    ("call_next", "Space"),
    ("start", "S"),
    ("finish", "Enter"),
    ("recall", "R"),
    ("no_show", "N"),
    ("put_back", "U"),
    ("park", "P"),
    ("transfer", "T"),
    ("resume", "G"),
    ("void_class", "V"),
    ("give", "A"),
    ("call", "K"),
    ("record", "W"),
    ("pause", "B"),
    ("open", "O"),
    ("close", "C"),
    ("large", "L"),
    ("keys", "H"),
    ("figures", "M"),
];

/// Keys of more than one letter, and marks, that a clerk may choose beside letters and the digits 6 to 9. Left out is what
/// browsers keep for themselves: F1, F3, F5, F11, F12.
pub const NAMED: &[&str] = &[
    "Space", "Enter", "F2", "F4", "F6", "F7", "F8", "F9", "F10", "Insert", "Delete", "Home", "End", "PageUp",
    "PageDown", "+", "-", "*", "/", ".", ",", ";", "'", "[", "]", "=", "`",
];

/// May a clerk choose it?
fn is_key(key: &str) -> bool {
    let letter = key.len() == 1 && key.bytes().all(|b| b.is_ascii_uppercase() || (b'6'..=b'9').contains(&b));
    letter || NAMED.contains(&key)
}

/// The keys in force, by action: the clerk's, else the usual one.
pub fn in_force(settings: &DeskSettings) -> BTreeMap<&'static str, &str> {
    let key = |(action, usual): &(&'static str, &'static str)| {
        (*action, settings.keys.get(*action).map_or(*usual, String::as_str))
    };
    USUAL.iter().map(key).collect()
}

/// Checks settings before they are kept.
///
/// # Errors
/// An unknown action, a key that cannot be chosen, or one key for two actions.
pub fn check(settings: &DeskSettings) -> Result<(), String> {
    for (action, key) in &settings.keys {
        if !USUAL.iter().any(|(known, _)| known == action) {
            return Err(format!("keys: there is no action {action:?}"));
        }
        if !is_key(key) {
            return Err(format!("keys.{action}: {key:?} cannot be chosen"));
        }
    }
    let mut taken = BTreeMap::new();
    for (action, key) in in_force(settings) {
        if let Some(other) = taken.insert(key, action) {
            return Err(format!("keys: {key:?} is for {other} and for {action}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(keys: &[(&str, &str)]) -> DeskSettings {
        let keys = keys.iter().map(|(action, key)| ((*action).to_owned(), (*key).to_owned())).collect();
        DeskSettings { keys, large: false }
    }

    #[test]
    fn a_clerk_may_choose_any_key_that_is_free() {
        for keys in [&[][..], &[("park", "F2")], &[("park", "T"), ("transfer", "P")], &[("call_next", "+")]] {
            assert_eq!(check(&settings(keys)), Ok(()), "{keys:?}");
        }
        for (keys, told) in [
            (&[("park", "T")][..], "is for"),
            (&[("park", "F5")], "cannot be chosen"),
            (&[("park", "3")], "cannot be chosen"),
            (&[("park", "p")], "cannot be chosen"),
            (&[("park", "")], "cannot be chosen"),
            (&[("fly", "F2")], "no action"),
            (&[("park", "F2"), ("close", "F2")], "is for"),
        ] {
            assert!(check(&settings(keys)).unwrap_err().contains(told), "{keys:?}");
        }
        assert_eq!(in_force(&settings(&[("park", "F2")]))["park"], "F2");
        assert_eq!(in_force(&settings(&[]))["park"], "P");
    }
}
