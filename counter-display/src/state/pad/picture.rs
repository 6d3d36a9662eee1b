//! What the pad shows: plain data, every decision taken.

use std::time::Duration;

use hall_api::core::command::Outcome;
use hall_api::core::evaluation::Level;
use hall_api::core::time::Timestamp;
use hall_api::requests::{EvaluationRequest, Label};
use hall_api::views::{PadItem, PadRate, PadView, PadVisit};

use super::super::{Message, WindowState, time_of_day};
use super::{PadState, RATE_FOR, Sending, Stage};

/// The pad.
#[derive(Clone, Debug, PartialEq)]
pub struct PadPicture {
    /// The number of the window.
    pub number: String,
    /// What it serves; empty until known.
    pub serves: Vec<Label>,
    /// Time of day; none while the server is not heard.
    pub clock: Option<String>,
    /// The server is not heard while somebody rates: what is tapped is kept.
    pub away: bool,
    /// The large part.
    pub scene: PadScene,
}

/// The large part of the pad.
#[derive(Clone, Debug, PartialEq)]
pub enum PadScene {
    /// Nobody is at the window.
    Idle(WindowState),
    /// A number is called.
    Called {
        /// Such as `A003`.
        number: String,
    },
    /// A visitor is at the window.
    InHand(Sheet),
    /// How was it?
    Faces {
        /// What came of the visit.
        sheet: Option<Sheet>,
        /// Until nobody is asked any more.
        countdown: Countdown,
    },
    /// What may be added to a face.
    Details(Details),
    /// The rating is given.
    Thanks(Sending),
    /// Nothing that may be old.
    Message(Message),
}

/// What is in hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Such as `A003`.
    pub number: String,
    /// Its items.
    pub items: Vec<SheetItem>,
    /// The return code, and the day until which it is good.
    pub come_back: Option<(String, String)>,
}

/// An item in hand.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetItem {
    /// Its name.
    pub name: Label,
    /// What came of it, or is about to.
    pub outcome: Option<Outcome>,
    /// The outcome is recorded.
    pub decided: bool,
    /// What to bring.
    pub materials: Vec<Material>,
}

/// A material of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Material {
    /// Its name.
    pub name: Label,
    /// Is it there?
    pub mark: Mark,
}

/// Is a material there?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The clerk has it.
    Received,
    /// Not ticked yet.
    Awaited,
    /// Not there, and the item waits for it.
    Missing,
}

/// Time that is left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Countdown {
    /// From 1 down to 0.
    pub share: f32,
    /// Whole seconds.
    pub seconds: u64,
}

/// A part of a visit that may be rated by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// How quickly it went.
    Efficiency,
    /// How well the clerk knew the matter.
    Competence,
    /// How friendly it was.
    Attitude,
}

impl Part {
    /// Every part, in the order shown.
    pub const ALL: [Self; 3] = [Self::Efficiency, Self::Competence, Self::Attitude];
}

/// What may be added to a face, a page at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Reasons to tick.
    Reasons,
    /// A level for each part of the visit.
    Parts,
}

/// What may be added to a face.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    /// What of it.
    pub page: Page,
    /// The face that was tapped.
    pub level: Level,
    /// What may be ticked with it.
    pub reasons: Vec<ReasonButton>,
    /// What was said of each part.
    pub parts: [(Part, Option<Level>); 3],
    /// Until it is sent as it is.
    pub countdown: Countdown,
}

/// A reason that may be ticked.
#[derive(Clone, Debug, PartialEq)]
pub struct ReasonButton {
    /// Its name in requests.
    pub code: String,
    /// What it says.
    pub text: Label,
    /// It is ticked.
    pub ticked: bool,
}

impl PadState {
    /// The picture now.
    pub fn picture(&self, now: Duration) -> PadPicture {
        let view = self.latest.as_ref().map(|latest| &latest.view);
        let live = view.zip(self.server_now(now));
        let rating = self.rating(view, now);
        PadPicture {
            number: self.window.to_string(),
            serves: view.map(|view| view.serves.clone()).unwrap_or_default(),
            clock: live.map(|(_, at)| time_of_day(&self.zone, at, at)),
            away: live.is_none() && rating.is_some(),
            scene: match (rating, live) {
                (Some(scene), _) => scene,
                (None, Some((view, server_now))) => self.scene(view, server_now),
                (None, None) => PadScene::Message(self.link.message()),
            },
        }
    }

    /// What is asked of the visitor, whether the server is heard or not.
    fn rating(&self, view: Option<&PadView>, now: Duration) -> Option<PadScene> {
        Some(match &self.stage {
            Stage::Quiet => return None,
            Stage::Faces { ends, rate } => {
                let visit = view.and_then(|view| view.visit.as_ref());
                let sheet = visit.filter(|visit| visit.ticket == rate.ticket);
                PadScene::Faces { sheet: sheet.map(|visit| self.sheet(visit)), countdown: left(*ends, now) }
            }
            Stage::Details { rate, request, page, ends } => {
                PadScene::Details(details(rate, request, *page, left(*ends, now)))
            }
            Stage::Thanks { sending, .. } => PadScene::Thanks(sending.clone()),
        })
    }

    fn scene(&self, view: &PadView, server_now: Timestamp) -> PadScene {
        if let Some(call) = &view.call {
            return match &view.visit {
                Some(visit) if call.serving => PadScene::InHand(self.sheet(visit)),
                _ => PadScene::Called { number: call.number.to_string() },
            };
        }
        PadScene::Idle(WindowState::of(view.state, &self.zone, server_now))
    }

    fn sheet(&self, visit: &PadVisit) -> Sheet {
        Sheet {
            number: visit.number.to_string(),
            items: visit.items.iter().map(sheet_item).collect(),
            come_back: visit.come_back.as_ref().map(|back| {
                let code = back.code.split_at_checked(back.code.len() / 2);
                let code = code.map_or_else(|| back.code.clone(), |(one, other)| format!("{one}-{other}"));
                let day = back.until.civil(&self.zone);
                (code, format!("{}-{:02}-{:02}", day.year(), day.month(), day.day()))
            }),
        }
    }
}

fn sheet_item(item: &PadItem) -> SheetItem {
    let lacks = item.outcome == Some(Outcome::NeedsMaterials);
    SheetItem {
        name: item.name.clone(),
        outcome: item.outcome,
        decided: item.decided,
        materials: item
            .materials
            .iter()
            .map(|material| Material {
                name: material.name.clone(),
                mark: match (material.received, lacks) {
                    (true, _) => Mark::Received,
                    (false, true) => Mark::Missing,
                    (false, false) => Mark::Awaited,
                },
            })
            .collect(),
    }
}

fn details(rate: &PadRate, request: &EvaluationRequest, page: Page, countdown: Countdown) -> Details {
    let offered = rate.reasons.iter().filter(|reason| reason.levels.contains(&request.level));
    let mut given = request.clone();
    Details {
        page,
        level: request.level,
        reasons: offered
            .map(|reason| ReasonButton {
                code: reason.code.clone(),
                text: reason.text.clone(),
                ticked: request.reasons.contains(&reason.code),
            })
            .collect(),
        parts: Part::ALL.map(|part| (part, *part.of(&mut given))),
        countdown,
    }
}

fn left(ends: Duration, now: Duration) -> Countdown {
    let left = ends.saturating_sub(now);
    Countdown {
        share: (left.as_secs_f32() / RATE_FOR.as_secs_f32()).clamp(0.0, 1.0),
        seconds: left.as_millis().div_ceil(1_000) as u64,
    }
}
