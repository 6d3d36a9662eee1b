//! The command line: serve, look after devices and staff, check what can be checked.
//!
//! What a command says goes to standard output, why it failed to standard error with everything behind it; the
//! exit code says whose turn it is (see [`Code`]).

use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};
use hall_api::requests::Role;

use crate::base_data::RecordSource;
use crate::catalogue;
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, ConfigError, Overrides};
use crate::doctor;
use crate::engine::StartError;
use crate::heads::{DayHeads, HeadsError};
use crate::problem::{Fault, chain};
use crate::serve::{self, ServeError};
use crate::site_secret::SiteSecret;
use crate::statistics::{self, Rebuilt};
use crate::store::devices::DeviceKind;
use crate::store::{self, Store, StoreError};
use crate::vault::VaultError;
use crate::verify;

mod admin;
mod certificate;
mod persons;
mod vault;

use certificate::Certificate;

/// The hall's server.
#[derive(Debug, Parser)]
#[command(name = "hall-server", version)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// Where things are: the only settings outside the configuration file.
#[derive(Debug, Args)]
struct Place {
    /// The configuration file
    #[arg(long, global = true, env = "HALL_CONFIG", value_name = "FILE", default_value = "hall-server.toml")]
    config: PathBuf,
    /// Address of the hall listener, in place of the configured one
    #[arg(long, global = true, env = "HALL_ADDRESS", value_name = "ADDRESS:PORT")]
    hall_address: Option<SocketAddr>,
    /// Address of the public listener, in place of the configured one
    #[arg(long, global = true, env = "HALL_PUBLIC_ADDRESS", value_name = "ADDRESS:PORT")]
    public_address: Option<SocketAddr>,
    /// The database, in place of the configured one
    #[arg(long, global = true, env = "HALL_DATABASE", value_name = "FILE")]
    database: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until told to stop; one line of JSON says where, once requests are answered
    Serve,
    /// Check the configuration, the catalogue, the texts and the receipt templates
    CheckConfig,
    /// Look whether everything is in order on this machine, and say what to do where it is not
    Doctor,
    /// Devices: kiosks, screens, agent points
    #[command(subcommand)]
    Device(Device),
    /// Staff who may sign in
    #[command(subcommand)]
    Staff(Staff),
    /// Accounts of people who sign in at a kiosk
    #[command(subcommand)]
    Person(PersonAccount),
    /// The catalogue's files
    #[command(subcommand)]
    Catalogue(CatalogueFiles),
    /// Check the whole log: dense, chained, unchanged, every event readable, in agreement with its signed day heads
    VerifyLog,
    /// Figures about visits
    #[command(subcommand)]
    Statistics(Figures),
    /// The keys that seal what is personal in the database
    #[command(subcommand)]
    Vault(VaultKeys),
    /// Templates, seal and key of the certificates
    #[command(subcommand)]
    Certificate(Certificate),
}

#[derive(Debug, Subcommand)]
enum VaultKeys {
    /// Make a new key: a running server seals with it from now on. Back it up, then run `vault rotate`
    NewKey,
    /// Seal everything anew with the newest key; a server may run meanwhile
    Rotate,
}

#[derive(Debug, Subcommand)]
enum Figures {
    /// Make everything stored about visits anew from the whole log, and say whether it had been otherwise
    Rebuild,
}

#[derive(Debug, Subcommand)]
enum Device {
    /// Add a device, or give one a new code: prints a one-time enrolment code, good for 24 hours
    Add {
        /// Its name: a-z, 0-9 and `-`
        name: String,
        /// kiosk, display or agent
        #[arg(long)]
        kind: DeviceKind,
    },
    /// List the devices
    List,
    /// Take a device's token away
    Revoke {
        /// Its name
        name: String,
    },
}

