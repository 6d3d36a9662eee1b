//! The screens on the way to a certificate, for the ear. A PIN is counted, never said.

use super::Ear;
use crate::state::certificate::Mask;
use crate::state::{CertificateTouch, Touch};
use crate::view::{
    CertificateView, ChoicesView, CopiesView, MessageView, OffersView, PhoneView, PinView, PreviewView,
    TileView,
};

/// Figures of the keys of a PIN.
const DIGITS: &str = "1234567890";

impl Ear<'_> {
    pub(super) fn certificate(&mut self, view: &CertificateView) {
        match view {
            CertificateView::SignIn(view) => {
                self.title(&view.title);
                self.detail(&view.detail);
                self.tiles(&view.tiles);
                self.back();
            }
            CertificateView::Phone(view) => self.phone(view),
            CertificateView::Pin(view) => self.pin(view),
            CertificateView::Offers(view) => self.offers(view),
            CertificateView::Choices(view) => self.choices(view),
            CertificateView::Copies(view) => self.copies(view),
            CertificateView::Preview(view) => self.preview(view),
            CertificateView::Message(view) => self.message(view),
        }
    }

    /// Tiles; those that cannot be had now are told with the reason.
    pub(super) fn tiles(&mut self, tiles: &[TileView]) {
        for tile in tiles {
            let label = self.joined(&[&tile.title, &tile.hint]);
            if tile.stopped { self.read(label) } else { self.touch(label, tile.touch.clone()) }
        }
    }

    fn phone(&mut self, view: &PhoneView) {
        self.title(&view.title);
        self.detail(&view.detail);
        let check: Vec<String> = view.check.chars().map(String::from).collect();
        let words = self.joined(&[self.look.t("kiosk.certificate.phone_check"), &check.join(" ")]);
        self.detail(&words);
        self.read(words);
        if view.opened {
            self.status(self.look.t("kiosk.certificate.phone_is_open"));
        }
        self.back();
    }

    fn pin(&mut self, view: &PinView) {
        self.title(&view.title);
        self.detail(&view.detail);
        self.note(view.note.as_ref());
        if view.typed > 0 {
            self.status(&view.typed_words);
        }
        self.keys(DIGITS, |digit| digit);
        if view.is_complete() {
            self.button("kiosk.certificate.pin_next", Touch::Next);
        }
        self.back();
    }

    fn offers(&mut self, view: &OffersView) {
        self.title(&view.title);
        if let Some(nothing) = &view.nothing {
            self.detail(nothing);
        }
        for offer in &view.offers {
            let chip = offer.chip.as_ref().map_or("", |chip| &chip.0);
            let label = self.joined(&[&offer.title, chip, &offer.hint]);
            match &offer.touch {
                Some(touch) => self.touch(label, touch.clone()),
                None => self.read(label),
            }
        }
        self.back();
    }

    fn choices(&mut self, view: &ChoicesView) {
        self.title(&view.title);
        self.detail(&view.detail);
        for choice in &view.choices {
            let state = if choice.selected { self.state(true) } else { "" };
            self.touch(self.joined(&[&choice.title, state]), choice.touch.clone());
        }
        self.back();
    }

    fn copies(&mut self, view: &CopiesView) {
        self.title(&view.title);
        self.detail(&self.joined(&view.summary.iter().map(String::as_str).collect::<Vec<_>>()));
        self.detail(&view.most);
        self.status(&view.copies);
        if let Some(touch) = &view.fewer {
            self.button("kiosk.certificate.copies_fewer", touch.clone());
        }
        if let Some(touch) = &view.more {
            self.button("kiosk.certificate.copies_more", touch.clone());
        }
        self.button("kiosk.certificate.copies_next", Touch::Next);
        self.back();
    }

    fn preview(&mut self, view: &PreviewView) {
        self.title(&view.title);
        self.detail(&view.name);
        self.note(view.note.as_ref());
        let key = if view.mask == Mask::Covered {
            "kiosk.certificate.preview_show"
        } else {
            "kiosk.certificate.preview_hide"
        };
        if view.note.is_none() {
            self.touch(&view.print, Touch::Certificate(CertificateTouch::Print));
        }
        self.button(key, Touch::Certificate(CertificateTouch::Uncover));
        self.back();
    }

    fn message(&mut self, view: &MessageView) {
        self.title(&view.title);
        self.detail(&view.detail);
        if let Some(fact) = &view.fact {
            self.status(fact);
        }
        self.note(view.note.as_ref());
        for way in view.ways.iter().rev().filter(|way| way.enabled) {
            self.touch(&way.words, way.touch.clone());
        }
        let first = view.ways.first().filter(|way| way.enabled);
        self.heard.back = first.map(|way| way.touch.clone());
    }
}
