//! The guidance: what keys do, what is said, and that everything touched can be reached.

mod reach;

use std::sync::Arc;

use hall_api::texts::{Language, Texts};
use hall_ui::look::{Choice as LookChoice, Look};
use hall_ui::theme::Theme;
use hall_ui::widgets::BarTouch;

use super::*;
use crate::state::tests::{Play, taken};
use crate::state::{Action, Event, News, Paper, Place, Screen};
use crate::view;

fn look(language: Language) -> Look {
    let choice = LookChoice { language, ..LookChoice::default() };
    Look::new(Arc::new(Theme::embedded()), Arc::new(Texts::embedded()), choice)
}

/// A visitor with a keypad: the kiosk's state, and the program around it without a window.
struct Listener {
    play: Play,
    look: Look,
    said: Vec<String>,
}

impl Listener {
    fn new(play: Play) -> Self {
        Self { play, look: look(Language::Zh), said: Vec::new() }
    }

    fn look(&self) -> Look {
        self.look.with(self.play.state.choice)
    }

    fn heard(&self) -> Heard {
        let look = self.look();
        screen(&view::of(&self.play.state, &look, self.play.now), &look)
    }

    /// Presses keys one after another; tells what is said last.
    fn press(&mut self, keys: &[Key]) -> String {
        self.said.clear();
        for key in keys {
            self.pass(&[*key]);
            // The picture after the touch.
            self.pass(&[]);
        }
        self.said.last().cloned().unwrap_or_default()
    }

    fn pass(&mut self, keys: &[Key]) {
        self.play.pass(1);
        let look = self.look();
        for event in follow(&self.play.state.guide, &self.heard(), &look, keys) {
            for action in self.play.state.on(event, self.play.now) {
                if let Action::Say(utterance) = action {
                    assert_eq!(utterance.language, self.play.state.choice.language);
                    self.said.push(utterance.words);
                }
            }
        }
    }

    /// Goes on to the choice that begins with these words.
    fn reach(&mut self, label: &str) -> String {
        let count = self.heard().choices.len();
        for _ in 0..count {
            let said = self.press(&[Key::Next]);
            if said.starts_with(label) {
                return said;
            }
        }
        panic!("no choice begins with {label}: {:?}", self.heard().choices);
    }

    fn choose(&mut self, label: &str) -> String {
        self.reach(label);
        self.press(&[Key::Choose])
    }
}

#[test]
fn nothing_is_said_until_somebody_asks() {
    let mut listener = Listener::new(Play::open());
    assert_eq!(listener.press(&[Key::Choose, Key::Back]), "");
    assert!(!listener.play.state.guide.is_on(), "readers type Enter as well");
    let said = listener.press(&[Key::Help]);
    assert!(said.starts_with("语音引导已打开") && said.contains("请问办什么"), "{said}");
    assert!(listener.play.state.guide.is_on());
    assert_eq!(listener.play.state.screen, Screen::HOME, "the first key only begins it");
}

#[test]
fn a_number_is_taken_by_ear_alone() {
    let mut listener = Listener::new(Play::open());
    listener.press(&[Key::Next]);
    let said = listener.choose("取号");
    assert!(said.contains("选择事项"), "{said}");
    let said = listener.reach("校园卡办理与补办");
    assert!(said.contains("未选") && said.contains("等候 三 人") && said.contains("第"), "{said}");
    let said = listener.press(&[Key::Choose]);
    assert!(said.contains("校园卡办理与补办，已选") && said.contains("已选 一 项"), "{said}");
    let said = listener.choose("下一步");
    assert!(said.contains("请核对要带的材料"), "{said}");
    let said = listener.reach("身份证");
    assert!(said.contains("原件"), "{said}");
    let said = listener.choose("确认取号");
    assert!(said.contains("正在取号"), "{said}");
    let Screen::Taking { key, .. } = &listener.play.state.screen else { panic!() };
    let key = key.clone();
    listener.play.news(News::Taken(key, Box::new(taken(2))));
    let said = listener.press(&[Key::Help]);
    for part in ["A零零三", "前面还有，二 人", "十到十五分钟", "一楼 A 区", "正在打印号票"]
    {
        assert!(said.contains(part), "{part} in {said}");
    }
    listener.play.news(News::Paper(42, Paper::Printed));
    listener.said.clear();
    listener.pass(&[]);
    assert_eq!(listener.said, ["请取走号票"], "what changed is said by itself");
    listener.pass(&[]);
    assert_eq!(listener.said.len(), 1, "and once");
    listener.press(&[Key::Back]);
    assert_eq!(listener.play.state.screen, Screen::HOME);
    assert!(listener.play.state.guide.is_on(), "the visitor is still here");
}