#[derive(Debug, Subcommand)]
enum Staff {
    /// Add a staff member; the password is read from standard input or a file
    Add {
        /// Name to sign in with
        user: String,
        /// Shown to colleagues
        #[arg(long)]
        name: String,
        /// clerk, supervisor, department, editor, auditor or administrator; may be given several times
        #[arg(long = "role", required = true, value_parser = role)]
        roles: Vec<Role>,
        /// File with the password in its first line
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
    /// List the staff
    List,
    /// Sign somebody out and let in no more
    Disable {
        /// Name to sign in with
        user: String,
    },
    /// Set a new password and sign the staff member out
    Password {
        /// Name to sign in with
        user: String,
        /// File with the password in its first line
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
}

// No `Debug`: a card stands in it.
#[derive(Subcommand)]
enum PersonAccount {
    /// Add an account; the password is read from standard input or a file
    Add {
        /// Student or staff number
        number: String,
        /// Full name; only its first letter is shown in public
        #[arg(long)]
        name: String,
        /// File with the password in its first line
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
        /// What the card reader types; without a password file the account has no password then
        #[arg(long)]
        card: Option<String>,
        /// File with the six digits of the PIN in its first line
        #[arg(long, value_name = "FILE")]
        pin_file: Option<PathBuf>,
    },
    /// Add or replace many accounts: a CSV file with the columns number, name, password, card, pin
    Import {
        /// The file; delete it afterwards
        file: PathBuf,
        /// Hash passwords and PINs weakly: for people who do not exist
        #[arg(long)]
        demo: bool,
    },
    /// Let somebody sign in no more
    Disable {
        /// Student or staff number
        number: String,
    },
    /// Let somebody sign in again
    Enable {
        /// Student or staff number
        number: String,
    },
    /// Unlock an account after too many wrong passwords or PINs
    Unlock {
        /// Student or staff number
        number: String,
    },
    /// Give an account a card; the one it had is of no use any more
    SetCard {
        /// Student or staff number
        number: String,
        /// What the card reader types
        card: String,
    },
    /// Set the PIN of an account; it is read from standard input or a file
    SetPin {
        /// Student or staff number
        number: String,
        /// File with the six digits in its first line
        #[arg(long, value_name = "FILE")]
        pin_file: Option<PathBuf>,
    },
    /// Set the password of an account; it is read from standard input or a file
    SetPassword {
        /// Student or staff number
        number: String,
        /// File with the password in its first line
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
}

/// Shows nobody's number, name or card.
impl std::fmt::Debug for PersonAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonAccount(…)")
    }
}

#[derive(Debug, Subcommand)]
enum CatalogueFiles {
    /// Check the files of a catalogue: every mistake with file, line and reason
    Check {
        /// The folder; the configured one if none is given
        folder: Option<PathBuf>,
    },
}

fn role(text: &str) -> Result<Role, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|_unknown| "clerk, supervisor, department, editor, auditor or administrator".to_owned())
}

/// Exit codes, as in `sysexits.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The command was not understood, or what it names does not exist.
    Usage = 64,
    /// Something it needs cannot be had: an address, a file, the database.
    Unavailable = 69,
    /// A fault of the server: start it anew.
    Internal = 70,
    /// A mistake in a file a person edits.
    Config = 78,
}

/// Why a command failed.
#[derive(Debug)]
pub struct Failure {
    code: Code,
    error: Fault,
}

impl Failure {
    fn new(code: Code, error: impl Into<Fault>) -> Self {
        Self { code, error: error.into() }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::new(Code::Config, error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let code = match error {
            StoreError::Newer { .. } | StoreError::Altered { .. } | StoreError::OtherSite { .. } => {
                Code::Config
            }
            StoreError::BrokenChain { .. } | StoreError::BadRow { .. } => Code::Internal,
            _ => Code::Unavailable,
        };
        Self::new(code, error)
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        StoreError::from(error).into()
    }
}

impl From<HeadsError> for Failure {
    fn from(error: HeadsError) -> Self {
        match error {
            HeadsError::Store(error) => error.into(),
            HeadsError::File { .. } => Self::new(Code::Unavailable, error),
            HeadsError::Disagrees { .. } => Self::new(Code::Internal, error),
        }
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Start(StartError::Store(error)) | ServeError::Store(error) => error.into(),
            ServeError::Bind { .. } => Self::new(Code::Unavailable, error),
            ServeError::Engine(_) | ServeError::System(_) => Self::new(Code::Internal, error),
            ServeError::Tls { .. }
            | ServeError::Texts(_)
            | ServeError::Face(_)
            | ServeError::Receipts(_)
            | ServeError::Trusted { .. }
            | ServeError::Catalogue { .. }
            | ServeError::Reasons(_)
            | ServeError::Start(StartError::Catalogue(_)) => Self::new(Code::Config, error),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(Code::Unavailable, error)
    }
}

/// Runs the command of the process's arguments.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            let _ = error.print();
            return if asked { ExitCode::SUCCESS } else { ExitCode::from(Code::Usage as u8) };
        }
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("HALL_LOG")
        .unwrap_or_else(|_unset| tracing_subscriber::EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr).init();
    match run(cli) {
        Ok(code) => code,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "hall-server: {}", chain(failure.error.as_ref()));
            ExitCode::from(failure.code as u8)
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Runtime::new()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let mut out = std::io::stdout();
    let done = runtime.block_on(async {
        match cli.command {
            Command::Serve => serve::serve(cli.place.config()?, clock, out).await?,
            Command::CheckConfig => check_config(&cli.place, clock.as_ref(), &mut out).await?,
            Command::Doctor => return doctor(&cli.place, clock.as_ref(), &mut out).await,
            Command::Device(command) => {
                admin::device(&cli.place.config()?, command, clock.as_ref(), &mut out).await?;
            }
            Command::Staff(command) => {
                admin::staff(&cli.place.config()?, command, clock.as_ref(), &mut out).await?;
            }
            Command::Person(command) => {
                persons::run(&cli.place.config()?, command, clock.as_ref(), &mut out).await?;
            }
            Command::Catalogue(CatalogueFiles::Check { folder }) => {
                check_catalogue(&cli.place, folder, &mut out)?;
            }
            Command::Statistics(Figures::Rebuild) => {
                rebuild_statistics(&cli.place.config()?, &mut out).await?;
            }
            Command::Certificate(command) => certificate::run(&cli.place, command, clock.as_ref(), &mut out)?,
            Command::Vault(command) => vault::run(&cli.place.config()?, &command, &mut out).await?,
            Command::VerifyLog => verify_log(&cli.place.config()?, &mut out).await?,
        }
        Ok(ExitCode::SUCCESS)
    });
    // What still reads large files for nobody ends with the process.
    runtime.shutdown_background();
    done
}

