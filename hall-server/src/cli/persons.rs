//! Accounts of people: short transactions beside a running server, which uses them at once.
//!
//! Passwords and PINs come from files or standard input, never from the command line, where others would see them.

use std::io::Write;
use std::path::Path;

use hall_core::time::Timestamp;
use sqlx::Connection;
use zeroize::Zeroizing;

use super::admin::{known, secret_line};
use super::{Code, Failure, PersonAccount};
use crate::auth::password;
use crate::clock::Clock;
use crate::config::Config;
use crate::persons::directory::PIN_DIGITS;
use crate::persons::{PersonNumber, import, seals};
use crate::site_secret::SiteSecret;
use crate::store::{Store, StoreError, persons as records};
use crate::vault::{self, Vault};

/// Longest name, characters.
const NAME_CHARS_MAX: usize = 100;
/// A mistake of the person who typed it, not a fault.
const CARD_TAKEN: &str = "a card is another account's already";

/// Everything a change of an account needs.
struct Desk {
    store: Store,
    vault: Vault,
    secret: SiteSecret,
    now: Timestamp,
}

pub(super) async fn run(
    config: &Config,
    command: PersonAccount,
    clock: &dyn Clock,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let mut store = Store::open(&config.database.path, &config.site.id).await?;
    let vault = vault::open_for(&mut store.writer, &config.vault_keys()).await?;
    let secret = SiteSecret::new(&store.secret);
    let mut desk = Desk { store, vault, secret, now: clock.now() };
    match command {
        PersonAccount::Add { number, name, password_file, card, pin_file } => {
            desk.add(&number, &name, password_file.as_deref(), card.as_deref(), pin_file.as_deref()).await?;
            writeln!(out, "the account is added")?;
        }
        PersonAccount::Import { file, demo } => {
            let strength = if demo { import::Strength::Demo } else { import::Strength::Usual };
            let accounts = import::read(&file, &desk.vault, &desk.secret, strength)
                .map_err(|error| Failure::new(Code::Config, error))?;
            let count = accounts.len();
            desk.put_all(&accounts).await?.map_err(|at| {
                let (file, line) = (file.display(), import::line(at));
                Failure::new(Code::Config, format!("{file}: line {line}: {CARD_TAKEN}; nothing is imported"))
            })?;
            writeln!(out, "{count} accounts are added or replaced")?;
        }
        PersonAccount::Disable { number } => {
            desk.change(&number, async |db, index, now| records::set_disabled(db, &index, true, now).await)
                .await?;
            writeln!(out, "the account is disabled; who is signed in with it is so no more")?;
        }
        PersonAccount::Enable { number } => {
            desk.change(&number, async |db, index, now| records::set_disabled(db, &index, false, now).await)
                .await?;
            writeln!(out, "the account may be used again")?;
        }
        PersonAccount::Unlock { number } => {
            desk.change(&number, async |db, index, now| {
                Ok(records::unlock(db, &index, now).await?.is_some())
            })
            .await?;
            writeln!(out, "the account is unlocked")?;
        }
        PersonAccount::SetCard { number, card } => {
            let card = desk.card(&card)?;
            desk.change(&number, async |db, index, now| {
                records::set_card(db, &index, Some(&card), now).await
            })
            .await?;
            writeln!(out, "the card belongs to the account")?;
        }
        PersonAccount::SetPin { number, pin_file } => {
            let index = desk.index(&number)?;
            let pin = desk.new_pin(&index, pin_file.as_deref())?;
            desk.change(&number, async |db, index, now| records::set_pin(db, &index, &pin, now).await)
                .await?;
            writeln!(out, "the PIN is set")?;
        }
        PersonAccount::SetPassword { number, password_file } => {
            let hash = new_password(password_file.as_deref())?;
            desk.change(&number, async |db, index, now| records::set_password(db, &index, &hash, now).await)
                .await?;
            writeln!(out, "the password is set")?;
        }
    }
    Ok(())
}

impl Desk {
    async fn add(
        &mut self,
        number: &str,
        name: &str,
        password_file: Option<&Path>,
        card: Option<&str>,
        pin_file: Option<&Path>,
    ) -> Result<(), Failure> {
        if name.trim().is_empty() || name.chars().count() > NAME_CHARS_MAX {
            return Err(Failure::new(Code::Usage, format!("--name: 1 to {NAME_CHARS_MAX} characters")));
        }
        let number = parse(number)?;
        let index = seals::index_of(&self.vault, &number);
        if records::exists(&mut self.store.writer, &index).await? {
            return Err(Failure::new(Code::Usage, "there is an account of this number already"));
        }
        let pin = pin_file.map(|file| self.new_pin(&index, Some(file))).transpose()?;
        // Without a file for it a password is asked for, unless a card is enough.
        let password = match password_file {
            None if card.is_some() => None,
            file => Some(new_password(file)?),
        };
        let card = card.map(|card| self.card(card)).transpose()?;
        let (number, name) = seals::seal(&self.vault, &index, &number, name.trim());
        let account = records::NewAccount { index, number, name, password, card, pin };
        self.put_all(&[account]).await?.map_err(|_only| Failure::new(Code::Usage, CARD_TAKEN))
    }

    /// All or none: where the first stands whose card is another account's.
    async fn put_all(&mut self, accounts: &[records::NewAccount]) -> Result<Result<(), usize>, Failure> {
        let mut change = self.store.writer.begin_with("BEGIN IMMEDIATE").await.map_err(StoreError::from)?;
        for (at, account) in accounts.iter().enumerate() {
            match records::put(&mut change, account, self.now).await {
                Err(error) if error.is_constraint() => return Ok(Err(at)),
                done => done?,
            }
        }
        change.commit().await.map_err(StoreError::from)?;
        Ok(Ok(()))
    }

    async fn change(
        &mut self,
        number: &str,
        change: impl AsyncFnOnce(&mut sqlx::SqliteConnection, [u8; 32], Timestamp) -> Result<bool, StoreError>,
    ) -> Result<(), Failure> {
        let index = self.index(number)?;
        match change(&mut self.store.writer, index, self.now).await {
            Err(error) if error.is_constraint() => Err(Failure::new(Code::Usage, CARD_TAKEN)),
            found => known(found?, "account", "of this number"),
        }
    }

    fn index(&self, number: &str) -> Result<[u8; 32], Failure> {
        Ok(seals::index_of(&self.vault, &parse(number)?))
    }

    fn card(&self, card: &str) -> Result<[u8; 32], Failure> {
        let told = "a card has 4 to 32 letters and digits";
        self.secret.card(card).ok_or_else(|| Failure::new(Code::Usage, told))
    }

    fn new_pin(&self, index: &[u8], file: Option<&Path>) -> Result<String, Failure> {
        let pin = secret_line("PIN", file)?;
        if !import::is_pin(&pin) {
            return Err(Failure::new(Code::Usage, format!("a PIN has {PIN_DIGITS} digits")));
        }
        let keyed = seals::keyed_pin(&self.vault, index, &pin);
        password::hash(&keyed).map_err(|error| Failure::new(Code::Usage, error))
    }
}

fn parse(number: &str) -> Result<PersonNumber, Failure> {
    number.trim().parse().map_err(|error| Failure::new(Code::Usage, error))
}

fn new_password(file: Option<&Path>) -> Result<String, Failure> {
    let password: Zeroizing<String> = secret_line("Password", file)?;
    password::hash(&password).map_err(|error| Failure::new(Code::Usage, error))
}
