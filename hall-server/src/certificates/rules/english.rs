//! Can a certificate be written in English? Only if everything on it has an English name.

use hall_api::texts::Language;

use crate::base_data::Name;

use super::refusal::Refusal;
use super::{About, Facts};

impl<'a> Facts<'a> {
    /// Can it be written in a language? In Chinese always.
    ///
    /// # Errors
    /// What has no English name.
    pub fn check_language(&self, language: Language) -> Result<(), Refusal> {
        if language == Language::Zh {
            return Ok(());
        }
        self.latin_name()?;
        let named = |name: &Name| has_english(name).then_some(()).ok_or(Refusal::EnglishMissing);
        match &self.about {
            About::Study { enrolment, transcript } => {
                named(&enrolment.school)?;
                named(&enrolment.major)?;
                let shown = self.kind.shows_courses().then_some(transcript.as_ref()).flatten();
                let all_named = shown.is_none_or(|t| t.attempts.iter().all(|a| has_english(&a.course.name)));
                if all_named { Ok(()) } else { Err(Refusal::EnglishCourseMissing) }
            }
            About::Work { employment, .. } => {
                named(&employment.department)?;
                named(&employment.post)?;
                if employment.title.zh.is_some() { named(&employment.title) } else { Ok(()) }
            }
        }
    }

    /// The name in Latin letters; a name that is written in them is its own.
    ///
    /// # Errors
    /// There is none, or it has other letters.
    pub fn latin_name(&self) -> Result<&'a str, Refusal> {
        let own = Some(self.name).filter(|name| is_latin(name));
        let name = self.person.name_en.as_deref().or(own).ok_or(Refusal::EnglishNameMissing)?;
        if is_latin(name) { Ok(name) } else { Err(Refusal::EnglishNameNotLatin) }
    }
}

fn has_english(name: &Name) -> bool {
    name.en.as_deref().is_some_and(|en| !en.chars().any(is_far_eastern))
}

/// Letters of Latin alphabets, and what stands between the parts of a name.
fn is_latin(name: &str) -> bool {
    let letter = |c: char| c.is_alphabetic() && (c < '\u{250}' || ('\u{1E00}'..'\u{1F00}').contains(&c));
    let sign = |c: char| matches!(c, ' ' | '-' | '.' | ',' | '\'' | '’' | '·' | '(' | ')');
    name.chars().any(letter) && name.chars().all(|c| letter(c) || sign(c))
}

fn is_far_eastern(letter: char) -> bool {
    matches!(letter, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FFEF}' | '\u{20000}'..)
}
