//! What stands on a certificate: facts as texts, in its language. Pure.
//!
//! The fields each kind fills are listed in `docs/certificates.md`. What the server itself puts on a paper (number, date of issue,
//! verification code, university, office) is not base data and is added by who draws it up.

mod amount;
mod dates;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use hall_api::texts::{Language, Texts};
use jiff::civil::Date;
pub use printing::certificate::Values;

use crate::base_data::{CourseKind, Employment, Enrolment, Hundredths, Level, Name, PersonRecord, Sex};

use super::rules::{self, About, Attempt, Facts, Kind, Pay, Refusal, SchoolRules, Transcript};

/// Checks the records by the rules and writes what they say in a language. `purpose` is what the certificate is for, in that language.
///
/// # Errors
/// The first reason why the certificate may not be had.
///
/// # Panics
/// If `person` was read without the parts the kind needs ([`Kind::parts`]).
pub fn values(
    kind: Kind,
    language: Language,
    person: &PersonRecord,
    today: Date,
    purpose: Option<&str>,
    school: &SchoolRules,
    texts: &Texts,
) -> Result<Values, Refusal> {
    let facts = rules::check(kind, person, today, school)?;
    facts.check_language(language)?;
    let mut writer = Writer { texts, language, values: Values::default() };
    writer.person(&facts);
    match &facts.about {
        About::Study { enrolment, transcript } => {
            writer.study(enrolment);
            if let Some(transcript) = transcript {
                writer.sums(transcript);
                if matches!(kind, Kind::Transcript | Kind::TranscriptGraduate) {
                    writer.courses(transcript);
                }
            }
        }
        About::Work { employment, pay } => {
            writer.work(employment);
            if let Some(pay) = pay {
                writer.pay(pay);
            }
        }
    }
    writer.set("purpose", purpose.unwrap_or_default());
    Ok(writer.values)
}

/// A day as it stands on a certificate.
pub fn day(texts: &Texts, language: Language, day: Date) -> String {
    dates::written(texts, language, day)
}

/// Writes facts down in one language.
struct Writer<'a> {
    texts: &'a Texts,
    language: Language,
    values: Values,
}

impl Writer<'_> {
    /// What is empty is not there: templates leave out what stands around it.
    fn set(&mut self, field: &str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.values.fields.insert(field.to_owned(), value);
        }
    }

    fn text(&self, key: &str) -> String {
        self.texts.get(self.language, key).to_owned()
    }

    /// A name in the language; nothing where there is none, which the rules allow only for what may be missing.
    fn name(&self, name: &Name) -> String {
        let of_language = match self.language {
            Language::Zh => &name.zh,
            Language::En => &name.en,
        };
        of_language.clone().unwrap_or_default()
    }

    fn set_date(&mut self, field: &str, day: Option<Date>) {
        let written = day.map(|day| dates::written(self.texts, self.language, day)).unwrap_or_default();
        self.set(field, written);
    }

    fn person(&mut self, facts: &Facts<'_>) {
        let person = facts.person;
        self.set("name", facts.name);
        self.set("name_en", facts.latin_name().unwrap_or_default());
        // Beside a name in Latin letters stands the own one, if it is another.
        self.set("name_han", if facts.latin_name() == Ok(facts.name) { "" } else { facts.name });
        let sex = match person.sex {
            Some(Sex::Male) => self.text("certificate.value.male"),
            Some(Sex::Female) => self.text("certificate.value.female"),
            None => String::new(),
        };
        self.set("sex", sex);
        self.set_date("born", person.born);
        self.set("id_number", person.id_number.as_deref().unwrap_or_default());
        self.set("number", person.number.as_str());
    }

    fn study(&mut self, study: &Enrolment) {
        self.set("school", self.name(&study.school));
        self.set("major", self.name(&study.major));
        let level = match study.level {
            Level::Bachelor => "certificate.value.bachelor",
            Level::Master => "certificate.value.master",
            Level::Doctor => "certificate.value.doctor",
        };
        self.set("degree_level", self.text(level));
        self.set("length_years", study.length_years.unwrap_or_default().to_string());
        self.set_date("enrolled_on", study.enrolled_on);
        self.set_date("expected_on", study.expected_on);
        // A class has no name in English.
        let class = if self.language == Language::Zh { study.class.clone() } else { None };
        self.set("class", class.unwrap_or_default());
    }

    fn sums(&mut self, transcript: &Transcript<'_>) {
        let number = |mean: Option<Hundredths>| mean.map(Hundredths::fixed).unwrap_or_default();
        self.set("credits_total", transcript.credits.to_string());
        self.set("average", number(transcript.average));
        self.set("gpa", number(transcript.gpa));
    }

    fn courses(&mut self, transcript: &Transcript<'_>) {
        let rows = transcript.attempts.iter().map(|attempt| self.course(attempt)).collect();
        self.values.tables.insert("courses".to_owned(), rows);
    }

    fn course(&self, attempt: &Attempt<'_>) -> BTreeMap<String, String> {
        let course = attempt.course;
        let kind = match course.kind {
            CourseKind::Required => "certificate.value.required",
            CourseKind::Elective => "certificate.value.elective",
            CourseKind::General => "certificate.value.general",
            CourseKind::Practice => "certificate.value.practice",
            CourseKind::Thesis => "certificate.value.thesis",
        };
        let grade = match (&attempt.mark.name, self.language) {
            (Some(name), Language::Zh) => name.zh.clone(),
            (Some(name), Language::En) => name.en.clone(),
            (None, _) => course.grade.clone().unwrap_or_default(),
        };
        let cells = [
            ("term", dates::term(self.texts, self.language, course.term)),
            ("code", course.code.clone()),
            ("name", self.name(&course.name)),
            ("credits", attempt.credits.to_string()),
            ("hours", course.hours.map(|hours| hours.to_string()).unwrap_or_default()),
            ("grade", grade),
            ("kind", self.text(kind)),
        ];
        cells.into_iter().map(|(column, text)| (column.to_owned(), text)).collect()
    }

    fn work(&mut self, post: &Employment) {
        self.set("department", self.name(&post.department));
        self.set("post", self.name(&post.post));
        self.set("title", self.name(&post.title));
        self.set_date("employed_since", post.since);
    }

    fn pay(&mut self, pay: &Pay) {
        self.set("income_year", amount::figures(pay.year));
        self.set("income_month", amount::figures(pay.month));
        let words = match self.language {
            Language::Zh => amount::capitals(pay.year),
            Language::En => amount::words(pay.year),
        };
        self.set("income_words", words);
        self.set("income_from", dates::month(self.texts, self.language, pay.from));
        self.set("income_to", dates::month(self.texts, self.language, pay.to));
    }
}
