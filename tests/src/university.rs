//! A university that does not exist: 合成数据 SYNTHETIC. For the demo and for tests of base data and certificates.
//!
//! 10,000 people with the names people have, rare characters among them, and with the mistakes records have. The same seed and day
//! give the same people for ever. Nobody in it is real: every identity number is of region 990101, which there is not.

mod draw;
mod files;
pub mod known;
mod names;
mod people;
mod postgres;
mod rows;
mod sqlite;
mod studies;
mod work;

use hall_server::base_data::PersonRecord;
use jiff::civil::Date;

pub use files::write_folder;
pub use postgres::fill_postgres;
pub use rows::{MARK, queries};
pub use sqlite::write_sqlite;

use draw::Draw;

/// How many people there are if nobody asks for another number.
pub const PEOPLE: usize = 10_000;
/// The seed if nobody asks for another.
pub const SEED: u64 = 20_260_901;

/// Everybody, as seen on one day.
#[derive(Debug)]
pub struct University {
    /// In order of their numbers; those of [`known`] first.
    pub people: Vec<PersonRecord>,
}

impl University {
    /// Makes so many people. The day decides who studies in which year and for which months staff were paid.
    pub fn generate(seed: u64, people: usize, today: Date) -> Self {
        let mut draw = Draw::new(seed);
        let mut everybody = known::people(today);
        for at in everybody.len()..people {
            everybody.push(people::person(&mut draw, at, today));
        }
        Self { people: everybody }
    }

    /// The person of a number.
    pub fn person(&self, number: &str) -> Option<&PersonRecord> {
        self.people.iter().find(|person| person.number.as_str() == number)
    }
}
