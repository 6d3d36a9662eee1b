//! A screen for the ear: made from its view, so that no screen and no choice can be forgotten.
//!
//! Lists are told whole, whatever page of them is drawn; countdowns are told once.

mod certificate;

use hall_api::texts::Language;
use hall_ui::look::Look;
use hall_ui::widgets::BarTouch;
use hall_ui::widgets::keyboard::{CODE_CHARACTERS, LETTERS};

use super::{Choice, Does, Heard};
use crate::state::{Place, Touch};
use crate::view::{
    AskView, BasketView, Body, CardView, ChooseView, ClassView, CodeView, FoundView, HomeView, ItemView,
    ItemsView, ListView, MaterialView, MaterialsView, NoteView, OnlineView, PromptView, RefusedView,
    ReturnedView, RowView, SampleView, SearchView, TakingView, TicketView, View,
};

/// What there is to hear and to choose on a screen.
pub fn screen(view: &View, look: &Look) -> Heard {
    let mut ear = Ear { look, heard: Heard::empty() };
    if let Some(question) = &view.question {
        ear.title(&question.title);
        ear.detail(&question.detail);
        ear.touch(&question.stay, Touch::Stay);
        ear.touch(&question.leave, Touch::Leave);
        ear.heard.back = Some(Touch::Stay);
        return ear.heard;
    }
    if let Some(banner) = &view.banner {
        ear.status(&banner.words);
    }
    ear.body(&view.body);
    ear.bar(view.home.as_deref());
    ear.heard
}

impl Heard {
    fn empty() -> Self {
        Self {
            title: String::new(),
            details: Vec::new(),
            status: Vec::new(),
            choices: Vec::new(),
            back: None,
        }
    }
}

struct Ear<'a> {
    look: &'a Look,
    heard: Heard,
}

