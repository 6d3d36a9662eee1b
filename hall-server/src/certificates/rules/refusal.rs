//! Every reason why a certificate cannot be printed by the person alone.

use hall_api::requests::{CertificateRefusal, Label};
use hall_api::texts::{Language, Texts};

use super::kind::Kind;

/// Makes the enum, its codes and the list of all from one list.
macro_rules! refusals {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal at $window:ident,)+) => {
        /// Why a certificate cannot be printed by the person alone. Each sends them to a window with the reason.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Refusal {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Refusal {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable code; its words are the texts `certificate.refusal.<code>`.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            fn window(self) -> Window {
                match self {
                    $(Self::$variant => Window::$window,)+
                }
            }
        }
    };
}

/// Who can put it right.
#[derive(Clone, Copy)]
enum Window {
    /// Whoever owns the kind: the registry of undergraduates or graduates, or personnel.
    OfKind,
    /// Those who pay.
    Finance,
}

refusals! {
    /// No records under this number.
    UnknownPerson = "unknown_person" at OfKind,
    /// A record cannot be read: a value is not what its column is for.
    UnreadableRecords = "unreadable_records" at OfKind,
    /// No name.
    NameMissing = "name_missing" at OfKind,
    /// A character of the name was lost on its way: a question mark, a box, a private character.
    NameDamaged = "name_damaged" at OfKind,
    /// No sex.
    SexMissing = "sex_missing" at OfKind,
    /// No date of birth.
    BirthMissing = "birth_missing" at OfKind,
    /// Born in the future, a child, or older than people get.
    BirthImpossible = "birth_impossible" at OfKind,
    /// No identity number.
    IdMissing = "id_missing" at OfKind,
    /// The number of an identity card that has no such number.
    IdWrong = "id_wrong" at OfKind,
    /// The identity card says another date of birth or sex.
    IdContradicts = "id_contradicts" at OfKind,

    /// Does not study here at this level, and never did.
    NotAStudent = "not_a_student" at OfKind,
    /// Has graduated.
    Graduated = "graduated" at OfKind,
    /// Has left.
    Withdrawn = "withdrawn" at OfKind,
    /// Away with leave.
    Suspended = "suspended" at OfKind,
    /// Two courses of study at once.
    TwoEnrolments = "two_enrolments" at OfKind,
    /// Nobody knows since when.
    EnrolmentDateMissing = "enrolment_date_missing" at OfKind,
    /// Begins later.
    NotYetEnrolled = "not_yet_enrolled" at OfKind,
    /// Born after the studies began, or a child then.
    EnrolledTooYoung = "enrolled_too_young" at OfKind,
    /// Nobody knows until when.
    ExpectedDateMissing = "expected_date_missing" at OfKind,
    /// Graduates before beginning.
    GraduationBeforeEnrolment = "graduation_before_enrolment" at OfKind,
    /// Should have graduated by now and still studies.
    GraduationOverdue = "graduation_overdue" at OfKind,
    /// Studies, although the studies have ended.
    EnrolmentEnded = "enrolment_ended" at OfKind,
    /// No school.
    SchoolMissing = "school_missing" at OfKind,
    /// No major.
    MajorMissing = "major_missing" at OfKind,
    /// Nobody knows how long the studies take.
    LengthMissing = "length_missing" at OfKind,

    /// No grade yet.
    NoGrades = "no_grades" at OfKind,
    /// More courses than a transcript holds.
    TooManyCourses = "too_many_courses" at OfKind,
    /// A course without a name.
    CourseNameMissing = "course_name_missing" at OfKind,
    /// A grade for a course without credits.
    CreditsMissing = "credits_missing" at OfKind,
    /// A grade that the school's rule does not know.
    GradeUnknown = "grade_unknown" at OfKind,
    /// A course twice in one term.
    CourseTwice = "course_twice" at OfKind,
    /// One course with different credits.
    CourseContradicts = "course_contradicts" at OfKind,
    /// A grade of a term to come.
    GradeInFuture = "grade_in_future" at OfKind,
    /// A grade of a term before the studies began.
    GradeBeforeEnrolment = "grade_before_enrolment" at OfKind,
    /// The courses' credits come to another sum than the registry has.
    CreditsContradict = "credits_contradict" at OfKind,

    /// Does not graduate soon.
    NotFinalYear = "not_final_year" at OfKind,
    /// Nobody knows how many credits are needed.
    CreditsRequiredMissing = "credits_required_missing" at OfKind,
    /// Too few credits.
    CreditsShort = "credits_short" at OfKind,

    /// Does not work here, and never did.
    NotStaff = "not_staff" at OfKind,
    /// Works here no more.
    EmploymentEnded = "employment_ended" at OfKind,
    /// Begins later.
    NotYetEmployed = "not_yet_employed" at OfKind,
    /// Two posts at once.
    TwoEmployments = "two_employments" at OfKind,
    /// Nobody knows since when.
    EmploymentDateMissing = "employment_date_missing" at OfKind,
    /// Ends before it begins.
    EmploymentEndsBeforeBeginning = "employment_ends_before_beginning" at OfKind,
    /// No department.
    DepartmentMissing = "department_missing" at OfKind,
    /// No post.
    PostMissing = "post_missing" at OfKind,

    /// Works here for less than the twelve months.
    EmployedTooShort = "employed_too_short" at Finance,
    /// A month without pay among the twelve.
    IncomeMonthMissing = "income_month_missing" at Finance,
    /// A month twice.
    IncomeTwice = "income_twice" at Finance,
    /// Pay below nothing, or for a month to come.
    IncomeImpossible = "income_impossible" at Finance,

    /// No name in Latin letters.
    EnglishNameMissing = "english_name_missing" at OfKind,
    /// The name in Latin letters has others.
    EnglishNameNotLatin = "english_name_not_latin" at OfKind,
    /// School, major, department, post or title without an English name.
    EnglishMissing = "english_missing" at OfKind,
    /// A course without an English name.
    EnglishCourseMissing = "english_course_missing" at OfKind,
}

impl Refusal {
    /// The reason and where to go with it, in both languages.
    pub fn words(self, kind: Kind, texts: &Texts) -> Label {
        let of = |language| {
            let window = texts.get(language, self.window_of(kind));
            texts.fill(language, &format!("certificate.refusal.{}", self.code()), &[("window", window)])
        };
        Label { zh: of(Language::Zh), en: of(Language::En) }
    }

    /// As it travels.
    pub fn told(self, kind: Kind, texts: &Texts) -> CertificateRefusal {
        CertificateRefusal { code: self.code().to_owned(), words: self.words(kind, texts) }
    }

    /// The text that names the window to go to.
    fn window_of(self, kind: Kind) -> &'static str {
        match (self.window(), kind) {
            (Window::Finance, _) => "certificate.window.finance",
            (Window::OfKind, Kind::Enrolment | Kind::Transcript) => "certificate.window.undergraduates",
            // Of students of all levels.
            (Window::OfKind, Kind::ExpectedGraduation) => "certificate.window.registry",
            (Window::OfKind, Kind::EnrolmentGraduate | Kind::TranscriptGraduate) => {
                "certificate.window.graduates"
            }
            (Window::OfKind, Kind::Employment | Kind::Income) => "certificate.window.personnel",
        }
    }
}
