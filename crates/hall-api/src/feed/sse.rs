//! Server-sent events as our server writes them (WHATWG HTML, section 9.2), with a limit on every message.

use std::collections::VecDeque;
use std::time::Duration;

/// Largest message, bytes.
const MESSAGE_BYTES_MAX: usize = 1024 * 1024;

/// One event.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) event: String,
    pub(super) data: String,
}

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// An event.
    Message(Message),
    /// A comment: the heartbeat. How long the server has had the feed open, if it says so.
    Beat(Option<Duration>),
}

/// A message is larger than allowed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// Turns bytes, cut anywhere, into messages.
#[derive(Debug, Default)]
pub(super) struct Parser {
    line: Vec<u8>,
    message: Message,
    ready: VecDeque<Heard>,
}

impl Parser {
    /// Takes bytes in.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), TooLarge> {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            if self.line.len() + self.message.data.len() + part.len() > MESSAGE_BYTES_MAX {
                return Err(TooLarge);
            }
            self.line.extend_from_slice(part);
            if self.line.ends_with(b"\n") {
                let line = std::mem::take(&mut self.line);
                self.take_line(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']));
            }
        }
        Ok(())
    }

    /// The next whole message, or what a comment told.
    pub(super) fn pop(&mut self) -> Option<Heard> {
        self.ready.pop_front()
    }

    fn take_line(&mut self, line: &str) {
        if line.is_empty() {
            let message = std::mem::take(&mut self.message);
            if !message.data.is_empty() {
                self.ready.push_back(Heard::Message(message));
            }
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.message.event),
            "data" => {
                if !self.message.data.is_empty() {
                    self.message.data.push('\n');
                }
                self.message.data.push_str(value);
            }
            // A comment.
            "" => self.ready.push_back(Heard::Beat(value.parse().ok().map(Duration::from_millis))),
            // `id` and `retry`: the feed has no use for them.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(chunks: &[&[u8]]) -> Vec<(String, String)> {
        let mut parser = Parser::default();
        for chunk in chunks {
            parser.push(chunk).unwrap();
        }
        let heard = |heard| match heard {
            Heard::Message(message) => (message.event, message.data),
            Heard::Beat(open) => ("beat".to_owned(), format!("{open:?}")),
        };
        std::iter::from_fn(|| parser.pop()).map(heard).collect()
    }

    #[test]
    fn a_comment_tells_how_long_the_feed_is_open() {
        let beat = |open: Option<u64>| ("beat".to_owned(), format!("{:?}", open.map(Duration::from_millis)));
        assert_eq!(messages(&[b": 0\n\n: 10", b"03\n\n"]), [beat(Some(0)), beat(Some(1_003))]);
        for other in [": still here\n\n", ":\n\n", ": -5\n\n", ": 99999999999999999999999\n\n"] {
            assert_eq!(messages(&[other.as_bytes()]), [beat(None)], "{other:?}");
        }
    }

    #[test]
    fn messages_come_whole_however_the_bytes_are_cut() {
        let wire = "event: window/3\ndata: {\"号\":1}\n\nevent:board\r\ndata:a\ndata: b\r\n\r\n";
        let expected =
            [("window/3".to_owned(), "{\"号\":1}".to_owned()), ("board".to_owned(), "a\nb".to_owned())];
        assert_eq!(messages(&[wire.as_bytes()]), expected);
        for cut in 1..wire.len() {
            let (head, tail) = wire.as_bytes().split_at(cut);
            assert_eq!(messages(&[head, tail]), expected, "cut at {cut}");
        }
    }

    #[test]
    fn unfinished_messages_give_nothing() {
        for wire in ["\n\n", "event: board\n\n", "event: board\ndata: x\n"] {
            assert_eq!(messages(&[wire.as_bytes()]), [], "{wire:?}");
        }
    }

    #[test]
    fn a_message_without_end_is_refused() {
        let mut parser = Parser::default();
        let chunk = vec![b'x'; 64 * 1024];
        let fed = (0..100).take_while(|_| parser.push(&chunk).is_ok()).count();
        assert_eq!(fed, MESSAGE_BYTES_MAX / chunk.len());
    }
}