#[test]
fn arrows_go_round_and_help_says_it_again() {
    let mut listener = Listener::new(Play::open());
    let welcome = listener.press(&[Key::Help]);
    let count = listener.heard().choices.len();
    let first = listener.press(&[Key::Next]);
    let last = listener.press(&[Key::Previous]);
    assert!(last.starts_with("关闭语音引导"), "{last}");
    assert_eq!(listener.press(&[Key::Next]), first, "after the last comes the first");
    assert_eq!(listener.press(&vec![Key::Next; count]), first);
    let again = listener.press(&[Key::Help]);
    assert!(welcome.ends_with(&again), "{again}");
    assert_eq!(listener.press(&[Key::Back]), "这里不能返回");
}

#[test]
fn items_are_found_by_letters() {
    let mut listener = Listener::new(Play::open());
    listener.play.touch(crate::state::Touch::Begin);
    listener.press(&[Key::Help]);
    listener.choose("搜索");
    let typed = listener.choose("X");
    assert!(typed.contains('X') && typed.contains("找到"), "{typed}");
    listener.choose("Y");
    let found = listener.reach("校园卡办理与补办");
    assert!(found.contains("未选"), "{found}");
    let said = listener.press(&[Key::Back]);
    assert!(said.contains("选择事项"), "one step back: {said}");
}

#[test]
fn the_language_changes_the_voice() {
    let mut listener = Listener::new(Play::open());
    listener.press(&[Key::Help]);
    let said = listener.choose("换成英语");
    assert!(said.contains("How can we help") || said.is_ascii(), "{said}");
    let said = listener.press(&[Key::Next]);
    assert!(said.is_ascii(), "{said}");
}

#[test]
fn who_is_guided_has_time_and_who_leaves_takes_the_voice_along() {
    let mut listener = Listener::new(Play::open());
    listener.press(&[Key::Help]);
    listener.choose("取号");
    listener.play.pass(45);
    assert!(listener.play.state.asking(listener.play.now).is_none(), "still listening");
    listener.play.pass(20);
    let said = {
        listener.said.clear();
        listener.pass(&[]);
        listener.said.concat()
    };
    assert!(said.contains("您还在吗"), "{said}");
    let said = listener.press(&[Key::Back]);
    assert!(said.contains("选择事项"), "Escape stays: {said}");
    listener.play.pass(100);
    assert_eq!(listener.play.state.screen, Screen::HOME);
    assert!(!listener.play.state.guide.is_on());
    listener.said.clear();
    listener.pass(&[]);
    assert!(listener.said.is_empty(), "nobody is there to hear it");
}

#[test]
fn the_guidance_is_ended_by_its_last_choice() {
    let mut listener = Listener::new(Play::open());
    listener.press(&[Key::Help]);
    assert_eq!(listener.choose("关闭语音引导"), "语音引导已关闭");
    assert!(!listener.play.state.guide.is_on());
}

#[test]
fn what_is_said_has_an_end() {
    let heard = Heard {
        title: "长".repeat(10_000),
        details: Vec::new(),
        status: Vec::new(),
        choices: Vec::new(),
        back: None,
    };
    let events = follow(
        &Guide::default(),
        &heard,
        &look(Language::Zh),
        &[Key::Help, Key::Next, Key::Previous, Key::Choose],
    );
    let Some(Event::Guide(_, Some(utterance))) = events.first() else { panic!("{events:?}") };
    assert!(utterance.words.chars().count() <= SAID_MAX);
}

#[test]
fn a_place_beside_the_way_is_heard_whole() {
    let mut listener = Listener::new(Play::open());
    listener.play.touch(crate::state::Touch::Go(Place::Ask));
    let said = listener.press(&[Key::Help]);
    assert!(said.contains("咨询台") && said.contains("一楼 A 区"), "{said}");
    assert!(
        listener
            .heard()
            .choices
            .iter()
            .any(|choice| choice.does == Does::Touch(crate::state::Touch::Bar(BarTouch::Home)))
    );
}
