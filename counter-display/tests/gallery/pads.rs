//! Pads in the gallery: what one hears at its window, and what the visitor touches.

use std::time::Duration;

use counter_display::state::pad::{PadEvent, PadPicture, PadState, Page, Sending, Touch};
use hall_api::core::command::Outcome;
use hall_api::core::evaluation::Level;
use hall_api::core::ids::{TicketId, TicketNumber, WindowId};
use hall_api::core::time::{HOUR_MS, MINUTE_MS, Timestamp};
use hall_api::requests::Label;
use hall_api::views::{
    Call, PadComeBack, PadItem, PadMaterial, PadRate, PadView, PadVisit, RateReason, Update, WindowMode,
};
use hall_ui::look::Choice;
use jiff::tz::TimeZone;

use super::scenes::NOW;

const TICKET: TicketId = TicketId(17);
const NUMBER: TicketNumber = TicketNumber { prefix: 'A', number: 3 };

/// A pad in one state.
#[derive(Clone, Copy)]
pub(crate) struct Pad {
    /// The visitor reads English.
    pub english: bool,
    /// Large type was chosen.
    pub large: bool,
    pub what: What,
}

#[derive(Clone, Copy)]
pub(crate) enum What {
    Idle,
    Called,
    /// Papers are being handed in; true if one is missing.
    InHand(bool),
    /// The visit has ended so, for its first item.
    Faces(Outcome),
    /// A face was tapped, and the page of what may be added.
    Details(Level, Page),
    /// The rating was sent and taken down.
    Thanks,
    /// The rating was sent, and nobody has answered yet.
    Kept,
    Lost,
}

impl Pad {
    /// What it shows, and how.
    pub(crate) fn play(self) -> (PadPicture, Choice) {
        let mut state = PadState::new(WindowId(3), TimeZone::get("Asia/Shanghai").unwrap());
        let began = Duration::from_secs(1);
        state.on(self.heard(), began);
        let mut touches = vec![Touch::Large(self.large)];
        match self.what {
            What::Details(level, page) => touches.extend([Touch::Face(level), Touch::Page(page)]),
            What::Thanks | What::Kept => touches.extend([Touch::Face(Level::Satisfied), Touch::Submit]),
            What::Idle | What::Called | What::InHand(_) | What::Faces(_) | What::Lost => {}
        }
        if let What::Details(Level::Dissatisfied, Page::Reasons) = self.what {
            touches.push(Touch::Reason("waited-long".to_owned()));
        }
        for touch in touches {
            state.on(PadEvent::Touch(touch), began);
        }
        match self.what {
            What::Thanks => drop(state.on(PadEvent::Rating(TICKET, Sending::Done), began)),
            What::Kept => drop(state.on(PadEvent::Rating(TICKET, Sending::Retrying), began)),
            What::Lost => drop(state.on(PadEvent::Lost, began)),
            _ => {}
        }
        (state.picture(began + Duration::from_secs(4)), state.choice())
    }

    fn heard(self) -> PadEvent {
        let call = |serving| Call {
            call: 1,
            number: NUMBER,
            window: WindowId(3),
            at: Timestamp(NOW),
            serving,
            english: self.english,
        };
        let (call, visit, rate) = match self.what {
            What::Idle | What::Lost => (None, None, None),
            What::Called => (Some(call(false)), None, None),
            What::InHand(missing) => {
                let visit = self.visit(missing.then_some(Outcome::NeedsMaterials), false);
                (Some(call(true)), Some(visit), None)
            }
            What::Faces(outcome) => (None, Some(self.visit(Some(outcome), true)), Some(rate())),
            What::Details(..) | What::Thanks | What::Kept => {
                (None, Some(self.visit(Some(Outcome::Accepted), true)), Some(rate()))
            }
        };
        let view = PadView {
            window: WindowId(3),
            name: label("综合窗口（学生）", "Comprehensive window, students"),
            serves: vec![
                label("学籍与成绩", "Student records"),
                label("校园卡与车辆", "Campus card and vehicles"),
            ],
            state: WindowMode::Open,
            call,
            visit,
            rate,
        };
        PadEvent::View(Box::new(Update { version: 1, now: Timestamp(NOW), view }))
    }

    fn visit(self, outcome: Option<Outcome>, decided: bool) -> PadVisit {
        let is_missing = outcome == Some(Outcome::NeedsMaterials);
        let material = |zh, en, received| PadMaterial { name: label(zh, en), received };
        let card = PadItem {
            name: label("补办校园卡", "Replace a campus card"),
            materials: vec![
                material("校园卡补办申请表", "Application for a new campus card", true),
                material("身份证原件", "Identity card, original", decided),
                material("近期免冠照片一张", "A recent photograph", !is_missing && decided),
            ],
            outcome,
            decided,
        };
        let proof = PadItem {
            name: label("在读证明", "Certificate of enrolment"),
            materials: Vec::new(),
            outcome: decided.then_some(Outcome::Done),
            decided,
        };
        let until = Timestamp(NOW + 30 * 24 * HOUR_MS);
        let come_back = (is_missing && decided).then(|| PadComeBack { code: "ABCDEFGHJK".to_owned(), until });
        PadVisit {
            ticket: TICKET,
            number: NUMBER,
            english: self.english,
            items: vec![card, proof],
            come_back,
        }
    }
}

/// With the reasons that are shipped.
fn rate() -> PadRate {
    #[derive(serde::Deserialize)]
    struct File {
        reason: Vec<RateReason>,
    }
    let file: File = toml::from_str(include_str!("../../../assets/evaluation.toml")).unwrap();
    PadRate { ticket: TICKET, until: Timestamp(NOW + 3 * MINUTE_MS), reasons: file.reason }
}

fn label(zh: &str, en: &str) -> Label {
    Label { zh: zh.to_owned(), en: en.to_owned() }
}