impl Place {
    fn config(&self) -> Result<Config, ConfigError> {
        let overrides = Overrides {
            hall: self.hall_address,
            public: self.public_address,
            database: self.database.clone(),
        };
        Config::load(&self.config, &overrides)
    }
}

async fn check_config(place: &Place, clock: &dyn Clock, out: &mut impl Write) -> Result<(), Failure> {
    let config = place.config()?;
    let loaded = serve::load(&config)?;
    writeln!(out, "{}: in order", place.config.display())?;
    writeln!(out, "catalogue {}: {}", config.catalogue.folder.display(), summary(&loaded.catalogue))?;
    if let Some(source) = config.base_data.as_ref().and_then(RecordSource::new) {
        let mistakes = source.check().await.map_err(|error| Failure::new(Code::Unavailable, error))?;
        if !mistakes.is_empty() {
            let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            return Err(Failure::new(Code::Config, told.join("\n")));
        }
        writeln!(out, "base data: in order")?;
    }
    if let Some(section) = &config.certificates {
        certificate::check(&config, section, clock, out)?;
    }
    Ok(())
}

fn check_catalogue(place: &Place, folder: Option<PathBuf>, out: &mut impl Write) -> Result<(), Failure> {
    let folder = match folder {
        Some(folder) => folder,
        None => place.config()?.catalogue.folder,
    };
    let catalogue = catalogue::load(&folder).map_err(|errors| Failure::new(Code::Config, errors))?;
    writeln!(out, "{}: {}", folder.display(), summary(&catalogue))?;
    Ok(())
}

/// A catalogue in one line.
pub(crate) fn summary(catalogue: &hall_core::catalogue::Catalogue) -> String {
    format!(
        "version {}, {} items, {} lines, {} windows, {} bundles",
        catalogue.version,
        catalogue.items.len(),
        catalogue.lines.len(),
        catalogue.windows.len(),
        catalogue.bundles.len()
    )
}

async fn doctor(place: &Place, clock: &dyn Clock, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let findings = doctor::examine(&place.config()?, clock).await;
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    let failed = findings.iter().any(|finding| finding.state == doctor::State::Fail);
    Ok(if failed { ExitCode::from(Code::Unavailable as u8) } else { ExitCode::SUCCESS })
}

async fn rebuild_statistics(config: &Config, out: &mut impl Write) -> Result<(), Failure> {
    let mut store = Store::open(&config.database.path, &config.site.id).await?;
    let Rebuilt { events, segments, visits, differed } = statistics::rebuild(&mut store.writer).await?;
    writeln!(
        out,
        "{events} events: {visits} visits on {segments} days; {differed} days differed from what was stored"
    )?;
    Ok(())
}

async fn verify_log(config: &Config, out: &mut impl Write) -> Result<(), Failure> {
    let verified = verify::verify_log(&config.database.path).await?;
    let hash: Vec<String> = verified.head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    writeln!(out, "the log is whole: {} events, head {}", verified.head.seq, hash.concat())?;
    let mut db = Store::open_read_only(&config.database.path).await?;
    let secret = SiteSecret::new(&store::secret(&mut db).await?);
    let heads = DayHeads::new(&config.site.id, config.database.heads(), &secret);
    let agree = heads.check(&mut db).await?;
    writeln!(out, "{agree} signed day heads agree with it")?;
    Ok(())
}