impl Ear<'_> {
    fn title(&mut self, title: &str) {
        title.clone_into(&mut self.heard.title);
    }

    fn detail(&mut self, words: &str) {
        self.heard.details.push(words.to_owned());
    }

    fn status(&mut self, words: &str) {
        self.heard.status.push(words.to_owned());
    }

    fn read(&mut self, label: impl Into<String>) {
        self.heard.choices.push(Choice { label: label.into(), does: Does::Read });
    }

    fn touch(&mut self, label: impl Into<String>, touch: Touch) {
        self.heard.choices.push(Choice { label: label.into(), does: Does::Touch(touch) });
    }

    /// A button whose words stand in the texts.
    fn button(&mut self, key: &str, touch: Touch) {
        let label = self.look.t(key).to_owned();
        self.touch(label, touch);
    }

    fn back(&mut self) {
        self.button("common.back", Touch::Back);
        self.heard.back = Some(Touch::Back);
    }

    /// Parts of a label, without those that say nothing.
    fn joined(&self, parts: &[&str]) -> String {
        let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        parts.join(self.look.pick("，", ", "))
    }

    /// A label with its state: chosen or not.
    fn state(&self, chosen: bool) -> &str {
        self.look.t(if chosen { "kiosk.speech.chosen" } else { "kiosk.speech.not_chosen" })
    }

    fn note(&mut self, note: Option<&NoteView>) {
        if let Some(note) = note {
            self.status(&note.words);
        }
    }

    fn body(&mut self, body: &Body) {
        match body {
            Body::Home(view) => self.home(view),
            Body::Ask(view) => self.ask(view),
            Body::Choose(view) => self.choose(view),
            Body::Items(view) => self.items(view),
            Body::Search(view) => self.search(view),
            Body::Item(view) => self.item(view),
            Body::Sample(view) => self.sample(view),
            Body::Online(view) => self.online(view),
            Body::Materials(view) => self.materials(view),
            Body::Class(view) => self.class(view),
            Body::Prompt(view) => self.prompt(view),
            Body::Code(view) => self.code(view),
            Body::Taking(view) => self.taking(view),
            Body::Found(view) => self.found(view),
            Body::Returned(view) => self.returned(view),
            Body::Ticket(view) => self.ticket(view),
            Body::Refused(view) => self.refused(view),
            Body::Certificate(screen) => self.certificate(&screen.view),
        }
    }

    /// The bar, and the end of the guidance.
    fn bar(&mut self, home: Option<&str>) {
        if let Some(words) = home {
            self.touch(words, Touch::Bar(BarTouch::Home));
            self.heard.back.get_or_insert(Touch::Bar(BarTouch::Home));
        }
        let other = match self.look.language() {
            Language::Zh => Language::En,
            Language::En => Language::Zh,
        };
        self.button("kiosk.speech.language", Touch::Bar(BarTouch::Language(other)));
        let large = self.look.large();
        let words = if large { "kiosk.bar.large_off" } else { "kiosk.bar.large" };
        self.button(words, Touch::Bar(BarTouch::Large(!large)));
        let low = self.look.low();
        self.button(if low { "kiosk.bar.low_off" } else { "kiosk.bar.low" }, Touch::Bar(BarTouch::Low(!low)));
        let label = self.look.t("kiosk.speech.silence").to_owned();
        self.heard.choices.push(Choice { label, does: Does::Silence });
    }

    fn home(&mut self, view: &HomeView) {
        match &view.stop {
            None => self.title(self.look.t("kiosk.home.welcome")),
            Some(stop) => {
                self.title(&stop.title);
                self.detail(&stop.detail);
                if let Some(opens) = &stop.opens {
                    self.detail(opens);
                }
            }
        }
        self.note(view.note.as_ref());
        self.tiles(&view.tiles);
        for line in &view.lines {
            self.read(self.joined(&[&line.name, &line.waiting, &line.state]));
        }
    }

    fn ask(&mut self, view: &AskView) {
        self.title(&view.title);
        self.detail(&view.detail);
        if let Some(place) = &view.place {
            self.detail(&self.joined(&[self.look.t("kiosk.ask.place"), place]));
        }
        if let Some(waiting) = &view.waiting {
            self.detail(waiting);
        }
        if let Some(help) = &view.help {
            self.touch(help, Touch::Help);
        }
        self.back();
    }

    fn choose(&mut self, view: &ChooseView) {
        let present = view.tabs.iter().find(|tab| tab.selected).map_or("", |tab| &tab.title);
        self.title(&self.joined(&[self.look.t("kiosk.step.choose"), present]));
        self.button("kiosk.choose.search", Touch::Go(Place::Search));
        for tab in &view.tabs {
            let state = if tab.selected { self.state(true) } else { "" };
            self.touch(self.joined(&[&tab.title, state]), tab.touch.clone());
        }
        match &view.list {
            ListView::Rows(rows) => self.rows(rows),
            ListView::Entries(entries) => {
                for entry in entries {
                    let label = self.joined(&[&entry.title, &entry.hint]);
                    self.touch(label, Touch::Open(entry.shelf.clone()));
                }
            }
        }
        self.basket(&view.basket);
    }

    fn items(&mut self, view: &ItemsView) {
        self.title(&view.title);
        self.rows(&view.rows);
        self.basket(&view.basket);
    }

    fn search(&mut self, view: &SearchView) {
        self.title(self.look.t("kiosk.choose.search"));
        self.detail(&view.prompt);
        if !view.query.is_empty() {
            let spelled: Vec<String> = view.query.to_uppercase().chars().map(String::from).collect();
            self.status(&spelled.join(" "));
            match &view.nothing {
                Some(nothing) => self.status(nothing),
                None => self.status(&self.look.count("kiosk.speech.found", view.rows.len())),
            }
        }
        self.rows(&view.rows);
        self.keys(LETTERS, |letter| letter.to_ascii_lowercase());
        self.basket(&view.basket);
    }

    /// Keys are named by their capital letter; `typed` is what each types.
    fn keys(&mut self, characters: &str, typed: impl Fn(char) -> char) {
        for character in characters.chars() {
            self.touch(character, Touch::Type(typed(character)));
        }
        self.button("kiosk.keys.erase", Touch::Erase);
        self.button("kiosk.keys.clear", Touch::Clear);
    }

    fn rows(&mut self, rows: &[RowView]) {
        for row in rows {
            let label = self.row(row);
            if row.enabled {
                self.touch(label, row.touch.clone());
            } else {
                self.read(label);
            }
            if let Some((about, touch)) = &row.details {
                self.touch(about, touch.clone());
            }
        }
    }

    fn row(&self, row: &RowView) -> String {
        let state = row.ticked.map_or("", |ticked| self.state(ticked));
        let chip = row.chip.as_ref().map_or("", |chip| &chip.0);
        self.joined(&[&row.title, state, &row.hint, chip])
    }

    /// What was chosen, and the ways on and back.
    fn basket(&mut self, view: &BasketView) {
        self.status(&view.title);
        if let Some(full) = &view.full {
            self.status(full);
        }
        if !view.names.is_empty() {
            let names: Vec<&str> = view.names.iter().map(String::as_str).collect();
            self.read(format!("{}: {}", view.title, self.joined(&names)));
            self.button("kiosk.choose.next", Touch::Next);
        }
        self.back();
    }

    fn item(&mut self, view: &ItemView) {
        self.title(&view.row.title);
        self.detail(&self.row(&RowView { title: String::new(), ..view.row.clone() }));
        if view.row.enabled {
            let key = match view.row.ticked {
                Some(true) => "kiosk.item.added",
                Some(false) => "kiosk.item.add",
                None => "kiosk.choose.online",
            };
            self.button(key, view.row.touch.clone());
        }
        self.papers(&view.materials);
        for fact in view.facts.iter().chain(&view.texts) {
            self.read(self.joined(&[&fact.label, &fact.text]));
        }
        for sample in &view.samples {
            let label = self.joined(&[self.look.t("kiosk.item.samples"), &sample.title]);
            self.touch(label, sample.touch.clone());
        }
        self.basket(&view.basket);
    }

    fn papers(&mut self, materials: &Result<Vec<MaterialView>, String>) {
        match materials {
            Ok(papers) => {
                for paper in papers {
                    self.read(self.joined(&[&paper.name, &paper.kind, &paper.count]));
                }
            }
            Err(none) => self.read(none),
        }
    }

    fn sample(&mut self, view: &SampleView) {
        self.title(&self.joined(&[&view.mark, &view.title]));
        if let Some(place) = &view.place {
            self.detail(place);
        }
        if let Err(why) = &view.picture {
            self.status(why);
        }
        if let Some(touch) = &view.previous {
            self.button("kiosk.sample.previous", touch.clone());
        }
        if let Some(touch) = &view.next {
            self.button("kiosk.sample.next", touch.clone());
        }
        self.back();
    }

    fn online(&mut self, view: &OnlineView) {
        self.title(self.look.t("kiosk.online.title"));
        self.detail(&view.detail);
        if view.help {
            self.button("kiosk.online.help", Touch::Help);
        }
        self.back();
    }

    fn materials(&mut self, view: &MaterialsView) {
        self.title(self.look.t("kiosk.materials.title"));
        self.detail(self.look.t("kiosk.materials.hint"));
        self.note(view.note.as_ref());
        for card in &view.cards {
            self.card(card);
        }
        for option in &view.options {
            self.touch(self.joined(&[&option.title, &option.hint]), option.touch.clone());
        }
        if view.ready {
            self.button("kiosk.materials.take", Touch::Take);
        }
        self.back();
    }

    fn card(&mut self, view: &CardView) {
        let chip = view.chip.as_ref().map_or("", |chip| &chip.0);
        self.read(self.joined(&[&view.title, &view.days, chip]));
        self.papers(&view.materials);
        self.touch(&view.details.0, view.details.1.clone());
        self.touch(&view.remove, view.touch.clone());
    }

    fn class(&mut self, view: &ClassView) {
        self.title(&view.title);
        self.detail(&view.detail);
        for choice in &view.choices {
            let state = if choice.selected { self.state(true) } else { "" };
            self.touch(self.joined(&[&choice.title, state]), choice.touch.clone());
        }
        self.back();
    }

    fn prompt(&mut self, view: &PromptView) {
        self.title(&view.title);
        self.detail(&view.detail);
        self.touch(&view.back, Touch::Back);
        self.heard.back = Some(Touch::Back);
    }

    fn code(&mut self, view: &CodeView) {
        self.title(&view.title);
        self.detail(&view.detail);
        let typed: Vec<String> = view.places.iter().flatten().map(char::to_string).collect();
        if !typed.is_empty() {
            self.status(&typed.join(" "));
        }
        self.keys(CODE_CHARACTERS, |character| character);
        if view.complete {
            self.button("kiosk.code.next", Touch::Next);
        }
        self.back();
    }

    fn taking(&mut self, view: &TakingView) {
        self.title(&view.title);
        self.detail(&view.detail);
        if view.may_give_up {
            self.button("kiosk.taking.give_up", Touch::GiveUp);
            self.heard.back = Some(Touch::GiveUp);
        }
    }

    fn found(&mut self, view: &FoundView) {
        self.title(&view.title);
        self.detail(&view.number);
        self.detail(&view.detail);
        match &view.confirm {
            Some(confirm) => self.touch(confirm, Touch::Return),
            None => self.button("kiosk.idle.leave", Touch::Done),
        }
        self.back();
    }

    fn returned(&mut self, view: &ReturnedView) {
        self.title(&view.title);
        self.detail(&view.number);
        self.detail(&view.detail);
        self.button("kiosk.ticket.done", Touch::Done);
        self.heard.back = Some(Touch::Done);
    }

    fn ticket(&mut self, view: &TicketView) {
        self.title(&self.joined(&[self.look.t("kiosk.ticket.title"), &view.number]));
        let figure = view.ahead.1.as_deref().unwrap_or_default();
        let facts = [
            self.joined(&[&view.ahead.0, figure]),
            self.joined(&[self.look.t("kiosk.ticket.wait"), &view.wait]),
            self.joined(&[self.look.t("kiosk.ticket.area"), &view.area]),
        ];
        for fact in &facts {
            self.detail(fact);
        }
        self.status(&view.paper.words);
        self.read(self.heard.title.clone());
        for fact in facts {
            self.read(fact);
        }
        self.button("kiosk.ticket.done", Touch::Done);
        self.heard.back = Some(Touch::Done);
    }

    fn refused(&mut self, view: &RefusedView) {
        self.title(&view.title);
        self.detail(&view.detail);
        if let Some(number) = &view.number {
            self.detail(&self.joined(&[self.look.t("kiosk.refused.number"), number]));
        }
        for (item, reason) in &view.items {
            self.read(self.joined(&[item, reason]));
        }
        self.touch(&view.on, Touch::Done);
        self.heard.back = Some(Touch::Done);
    }
}
