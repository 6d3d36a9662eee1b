//! What a key means, and what a changed screen: pure.

use hall_ui::look::Look;

use super::words::as_read;
use super::{Choice, Does, Guide, Heard, Key, SAID_MAX, Utterance};
use crate::state::Event;

/// What happens when these keys were pressed before this screen: the guidance goes on, says something, touches something.
pub fn follow(guide: &Guide, heard: &Heard, look: &Look, keys: &[Key]) -> Vec<Event> {
    let mut step = Step { guide: guide.clone(), heard, look, said: None, does: None };
    let mut keys = keys.iter().copied();
    if !guide.on && !step.begin(&mut keys) {
        return Vec::new();
    }
    step.notice_changes();
    for key in keys {
        step.press(key);
    }
    step.finish(guide)
}

struct Step<'a> {
    guide: Guide,
    heard: &'a Heard,
    look: &'a Look,
    said: Option<Vec<String>>,
    does: Option<Does>,
}

impl Step<'_> {
    /// The first key begins the guidance and does nothing else; Enter and Escape do not, for readers type them too.
    fn begin(&mut self, keys: &mut impl Iterator<Item = Key>) -> bool {
        if !keys.any(|key| matches!(key, Key::Help | Key::Next | Key::Previous)) {
            return false;
        }
        self.arrive();
        let mut said = vec![self.look.t("kiosk.speech.welcome").to_owned()];
        said.extend(self.whole());
        self.said = Some(said);
        true
    }

    /// Another screen is said whole; on the same one what changed, and what became of what was chosen.
    fn notice_changes(&mut self) {
        if self.guide.title != self.heard.title {
            self.arrive();
            self.said = Some(self.whole());
            return;
        }
        let mut said = Vec::new();
        if std::mem::take(&mut self.guide.chose)
            && let Some(choice) = self.guide.focus.and_then(|at| self.heard.choices.get(at))
        {
            said.push(choice.label.clone());
        }
        if self.guide.status != self.heard.status {
            self.guide.status.clone_from(&self.heard.status);
            said.extend(self.heard.status.clone());
        }
        if !said.is_empty() {
            self.said = Some(said);
        }
    }

    fn arrive(&mut self) {
        self.guide = Guide {
            on: true,
            title: self.heard.title.clone(),
            status: self.heard.status.clone(),
            focus: None,
            chose: false,
        };
    }

    fn press(&mut self, key: Key) {
        let count = self.heard.choices.len();
        match key {
            Key::Next => self.focus(self.guide.focus.map_or(0, |at| at + 1)),
            Key::Previous => self.focus(self.guide.focus.map_or(count, |at| at + count).saturating_sub(1)),
            Key::Help => self.said = Some(self.whole()),
            Key::Choose => match self.guide.focus.and_then(|at| self.heard.choices.get(at)) {
                Some(choice) => self.choose(&choice.clone()),
                None => self.said = Some(vec![self.how_many()]),
            },
            Key::Back => match &self.heard.back {
                Some(touch) => self.does = Some(Does::Touch(touch.clone())),
                None => self.said = Some(vec![self.look.t("kiosk.speech.no_way_back").to_owned()]),
            },
        }
    }

    /// After the last comes the first.
    fn focus(&mut self, at: usize) {
        let count = self.heard.choices.len();
        let Some(at) = at.checked_rem(count) else { return };
        self.guide.focus = Some(at);
        let place = [("n", (at + 1).to_string()), ("of", count.to_string())];
        let place = place.each_ref().map(|(name, value)| (*name, value.as_str()));
        let label = self.heard.choices[at].label.clone();
        self.said = Some(vec![label, self.look.fill("kiosk.speech.place", &place)]);
    }

    fn choose(&mut self, choice: &Choice) {
        match &choice.does {
            Does::Read => self.said = Some(vec![choice.label.clone()]),
            Does::Touch(_) => {
                self.guide.chose = true;
                self.does = Some(choice.does.clone());
            }
            Does::Silence => {
                self.guide = Guide::default();
                self.does = None;
                self.said = Some(vec![self.look.t("kiosk.speech.off").to_owned()]);
            }
        }
    }

    fn how_many(&self) -> String {
        self.look.count("kiosk.speech.choices", self.heard.choices.len())
    }

    fn whole(&self) -> Vec<String> {
        let heard = self.heard;
        let parts = [&heard.title].into_iter().chain(&heard.details).chain(&heard.status);
        parts.filter(|part| !part.is_empty()).cloned().chain([self.how_many()]).collect()
    }

    fn finish(self, before: &Guide) -> Vec<Event> {
        let mut events = Vec::new();
        let language = self.look.language();
        let said = self.said.map(|parts| {
            let sentences = parts.join(self.look.pick("。", ". "));
            let words = as_read(language, &sentences).chars().take(SAID_MAX).collect();
            Utterance { language, words }
        });
        if said.is_some() || self.guide != *before {
            events.push(Event::Guide(self.guide, said));
        }
        if let Some(Does::Touch(touch)) = self.does {
            events.push(Event::Touch(touch));
        }
        events
    }
}
