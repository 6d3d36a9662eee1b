//! Every shipped template, filled from base data: whoever may have a certificate gets a paper with everything on it.

use hall_api::texts::{Language, Texts};
use hall_server::base_data::PersonRecord;
use hall_server::certificates::rules::{Kind, SchoolRules};
use hall_server::certificates::values::values;
use hall_tests::stage::repository;
use hall_tests::university::{self, University, known};
use jiff::civil::{Date, date};
use printing::certificate::{DrawError, FontFile, Fonts, Marks, Picture, Template, Values, draw_up};

const TODAY: Date = date(2026, 10, 12);

/// What templates, fonts and marks come to.
struct Press {
    fonts: Fonts,
    seal: Picture,
    school: SchoolRules,
    texts: Texts,
}

impl Press {
    fn new() -> Self {
        let assets = repository().join("assets");
        let seal = std::fs::read(assets.join("certificates/seal.png")).unwrap();
        Self {
            fonts: Fonts::open(&FontFile::of_debian()).unwrap(),
            seal: Picture::seal(&seal).unwrap(),
            school: SchoolRules::load(&assets).unwrap(),
            texts: Texts::embedded(),
        }
    }

    fn values(&self, kind: Kind, language: Language, person: &PersonRecord) -> Values {
        values(kind, language, person, TODAY, Some("ABC"), &self.school, &self.texts).unwrap()
    }

    fn draw(&self, kind: Kind, language: Language, person: &PersonRecord) -> Result<u32, DrawError> {
        let marks = Marks {
            university: "合成大学",
            university_en: "Synthetic University",
            office: "教务处",
            certificate_number: "ZM2026-000001",
            issued_on: "2026年10月12日",
            verification_code: "7QK2-M4XW-9R0T-C5HD",
            verification_url: "https://hall.example.edu/v/7QK2M4XW9R0TC5HD",
            seal: Some(&self.seal),
            logo: None,
            specimen: None,
            created_at_ms: 1_791_763_200_000,
            id: [7; 16],
        };
        let values = self.values(kind, language, person);
        draw_up(&template(kind, language), &values, &self.fonts, &marks).map(|drawn| drawn.pages)
    }
}

fn template(kind: Kind, language: Language) -> Template {
    let end = if language == Language::Zh { "zh" } else { "en" };
    let file = format!("{}.{end}.toml", kind.id());
    let text = std::fs::read_to_string(repository().join("assets/certificates").join(&file)).unwrap();
    Template::parse(&file, &text).unwrap()
}

fn whose(kind: Kind) -> &'static str {
    match kind {
        Kind::Enrolment | Kind::Transcript => known::UNDERGRADUATE,
        Kind::EnrolmentGraduate | Kind::TranscriptGraduate => known::GRADUATE,
        Kind::ExpectedGraduation => known::FINAL_YEAR,
        Kind::Employment | Kind::Income => known::STAFF,
    }
}

#[test]
fn every_template_is_filled_with_every_field_it_has_a_place_for() {
    let press = Press::new();
    let university = University::generate(university::SEED, 100, TODAY);
    // Set by the server.
    let marks = [
        "university",
        "university_en",
        "office",
        "certificate_number",
        "issued_on",
        "verification_code",
        "verification_url",
        "page",
        "pages",
    ];
    for kind in Kind::ALL {
        let mut person = university.person(whose(kind)).unwrap().clone();
        for post in &mut person.employments {
            (post.title.zh, post.title.en) = (Some("讲师".to_owned()), Some("Lecturer".to_owned()));
        }
        for language in Language::ALL {
            let values = press.values(kind, language, &person);
            let fields = template(kind, language).fields();
            let wanted = fields.needed.union(&fields.optional);
            let lacking: Vec<&String> = wanted
                .filter(|field| !marks.contains(&field.as_str()) && !values.fields.contains_key(*field))
                .collect();
            assert!(lacking.is_empty(), "{kind:?} {language:?}: {lacking:?}");
            let pages = press.draw(kind, language, &person).unwrap_or_else(|why| panic!("{kind:?}: {why}"));
            assert!((1..=3).contains(&pages), "{kind:?} {language:?}: {pages} pages");
        }
    }
}

#[test]
fn every_name_is_printed_or_refused_and_300_courses_fit() {
    let press = Press::new();
    let university = University::generate(university::SEED, 100, TODAY);
    let drawn = |number: &str, kind| {
        Language::ALL.map(|language| press.draw(kind, language, university.person(number).unwrap()))
    };
    for number in [known::LONG_LATIN_NAME, known::DOTTED_NAME] {
        let pages = drawn(number, Kind::Enrolment);
        assert_eq!(pages, [Ok(1), Ok(1)], "{number}");
    }
    for pages in drawn(known::MANY_COURSES, Kind::Transcript) {
        assert!((3..=12).contains(&pages.unwrap()));
    }
    let rare = university.people.iter().filter(|person| {
        let number: u32 = person.number.as_str().parse().unwrap_or_default();
        (known::RARE_NAMES_FROM..known::CONTRADICTIONS_FROM).contains(&number)
    });
    let mut printed = 0;
    for person in rare {
        match press.draw(Kind::Enrolment, Language::Zh, person) {
            Ok(_) => printed += 1,
            Err(DrawError::MissingGlyph { field, .. }) => assert_eq!(field.as_deref(), Some("name")),
            Err(other) => panic!("{other}"),
        }
    }
    assert!(printed >= 12, "{printed} of 16 rare names have a font");
}
