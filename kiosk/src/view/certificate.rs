//! What the screens on the way to a certificate show.

mod message;
mod words;

use std::time::Duration;

use hall_api::requests::CertificateOffer;
use hall_api::texts::Language;
use hall_ui::icons::Icon;
use hall_ui::look::Look;
use hall_ui::widgets::{Private, Tone};

use super::home::TileView;
use super::readers::ChoiceView;
use super::{Body, NoteView, readers, seconds_left};
use crate::state::certificate::{Mask, PIN_DIGITS, Phone, Step, WrongPin};
use crate::state::{Certificate, CertificateTouch, State, Touch};

#[cfg(test)]
pub(super) use message::FOR_PERSONS;
pub use message::{MessageView, WayView};
pub(super) use words::office;

/// A screen on the way to a certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct CertificateScreen {
    /// Where one is among signing in, choosing, looking and printing; from 0.
    pub stage: usize,
    /// What is shown.
    pub view: CertificateView,
}

/// What is shown on the way to a certificate.
#[derive(Clone, Debug, PartialEq)]
pub enum CertificateView {
    /// Sign in: how?
    SignIn(SignInView),
    /// The phone has the word.
    Phone(PhoneView),
    /// The PIN, please.
    Pin(PinView),
    /// Which certificate?
    Offers(OffersView),
    /// One of several: language, purpose.
    Choices(ChoicesView),
    /// How many?
    Copies(CopiesView),
    /// This is how it looks.
    Preview(PreviewView),
    /// Something to know, and what to do next.
    Message(MessageView),
}

/// Sign in: how?
#[derive(Clone, Debug, PartialEq)]
pub struct SignInView {
    /// What to do.
    pub title: String,
    /// Why.
    pub detail: String,
    /// The ways.
    pub tiles: Vec<TileView>,
}

/// The phone has the word.
#[derive(Clone, Debug, PartialEq)]
pub struct PhoneView {
    /// What to do.
    pub title: String,
    /// How.
    pub detail: String,
    /// Address of the page, as a QR code.
    pub address: String,
    /// The two digits.
    pub check: String,
    /// Time left.
    pub left: String,
    /// A phone has it open.
    pub opened: bool,
}

/// The PIN, please.
#[derive(Clone, Debug, PartialEq)]
pub struct PinView {
    /// What to do.
    pub title: String,
    /// How.
    pub detail: String,
    /// The last one was wrong.
    pub note: Option<NoteView>,
    /// Digits typed.
    pub typed: usize,
    /// In words, for who cannot see the dots.
    pub typed_words: String,
    /// Digits of a PIN.
    pub places: usize,
}

impl PinView {
    /// Is it complete?
    pub fn is_complete(&self) -> bool {
        self.typed == self.places
    }
}

/// Which certificate?
#[derive(Clone, Debug, PartialEq)]
pub struct OffersView {
    /// A few words, with the person's name; the screen sees to letters that no font has.
    pub title: String,
    /// The kinds.
    pub offers: Vec<OfferView>,
    /// There is none.
    pub nothing: Option<String>,
    /// Page of the list, from 0; may be beyond the last.
    pub page: usize,
}

/// A kind of certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferView {
    /// Its name.
    pub title: String,
    /// What it is good for and how many are free, or why it cannot be had.
    pub hint: String,
    /// A word about it.
    pub chip: Option<(String, Tone, Icon)>,
    /// What a touch means; none if it cannot be had.
    pub touch: Option<Touch>,
}

/// One of several.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoicesView {
    /// What is asked.
    pub title: String,
    /// More about it.
    pub detail: String,
    /// What there is.
    pub choices: Vec<ChoiceView>,
    /// Page of the list, from 0; may be beyond the last.
    pub page: usize,
}

/// How many?
#[derive(Clone, Debug, PartialEq)]
pub struct CopiesView {
    /// What is asked.
    pub title: String,
    /// What will be printed: kind, language, purpose.
    pub summary: Vec<String>,
    /// How many.
    pub copies: String,
    /// Up to how many.
    pub most: String,
    /// One less.
    pub fewer: Option<Touch>,
    /// One more.
    pub more: Option<Touch>,
}

/// This is how it looks.
#[derive(Clone, Debug, PartialEq)]
pub struct PreviewView {
    /// A few words.
    pub title: String,
    /// The page, as it is or masked.
    pub picture: Option<Private>,
    /// What it is, for who cannot see it.
    pub name: String,
    /// What is written over a masked page.
    pub covered: Option<String>,
    /// How it is shown.
    pub mask: Mask,
    /// What stands on the button that shows it.
    pub uncover: String,
    /// It is shown while it is pressed; otherwise by one touch.
    pub hold: bool,
    /// The page shown, from 0, and how many there are.
    pub page: (usize, usize),
    /// What stands on the button that prints it.
    pub print: String,
    /// Why it cannot be printed now.
    pub note: Option<NoteView>,
}

