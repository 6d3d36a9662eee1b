//! Saying it: one thing at a time, the newest cuts off what is being said. Runs beside the worker's other work, never in the
//! way of the screen.

use std::sync::Arc;

use hall_ui::voice::{Voice, VoiceOptions};
use tokio::task::JoinHandle;

use super::Utterance;

/// Says what the guidance has to say.
#[derive(Debug)]
pub struct Speaker {
    voice: Arc<Voice>,
    saying: Option<JoinHandle<()>>,
}

impl Speaker {
    /// A speaker; nothing is tried yet, so a machine without a sound card is no failure.
    pub fn new(options: VoiceOptions) -> Self {
        Self { voice: Arc::new(Voice::new(options)), saying: None }
    }

    /// Says something at once. What is being said is cut off, also by empty words.
    pub fn say(&mut self, utterance: Utterance) {
        if let Some(saying) = self.saying.take() {
            saying.abort();
        }
        if utterance.words.is_empty() {
            return;
        }
        let voice = Arc::clone(&self.voice);
        self.saying = Some(tokio::spawn(async move {
            voice.say(utterance.language.into(), &utterance.words).await;
        }));
    }
}
