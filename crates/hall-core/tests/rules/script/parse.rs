//! Rows into commands.

use std::fmt::Debug;
use std::iter::Peekable;
use std::str::{FromStr, SplitWhitespace};

use hall_core::command::{
    Action, AtWindow, Caller, CheckIn, Command, ItemOutcome, Outcome, ParkKind, PauseReason, TakeTicket,
    TicketAtWindow, TransferTarget,
};
use hall_core::ids::{DeviceId, ItemCode, StaffId, TicketId, WindowId};
use hall_core::time::{MINUTE_MS, Timestamp};
use serde::de::DeserializeOwned;

use super::Table;
use crate::small_hall::at;

pub type Words<'a> = Peekable<SplitWhitespace<'a>>;

/// `08:00`, `08:00:30`, `+2 08:00`.
pub fn time_of(words: &mut Words) -> Timestamp {
    let days = words.next_if(|word| word.starts_with('+')).map_or(0, |days| read(&days[1..]));
    at(days, read(word(words)))
}

/// The next word.
pub fn word<'a>(words: &mut Words<'a>) -> &'a str {
    words.next().expect("the row goes on")
}

/// A word as a number, a time or the like.
pub fn read<T: FromStr<Err: Debug>>(word: &str) -> T {
    word.parse().unwrap_or_else(|error| panic!("`{word}`: {error:?}"))
}

/// A word as one of the snake-case names of an enum.
fn name<T: DeserializeOwned>(word: &str) -> T {
    serde_json::from_value(word.into()).unwrap_or_else(|error| panic!("`{word}`: {error}"))
}

fn items(word: &str) -> Vec<ItemCode> {
    word.split(',').map(ItemCode::new).collect()
}

fn outcomes(word: &str) -> Vec<ItemOutcome> {
    word.split(',')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "done")))
        .map(|(item, outcome)| ItemOutcome { item: item.into(), outcome: name(outcome) })
        .collect()
}

impl Table {
    pub(super) fn parse(&self, words: &mut Words) -> Command {
        let actor = word(words);
        let (caller, action) = match actor {
            "window" => self.at_window(words),
            "phone" => {
                let ticket = self.ticket(word(words));
                (Caller::Phone(ticket), phone(word(words), ticket))
            }
            "chief" => (Caller::Staff("chief".into()), self.supervise(word(words), words)),
            "server" => (Caller::Server, self.supervise(word(words), words)),
            kiosk => {
                let kiosk = DeviceId::new(kiosk);
                (Caller::Device(kiosk.clone()), self.visitor(word(words), Some(kiosk), words))
            }
        };
        let key = if words.next_if_eq(&"key").is_some() {
            word(words).into()
        } else {
            format!("row-{}", self.rows)
        };
        assert_eq!(words.next(), None, "the row ends");
        Command { caller, key, action }
    }

    fn visitor(&self, verb: &str, kiosk: Option<DeviceId>, words: &mut Words) -> Action {
        match verb {
            "take" => Self::take(kiosk, words),
            "cancel" => Action::CancelTicket { ticket: self.ticket(word(words)) },
            "return" => Action::ReturnTicket { ticket: self.ticket(word(words)) },
            "paper" => Action::ConfirmPaper { ticket: self.ticket(word(words)) },
            "restarts" => Action::SettleGhosts { kiosk: kiosk.expect("a kiosk restarts") },
            other => panic!("`{other}` is nothing a visitor does"),
        }
    }

    fn take(kiosk: Option<DeviceId>, words: &mut Words) -> Action {
        let chosen = word(words);
        let mut take = TakeTicket {
            items: if chosen == "nothing" { Vec::new() } else { items(chosen) },
            kiosk,
            person: None,
            class: None,
            appointment: None,
            return_code: false,
            english: false,
        };
        while let Some(detail) = words.next_if(|word| *word != "key") {
            match detail {
                "as" => take.class = Some(word(words).into()),
                "person" => take.person = Some(word(words).into()),
                "slot" => {
                    take.appointment = Some(CheckIn { appointment: "a-1".into(), slot: time_of(words) });
                }
                "return-code" => take.return_code = true,
                "english" => take.english = true,
                other => panic!("`{other}` is nothing a ticket is taken with"),
            }
        }
        Action::TakeTicket(take)
    }