pub(super) fn view(state: &State, look: &Look, now: Duration) -> Body {
    // A screen without a certificate is not shown.
    let Some(certificate) = &state.certificate else {
        return Body::Home(super::home::view(state, look, now, 0));
    };
    let (at, view) = match &certificate.step {
        Step::SignIn => (0, CertificateView::SignIn(sign_in(state, look))),
        Step::Phone(phone) => (0, CertificateView::Phone(view_phone(look, phone, now))),
        Step::Card => return Body::Prompt(readers::own_card(look)),
        Step::Pin { typed, wrong } => (0, CertificateView::Pin(pin(look, typed.len(), *wrong))),
        Step::Waiting { what, since, retrying } => {
            let view = message::waiting(look, *what, *since, *retrying, now);
            (message::stage(*what), CertificateView::Message(view))
        }
        Step::Offers { page } => (1, CertificateView::Offers(offers(certificate, look, *page))),
        Step::Language => (1, CertificateView::Choices(languages(certificate, look))),
        Step::Purpose { page } => (1, CertificateView::Choices(purposes(certificate, look, *page))),
        Step::Copies => (1, CertificateView::Copies(copies(certificate, look))),
        Step::Preview { page, mask } => {
            (2, CertificateView::Preview(preview(state, certificate, look, *page, *mask)))
        }
        Step::Printing(copies) => (3, CertificateView::Message(message::printing(state, look, copies))),
        Step::Short(copies) => (3, CertificateView::Message(message::short(state, look, copies))),
        Step::Taken { .. } => {
            let left = certificate.counts_down_to(state.touched());
            let left = seconds_left(left.unwrap_or_default().saturating_sub(now));
            (3, CertificateView::Message(message::taken(look, left as usize)))
        }
        Step::Trouble(trouble) => {
            let at = usize::from(certificate.person.is_some());
            (at, CertificateView::Message(message::trouble(state, look, trouble, now)))
        }
    };
    Body::Certificate(Box::new(CertificateScreen { stage: at, view }))
}

fn sign_in(state: &State, look: &Look) -> SignInView {
    let tile = |title: &str, hint: &str, icon, touch, main| TileView {
        title: look.t(title).to_owned(),
        hint: look.t(hint).to_owned(),
        icon,
        main,
        stopped: false,
        touch: Touch::Certificate(touch),
    };
    let mut tiles = vec![tile(
        "kiosk.certificate.by_phone",
        "kiosk.certificate.by_phone_hint",
        Icon::Phone,
        CertificateTouch::ByPhone,
        true,
    )];
    if state.readers.cards {
        tiles.push(tile(
            "kiosk.certificate.by_card",
            "kiosk.certificate.by_card_hint",
            Icon::Card,
            CertificateTouch::ByCard,
            false,
        ));
    }
    SignInView {
        title: look.t("kiosk.certificate.sign_in_title").to_owned(),
        detail: look.t("kiosk.certificate.sign_in_detail").to_owned(),
        tiles,
    }
}

fn view_phone(look: &Look, phone: &Phone, now: Duration) -> PhoneView {
    let left = seconds_left(phone.ends_at.saturating_sub(now));
    let time = format!("{}:{:02}", left / 60, left % 60);
    let title = if phone.opened { "kiosk.certificate.phone_opened" } else { "kiosk.certificate.phone_title" };
    PhoneView {
        title: look.t(title).to_owned(),
        detail: look.t("kiosk.certificate.phone_detail").to_owned(),
        address: phone.url.clone(),
        check: phone.check.clone(),
        left: look.fill("kiosk.certificate.phone_left", &[("time", &time)]),
        opened: phone.opened,
    }
}

fn pin(look: &Look, typed: usize, wrong: Option<WrongPin>) -> PinView {
    let note = wrong.map(|wrong| NoteView {
        words: match wrong {
            WrongPin::Left(left) => look.count("kiosk.certificate.pin_wrong_left", left as usize),
            WrongPin::Again => look.t("kiosk.certificate.pin_wrong").to_owned(),
        },
        tone: Tone::Warning,
        icon: Icon::Warning,
    });
    PinView {
        title: look.t("kiosk.certificate.pin_title").to_owned(),
        detail: look.t("kiosk.certificate.pin_detail").to_owned(),
        note,
        typed,
        typed_words: look.count("kiosk.certificate.pin_typed", typed),
        places: PIN_DIGITS,
    }
}

fn offers(certificate: &Certificate, look: &Look, page: usize) -> OffersView {
    let name = certificate.person.as_ref().map_or("", |person| person.name.as_str());
    let offers: Vec<OfferView> =
        certificate.offers.iter().enumerate().map(|(index, offer)| view_offer(look, index, offer)).collect();
    OffersView {
        title: look.fill("kiosk.certificate.offers_title", &[("name", name)]),
        nothing: offers.is_empty().then(|| look.t("kiosk.certificate.offers_none").to_owned()),
        offers,
        page,
    }
}

