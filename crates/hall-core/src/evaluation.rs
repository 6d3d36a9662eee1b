//! Evaluations (好差评): what a visitor thinks of a visit that has ended. A record, not part of the log.
//!
//! One visit, one evaluation, given at the pad of the window that ended it or on the ticket's phone page; nobody is forced.

use serde::{Deserialize, Serialize};

use crate::catalogue::Text;
use crate::command::{Caller, Fingerprint};
use crate::ids::{ItemCode, LineId, StaffId, TicketId, TicketNumber, WindowId};
use crate::rejection::Rejection;
use crate::time::{HOUR_MS, MINUTE_MS, Timestamp};

/// The pad of the window may rate for this long after the visit ended, milliseconds: the visitor is still there, and a
/// rating tapped while the network was away still counts.
pub const PAD_FOR_MS: i64 = 3 * MINUTE_MS;
/// The phone may rate for this long after the visit ended, milliseconds.
pub const PHONE_FOR_MS: i64 = 5 * 24 * HOUR_MS;
/// A visit is remembered for this long after it ended, milliseconds: so that who comes too late is told so.
pub const KEPT_MS: i64 = 7 * 24 * HOUR_MS;
/// Longest comment, characters.
pub const COMMENT_CHARS_MAX: usize = 200;

/// How content a visitor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Level {
    /// 非常不满意, 1.
    VeryDissatisfied,
    /// 不满意, 2.
    Dissatisfied,
    /// 基本满意, 3.
    Fair,
    /// 满意, 4.
    Satisfied,
    /// 非常满意, 5.
    VerySatisfied,
}

/// A number that is no level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a level: 1 to 5")]
pub struct NoLevel(pub u8);

impl Level {
    /// Every level, the best first: the order in which faces stand.
    pub const ALL: [Self; 5] =
        [Self::VerySatisfied, Self::Satisfied, Self::Fair, Self::Dissatisfied, Self::VeryDissatisfied];

    /// 1 to 5.
    pub fn number(self) -> u8 {
        match self {
            Self::VeryDissatisfied => 1,
            Self::Dissatisfied => 2,
            Self::Fair => 3,
            Self::Satisfied => 4,
            Self::VerySatisfied => 5,
        }
    }
}

impl TryFrom<u8> for Level {
    type Error = NoLevel;

    fn try_from(number: u8) -> Result<Self, NoLevel> {
        Self::ALL.into_iter().find(|level| level.number() == number).ok_or(NoLevel(number))
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> u8 {
        level.number()
    }
}

/// A reason a visitor may tick, offered for some levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Its name in records.
    pub code: String,
    /// For people.
    pub text: Text,
    /// Offered with these.
    pub levels: Vec<Level>,
}

/// What a visitor thinks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Overall.
    pub level: Level,
    /// How quickly it went.
    pub efficiency: Option<Level>,
    /// How well the clerk knew the matter.
    pub competence: Option<Level>,
    /// How friendly it was.
    pub attitude: Option<Level>,
    /// Codes of the reasons ticked.
    pub reasons: Vec<String>,
    /// In the visitor's own words.
    pub comment: Option<String>,
}

impl Rating {
    /// Only the overall level.
    pub fn of(level: Level) -> Self {
        Self { level, efficiency: None, competence: None, attitude: None, reasons: Vec::new(), comment: None }
    }

    /// Tells whether two ratings under one key say the same.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::digest(self)
    }
}

/// A visit that has ended: whom to ask, and about what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedVisit {
    /// Its ticket.
    pub ticket: TicketId,
    /// As printed.
    pub number: TicketNumber,
    /// What for.
    pub items: Vec<ItemCode>,
    /// The visitor reads English.
    pub english: bool,
    /// The window that ended it.
    pub window: WindowId,
    /// The line of its first item.
    pub line: LineId,
    /// Who worked there.
    pub clerk: Option<StaffId>,
    /// When.
    pub ended_at: Timestamp,
    /// What the visitor gave; none so far.
    pub given: Option<Given>,
}

