//! Writes a university that does not exist, for the demo and for tries: `university --out DIR [--sqlite FILE] [--postgres URL]`.

use std::io::Write;
use std::path::PathBuf;

use clap::Parser;
use hall_server::clock::{Clock, SystemClock};
use hall_tests::university::{self, University};
use jiff::civil::Date;
use jiff::tz::TimeZone;

#[derive(Debug, Parser)]
struct Arguments {
    /// Folder for the CSV files
    #[arg(long)]
    out: PathBuf,
    /// SQLite file to write as well; one that is there is replaced
    #[arg(long)]
    sqlite: Option<PathBuf>,
    /// PostgreSQL database to fill as well; its tables of these names are replaced
    #[arg(long)]
    postgres: Option<String>,
    /// How many people
    #[arg(long, default_value_t = university::PEOPLE)]
    people: usize,
    /// The same seed gives the same people
    #[arg(long, default_value_t = university::SEED)]
    seed: u64,
    /// As seen on this day; today if none is given
    #[arg(long)]
    today: Option<Date>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let today = match arguments.today {
        Some(today) => today,
        None => SystemClock::new().now().civil(&TimeZone::get("Asia/Shanghai")?).date(),
    };
    let university = University::generate(arguments.seed, arguments.people, today);
    university::write_folder(&university, &arguments.out)?;
    if let Some(file) = &arguments.sqlite {
        university::write_sqlite(&university, file).await?;
    }
    if let Some(url) = &arguments.postgres {
        university::fill_postgres(&university, url).await?;
    }
    writeln!(std::io::stdout(), "{} people in {}", university.people.len(), arguments.out.display())?;
    Ok(())
}