fn view_offer(look: &Look, index: usize, offer: &CertificateOffer) -> OfferView {
    // In large mode there is room for the reason or the chip: the reason says more.
    let at_a_window = || {
        let chip = (look.t("kiosk.certificate.at_a_window").to_owned(), Tone::Warning, Icon::Building);
        (!look.large()).then_some(chip)
    };
    let free = look.count("kiosk.certificate.offer_free", offer.free_left as usize);
    let (hint, chip, can) = match &offer.refused {
        Some(refused) => (look.label(&refused.words).to_owned(), at_a_window(), false),
        None if offer.free_left == 0 => {
            (look.t("kiosk.certificate.offer_used").to_owned(), at_a_window(), false)
        }
        None => (look.label(&offer.about).to_owned(), Some((free, Tone::Ok, Icon::Paper)), true),
    };
    OfferView {
        title: look.label(&offer.name).to_owned(),
        hint,
        chip,
        touch: can.then_some(Touch::Certificate(CertificateTouch::Offer(index))),
    }
}

/// A language by its name in the language of the screen.
fn language_name(look: &Look, language: Language) -> String {
    let key = match language {
        Language::Zh => "kiosk.certificate.in_zh",
        Language::En => "kiosk.certificate.in_en",
    };
    look.t(key).to_owned()
}

fn languages(certificate: &Certificate, look: &Look) -> ChoicesView {
    let languages = certificate.offer().map_or(&[][..], |offer| &offer.languages);
    let choice = |language: &Language| ChoiceView {
        title: language_name(look, *language),
        icon: Icon::Globe,
        selected: *language == certificate.wish.language,
        touch: Touch::Certificate(CertificateTouch::Language(*language)),
    };
    let name = certificate.name().map_or("", |name| look.label(name));
    ChoicesView {
        title: look.t("kiosk.certificate.language_title").to_owned(),
        detail: name.to_owned(),
        choices: languages.iter().map(choice).collect(),
        page: 0,
    }
}

fn purposes(certificate: &Certificate, look: &Look, page: usize) -> ChoicesView {
    let choice = |(index, purpose): (usize, &hall_api::requests::Purpose)| ChoiceView {
        title: look.label(&purpose.name).to_owned(),
        icon: Icon::Paper,
        selected: index == certificate.wish.purpose,
        touch: Touch::Certificate(CertificateTouch::Purpose(index)),
    };
    ChoicesView {
        title: look.t("kiosk.certificate.purpose_title").to_owned(),
        detail: look.t("kiosk.certificate.purpose_detail").to_owned(),
        choices: certificate.purposes.iter().enumerate().map(choice).collect(),
        page,
    }
}

fn copies(certificate: &Certificate, look: &Look) -> CopiesView {
    let (copies, most) = (certificate.wish.copies, certificate.copies_max());
    let touch = |copies: u32| Touch::Certificate(CertificateTouch::Copies(copies));
    let mut summary = Vec::new();
    if let Some(offer) = certificate.offer() {
        summary.push(look.label(&offer.name).to_owned());
        summary.push(language_name(look, certificate.wish.language));
    }
    if let Some(purpose) = certificate.purpose().filter(|_| certificate.purposes.len() > 1) {
        summary.push(look.label(&purpose.name).to_owned());
    }
    CopiesView {
        title: look.t("kiosk.certificate.copies_title").to_owned(),
        summary,
        copies: words::copies(look, copies),
        most: look.count("kiosk.certificate.copies_max", most as usize),
        fewer: (copies > 1).then(|| touch(copies - 1)),
        more: (copies < most).then(|| touch(copies + 1)),
    }
}

fn preview(state: &State, certificate: &Certificate, look: &Look, page: usize, mask: Mask) -> PreviewView {
    let sheets = certificate.drawn.as_ref().map_or(&[][..], |drawn| &drawn.sheets);
    let picture =
        sheets.get(page).map(|sheet| if mask.is_covered() { &sheet.masked } else { &sheet.clear }).cloned();
    let hold = !look.large();
    let uncover = match (hold, mask) {
        (true, Mask::Covered) => "kiosk.certificate.preview_hold",
        (true, Mask::Held) => "kiosk.certificate.preview_release",
        (false, Mask::Covered) => "kiosk.certificate.preview_show",
        (_, Mask::Uncovered { .. } | Mask::Held) => "kiosk.certificate.preview_hide",
    };
    let print = match certificate.wish.copies {
        1 => look.t("kiosk.certificate.preview_print_one").to_owned(),
        n => look.count("kiosk.certificate.preview_print", n as usize),
    };
    PreviewView {
        title: look.t("kiosk.certificate.preview_title").to_owned(),
        picture,
        name: look.t("kiosk.certificate.preview_name").to_owned(),
        covered: mask.is_covered().then(|| look.t("kiosk.certificate.preview_covered").to_owned()),
        mask,
        uncover: look.t(uncover).to_owned(),
        hold,
        page: (page, sheets.len()),
        print,
        note: office(look, state.office).filter(|_| !state.office.prints()),
    }
}