/// An evaluation that was given, as far as a repetition needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Who sent it.
    pub caller: Caller,
    /// Under which idempotency key.
    pub key: String,
    /// What it said, digested.
    pub fingerprint: Fingerprint,
}

/// From where a visitor rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rater {
    /// The pad of this window.
    Pad(WindowId),
    /// The phone page of the ticket.
    Phone,
}

/// An evaluation on its way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluate {
    /// Who sends it.
    pub caller: Caller,
    /// Under which idempotency key.
    pub key: String,
    /// From where.
    pub rater: Rater,
    /// What it says.
    pub rating: Rating,
}

impl EndedVisit {
    /// Until when it may be rated from there.
    pub fn open_until(&self, rater: Rater) -> Timestamp {
        match rater {
            Rater::Pad(_) => self.ended_at + PAD_FOR_MS,
            Rater::Phone => self.ended_at + PHONE_FOR_MS,
        }
    }

    /// What becomes of an evaluation: taken down, or none when the very same was taken before.
    ///
    /// # Errors
    /// It was rated already, is rated too late or at another window, or the reasons are not those offered.
    pub fn decide(
        &self,
        now: Timestamp,
        command: &Evaluate,
        offered: &[Reason],
    ) -> Result<Option<Given>, Rejection> {
        let fingerprint = command.rating.fingerprint();
        if let Some(given) = &self.given {
            if given.caller != command.caller || given.key != command.key {
                return Err(Rejection::EvaluationGiven);
            }
            return if given.fingerprint == fingerprint { Ok(None) } else { Err(Rejection::KeyReused) };
        }
        if let Rater::Pad(window) = command.rater
            && window != self.window
        {
            return Err(Rejection::TicketElsewhere { window: self.window });
        }
        let until = self.open_until(command.rater);
        if now >= until {
            return Err(Rejection::EvaluationLate { until });
        }
        check(&command.rating, offered)?;
        Ok(Some(Given { caller: command.caller.clone(), key: command.key.clone(), fingerprint }))
    }
}