    fn at_window(&self, words: &mut Words) -> (Caller, Action) {
        let window = WindowId(read(word(words)));
        let clerk = match words.next_if_eq(&"by") {
            Some(_) => StaffId::new(word(words)),
            None => StaffId::new(&format!("clerk-{window}")),
        };
        let caller = Caller::Staff(clerk.clone());
        let verb = word(words);
        let at = AtWindow { window, clerk: clerk.clone() };
        let action = match verb {
            "open" => Action::OpenWindow(at),
            "continue" => Action::ContinueWindow(at),
            "close" => Action::CloseWindow(at),
            "pause" => {
                let until = words.next_if_eq(&"until").map(|_| time_of(words));
                Action::PauseWindow { at, reason: PauseReason::Break, until }
            }
            "call" => {
                let believed = words.next_if_eq(&"has").map(|_| self.ticket(word(words)));
                Action::CallNext { at, believed }
            }
            "pick" => Action::CallTicket { at, ticket: self.ticket(word(words)) },
            "give" => {
                let chosen = word(words);
                let items = if chosen == "nothing" { Vec::new() } else { items(chosen) };
                let serve = words.next_if_eq(&"serve").is_some();
                Action::GiveTicket { at, items, serve, english: words.next_if_eq(&"english").is_some() }
            }
            verb => Self::with_ticket(
                verb,
                TicketAtWindow { window, clerk, ticket: self.ticket(word(words)) },
                words,
            ),
        };
        (caller, action)
    }

    fn with_ticket(verb: &str, at: TicketAtWindow, words: &mut Words) -> Action {
        match verb {
            "recall" => Action::Recall(at),
            "start" => Action::StartService(at),
            "record" => {
                let ItemOutcome { item, outcome } = outcomes(word(words)).remove(0);
                Action::RecordOutcome { at, item, outcome }
            }
            "finish" => {
                let given = words.next_if(|word| *word != "key").map_or(Vec::new(), outcomes);
                Action::Finish { at, outcomes: given }
            }
            "no-show" => Action::MarkNoShow(at),
            "park" => Action::Park { at, kind: name::<ParkKind>(word(words)) },
            "resume" => Action::ResumeService(at),
            "put-back" => Action::PutBack(at),
            "transfer" => {
                let moved = words.next_if(|word| *word != "to").map_or(Vec::new(), items);
                assert_eq!(word(words), "to");
                let to = match word(words) {
                    "line" => TransferTarget::Line(word(words).into()),
                    _ => TransferTarget::Window(WindowId(read(word(words)))),
                };
                Action::Transfer { at, items: moved, to }
            }
            "void" => Action::VoidClass(at),
            other => panic!("`{other}` is nothing a clerk does"),
        }
    }

    fn supervise(&self, verb: &str, words: &mut Words) -> Action {
        match verb {
            "direct" => {
                Action::DirectTicket { ticket: self.ticket(word(words)), window: WindowId(read(word(words))) }
            }
            "open-for" => {
                let window = WindowId(read(word(words)));
                Action::OpenWindowFor(AtWindow { window, clerk: StaffId::new(word(words)) })
            }
            "reserve" => Action::ReservePlaces { line: word(words).into(), places: read(word(words)) },
            "adopt" => Action::AdoptCatalogue { catalogue: Box::new(self.catalogues[word(words)].clone()) },
            "extend" => {
                let line = word(words).into();
                let until = words.next_if_eq(&"until").map(|_| time_of(words));
                Action::ExtendHours { line, until }
            }
            "mute" => Action::MuteVoice,
            "unmute" => Action::UnmuteVoice,
            "assign" => {
                let window = WindowId(read(word(words)));
                let lines = |word: &str| match word {
                    "none" => Vec::new(),
                    some => some.split(',').map(Into::into).collect(),
                };
                let own = lines(word(words));
                assert_eq!(word(words), "helps");
                Action::AssignLines { window, own, helps: lines(word(words)) }
            }
            "jump" => Action::ReportClockJump { ahead_ms: read::<i64>(word(words)) * MINUTE_MS },
            "confirm-clock" => Action::ConfirmClock,
            other => self.visitor(other, None, words),
        }
    }
}

fn phone(verb: &str, ticket: TicketId) -> Action {
    match verb {
        "cancel" => Action::CancelTicket { ticket },
        "return" => Action::ReturnTicket { ticket },
        "late" => Action::ReportLate { ticket },
        other => panic!("`{other}` is nothing a phone does"),
    }
}

/// One outcome by its name.
#[test]
fn outcomes_are_read_by_their_names() {
    let read = outcomes("card,photo=needs_materials");
    assert_eq!(read[0].outcome, Outcome::Done);
    assert_eq!(read[1].outcome, Outcome::NeedsMaterials);
}
