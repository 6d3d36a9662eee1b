//! The school behind a stage's certificates: its key, its seal, records of a university that does not exist, and accounts.

use std::fmt::Write as _;
use std::path::PathBuf;

use hall_server::clock::{Clock, SystemClock};
use jiff::tz::TimeZone;

use super::{PASSWORD, Stage, repository};
use crate::university::{self, University};

/// PIN of everybody's card.
pub const PIN: &str = "135790";

/// The card of a person of the university.
pub fn card(number: &str) -> String {
    format!("CARD{number}")
}

impl Stage {
    /// Gives the hall a school, before the server is started: certificates can be printed by people of the university. The
    /// first so many have an account with [`PASSWORD`], a [`card`] and [`PIN`].
    pub async fn open_school(&mut self, people: usize, accounts: usize) -> anyhow::Result<()> {
        let today = SystemClock::new().now().civil(&TimeZone::get("Asia/Shanghai")?).date();
        let university = University::generate(university::SEED, people, today);
        university::write_folder(&university, &self.folder.join("university"))?;
        self.sections = format!(
            "[certificates]\nsignature = {{ certificate = \"school/{chain}\", key = \"school/{key}\" }}\nseal = \"{seal}\"\n\
             university = {{ zh = \"示范大学\", en = \"Demonstration University\" }}\n\
             office = {{ zh = \"教务处\", en = \"Office of Academic Affairs\" }}\n\
             offices = {{ employment = {staff}, income = {staff} }}\n\
             [base_data.csv]\nfolder = \"university\"\n",
            chain = hall_server::demo_authority::CHAIN_FILE,
            key = hall_server::demo_authority::KEY_FILE,
            seal = repository().join("assets/certificates/seal.png").display(),
            staff = "{ zh = \"人力资源处\", en = \"Human Resources Office\" }",
        );
        self.write_config()?;
        let keys = self.folder.join("school").display().to_string();
        self.administer(&["certificate", "demo-key", "--out", &keys]).await?;
        let mut rows = String::from("number,name,password,card,pin\n");
        for person in university.people.iter().take(accounts) {
            let (number, name) = (person.number.as_str(), person.name.as_deref().unwrap_or("?"));
            writeln!(rows, "{number},{name},{PASSWORD},{},{PIN}", card(number))?;
        }
        let file = self.folder.join("accounts.csv");
        std::fs::write(&file, rows)?;
        self.administer(&["person", "import", "--demo", &file.display().to_string()]).await?;
        Ok(std::fs::remove_file(file)?)
    }

    /// What verifiers trust.
    pub fn school_root(&self) -> PathBuf {
        self.folder.join("school").join(hall_server::demo_authority::ROOT_FILE)
    }
}