/// Each reason is offered for the level and ticked once; the comment is short and one paragraph.
fn check(rating: &Rating, offered: &[Reason]) -> Result<(), Rejection> {
    for (at, code) in rating.reasons.iter().enumerate() {
        let known =
            offered.iter().any(|reason| reason.code == *code && reason.levels.contains(&rating.level));
        if !known || rating.reasons[..at].contains(code) {
            return Err(Rejection::ReasonUnknown { reason: code.chars().take(40).collect() });
        }
    }
    let is_long = |comment: &String| comment.chars().count() > COMMENT_CHARS_MAX;
    if rating.comment.as_ref().is_some_and(is_long) {
        return Err(Rejection::CommentTooLong { max: COMMENT_CHARS_MAX });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: Timestamp = Timestamp(1_000_000);
    const WINDOW: WindowId = WindowId(3);

    fn visit() -> EndedVisit {
        EndedVisit {
            ticket: TicketId(7),
            number: TicketNumber { prefix: 'A', number: 3 },
            items: vec![ItemCode::new("card")],
            english: false,
            window: WINDOW,
            line: LineId::new("cards"),
            clerk: Some(StaffId::new("anna")),
            ended_at: END,
            given: None,
        }
    }

    fn offered() -> Vec<Reason> {
        let reason = |code: &str, levels: &[Level]| Reason {
            code: code.into(),
            text: Text::default(),
            levels: levels.to_vec(),
        };
        vec![
            reason("quick", &[Level::Satisfied, Level::VerySatisfied]),
            reason("slow", &[Level::Dissatisfied, Level::VeryDissatisfied]),
        ]
    }

    fn rate(rater: Rater, rating: Rating) -> Evaluate {
        let caller = match rater {
            Rater::Pad(window) => Caller::Device(format!("pad-{window}").as_str().into()),
            Rater::Phone => Caller::Phone(TicketId(7)),
        };
        Evaluate { caller, key: "k".to_owned(), rater, rating }
    }

    #[test]
    fn who_may_rate_until_when_and_what() {
        let (pad, other, phone) = (Rater::Pad(WINDOW), Rater::Pad(WindowId(4)), Rater::Phone);
        let good = || Rating::of(Level::VerySatisfied);
        let with =
            |reasons: &[&str]| Rating { reasons: reasons.iter().map(|r| (*r).into()).collect(), ..good() };
        let saying = |chars| Rating { comment: Some("好".repeat(chars)), ..good() };
        let late = |until| Err(Rejection::EvaluationLate { until });
        let unknown = |reason: &str| Err(Rejection::ReasonUnknown { reason: reason.into() });
        for (what, after_ms, rater, rating, expected) in [
            ("the pad, at once", 0, pad, good(), Ok(())),
            ("the pad, in the last moment", PAD_FOR_MS - 1, pad, good(), Ok(())),
            ("the pad, too late", PAD_FOR_MS, pad, good(), late(END + PAD_FOR_MS)),
            ("another window's pad", 0, other, good(), Err(Rejection::TicketElsewhere { window: WINDOW })),
            ("the phone, at once", 0, phone, good(), Ok(())),
            ("the phone, after nearly five days", PHONE_FOR_MS - 1, phone, good(), Ok(())),
            ("the phone, too late", PHONE_FOR_MS, phone, good(), late(END + PHONE_FOR_MS)),
            ("a reason of this level", 0, pad, with(&["quick"]), Ok(())),
            ("a reason of another level", 0, pad, with(&["slow"]), unknown("slow")),
            ("no reason of ours", 0, pad, with(&["weather"]), unknown("weather")),
            ("a reason twice", 0, pad, with(&["quick", "quick"]), unknown("quick")),
            ("a long name is cut", 0, pad, with(&[&"x".repeat(99)]), unknown(&"x".repeat(40))),
            ("a comment of full length", 0, phone, saying(COMMENT_CHARS_MAX), Ok(())),
            (
                "a comment too long",
                0,
                phone,
                saying(COMMENT_CHARS_MAX + 1),
                Err(Rejection::CommentTooLong { max: COMMENT_CHARS_MAX }),
            ),
        ] {
            let decided = visit().decide(END + after_ms, &rate(rater, rating), &offered());
            assert_eq!(decided.map(|given| assert!(given.is_some())), expected, "{what}");
        }
    }

    #[test]
    fn one_visit_has_one_evaluation_however_often_it_is_sent() {
        let first = rate(Rater::Phone, Rating::of(Level::Fair));
        let given = visit().decide(END, &first, &[]).unwrap();
        let rated = EndedVisit { given, ..visit() };
        assert_eq!(rated.decide(END + KEPT_MS, &first, &[]), Ok(None), "the same again, even late");
        let changed = Evaluate { rating: Rating::of(Level::Satisfied), ..first.clone() };
        assert_eq!(rated.decide(END, &changed, &[]), Err(Rejection::KeyReused));
        let second = Evaluate { key: "other".into(), ..first };
        assert_eq!(rated.decide(END, &second, &[]), Err(Rejection::EvaluationGiven));
        let pad = rate(Rater::Pad(WINDOW), Rating::of(Level::Fair));
        assert_eq!(rated.decide(END, &pad, &[]), Err(Rejection::EvaluationGiven));
    }

    #[test]
    fn levels_travel_as_their_numbers() {
        let levels: Vec<u8> = Level::ALL.into_iter().map(u8::from).collect();
        assert_eq!(levels, [5, 4, 3, 2, 1]);
        for wrong in [0, 6, 255] {
            assert_eq!(Level::try_from(wrong), Err(NoLevel(wrong)));
        }
        assert_eq!(serde_json::from_str::<Level>("4").unwrap(), Level::Satisfied);
        assert!(serde_json::from_str::<Level>("6").is_err());
    }
}
