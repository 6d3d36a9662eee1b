//! PDF objects as text. `lopdf` reads them for us and keeps its own writer to itself.

use std::io::Write;

use lopdf::{Dictionary, Object};

/// Writes an object that is no stream.
pub(super) fn write(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null | Object::Stream(_) => out.extend_from_slice(b"null"),
        Object::Boolean(value) => put(out, format_args!("{value}")),
        Object::Integer(value) => put(out, format_args!("{value}")),
        Object::Real(value) => put(out, format_args!("{value}")),
        Object::Name(name) => write_name(out, name),
        Object::String(text, _) => {
            out.push(b'<');
            for byte in text {
                put(out, format_args!("{byte:02x}"));
            }
            out.push(b'>');
        }
        Object::Array(array) => {
            out.push(b'[');
            for object in array {
                write(out, object);
                out.push(b' ');
            }
            out.push(b']');
        }
        Object::Dictionary(dictionary) => write_dictionary(out, dictionary),
        Object::Reference((number, generation)) => put(out, format_args!("{number} {generation} R")),
    }
}

/// Writes a dictionary.
pub(super) fn write_dictionary(out: &mut Vec<u8>, dictionary: &Dictionary) {
    out.extend_from_slice(b"<<");
    for (name, value) in dictionary {
        write_name(out, name);
        out.push(b' ');
        write(out, value);
    }
    out.extend_from_slice(b">>");
}

fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_graphic() && !b"#/()<>[]{}%".contains(byte) {
            out.push(*byte);
        } else {
            put(out, format_args!("#{byte:02x}"));
        }
    }
}

/// Writes formatted text.
pub(super) fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("invariant: memory takes what is written");
}

#[cfg(test)]
mod tests {
    use lopdf::{StringFormat, dictionary};

    use super::*;

    #[test]
    fn objects_are_written_as_they_are_read() {
        let object = Object::Dictionary(dictionary! {
            "A B#" => Object::Name(b"x/y".to_vec()),
            "S" => Object::String(vec![0, b'(', 255], StringFormat::Literal),
            "N" => vec![Object::Null, true.into(), (-7).into(), 595.276.into(), Object::Reference((3, 1))],
        });
        let mut out = Vec::new();
        write(&mut out, &object);
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "<</A#20B#23 /x#2fy/S <0028ff>/N [null true -7 595.276 3 1 R ]>>");
    }
}
