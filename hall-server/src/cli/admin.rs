//! Devices and staff: short transactions of their own, beside a running server, which sees them within a second.

use std::io::{BufRead, IsTerminal, Read, Write};
use std::path::Path;

use hall_core::ids::{DeviceId, StaffId};
use sqlx::Connection;
use zeroize::Zeroizing;

use super::{Code, Device, Failure, Staff};
use crate::auth::identity::role_name;
use crate::auth::{enrol, password, token};
use crate::clock::Clock;
use crate::config::Config;
use crate::store::devices::{self, DeviceKind};
use crate::store::{Store, StoreError, sessions, staff as records};

/// Longest name of a device or user, characters.
const NAME_CHARS_MAX: usize = 32;
/// Longest name shown to colleagues, characters.
const SHOWN_CHARS_MAX: usize = 64;
/// Most of a password file that is read, bytes.
const PASSWORD_FILE_BYTES_MAX: u64 = 4096;

pub(super) async fn device(
    config: &Config,
    command: Device,
    clock: &dyn Clock,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let mut store = Store::open(&config.database.path, &config.site.id).await?;
    match command {
        Device::Add { name, kind } => add_device(&mut store, &name, kind, clock, out).await,
        Device::List => list_devices(&mut store, out).await,
        Device::Revoke { name } => {
            known(devices::revoke(&mut store.writer, &DeviceId::new(&name)).await?, "device", &name)?;
            Ok(writeln!(out, "{name}: revoked; a running server refuses it within a second")?)
        }
    }
}

async fn add_device(
    store: &mut Store,
    name: &str,
    kind: DeviceKind,
    clock: &dyn Clock,
    out: &mut impl Write,
) -> Result<(), Failure> {
    check_name(name)?;
    let id = DeviceId::new(name);
    let (code, digest) = token::fresh_code().map_err(StoreError::Random)?;
    let now = clock.now();
    let mut change = store.writer.begin_with("BEGIN IMMEDIATE").await.map_err(StoreError::from)?;
    match devices::by_id(&mut *change, &id).await? {
        None => devices::add(&mut change, &id, kind, now).await?,
        Some(known) if known.kind == kind => {}
        Some(known) => {
            let told = format!("`{name}` is a {} already; choose another name", known.kind);
            return Err(Failure::new(Code::Usage, told));
        }
    }
    devices::offer_code(&mut change, &id, &digest, now + enrol::CODE_MS).await?;
    change.commit().await.map_err(StoreError::from)?;
    writeln!(out, "{}-{}", &code[..5], &code[5..])?;
    Ok(())
}

async fn list_devices(store: &mut Store, out: &mut impl Write) -> Result<(), Failure> {
    for device in devices::all(&mut store.writer).await? {
        let state = match (device.revoked, device.enrolled) {
            (true, _) => "revoked",
            (false, true) => "enrolled",
            (false, false) => "waits for its code",
        };
        writeln!(out, "{:<NAME_CHARS_MAX$}  {:<8}  {state}", device.id.as_str(), device.kind.as_str())?;
    }
    Ok(())
}

pub(super) async fn staff(
    config: &Config,
    command: Staff,
    clock: &dyn Clock,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let mut store = Store::open(&config.database.path, &config.site.id).await?;
    match command {
        Staff::Add { user, name, roles, password_file } => {
            check_name(&user)?;
            if name.is_empty() || name.chars().count() > SHOWN_CHARS_MAX {
                return Err(Failure::new(Code::Usage, format!("--name: 1 to {SHOWN_CHARS_MAX} characters")));
            }
            let password = new_password(password_file.as_deref())?;
            let number = getrandom::u32().map_err(StoreError::Random)?;
            let id = StaffId::new(&format!("s{number:08x}"));
            let member = records::Staff { id, user, name, password, roles, disabled: false };
            match records::add(&mut store.writer, &member, clock.now()).await {
                Err(error) if error.is_constraint() => {
                    let told = format!("the user `{}` exists already", member.user);
                    return Err(Failure::new(Code::Usage, told));
                }
                added => added?,
            }
            writeln!(out, "{}: may sign in", member.user)?;
        }
        Staff::List => list_staff(&mut store, out).await?,
        Staff::Disable { user } => {
            known(records::set_disabled(&mut store.writer, &user, true).await?, "user", &user)?;
            writeln!(out, "{user}: signed out, may sign in no more")?;
        }
        Staff::Password { user, password_file } => {
            let password = new_password(password_file.as_deref())?;
            known(records::set_password(&mut store.writer, &user, &password).await?, "user", &user)?;
            sessions::close_all_of(&mut store.writer, &user).await?;
            writeln!(out, "{user}: new password, signed out everywhere")?;
        }
    }
    Ok(())
}

async fn list_staff(store: &mut Store, out: &mut impl Write) -> Result<(), Failure> {
    for member in records::all(&mut store.writer).await? {
        let roles: Vec<&str> = member.roles.iter().map(|role| role_name(*role)).collect();
        let state = if member.disabled { "  disabled" } else { "" };
        writeln!(out, "{:<NAME_CHARS_MAX$}  {}  {}{state}", member.user, member.name, roles.join(","))?;
    }
    Ok(())
}

pub(super) fn known(found: bool, what: &str, name: &str) -> Result<(), Failure> {
    if found { Ok(()) } else { Err(Failure::new(Code::Usage, format!("there is no {what} `{name}`"))) }
}

fn check_name(name: &str) -> Result<(), Failure> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'_');
    if (1..=NAME_CHARS_MAX).contains(&name.len()) && name.bytes().all(plain) {
        return Ok(());
    }
    let told = format!("`{name}`: a name has 1 to {NAME_CHARS_MAX} characters a-z, 0-9, `-`, `.` or `_`");
    Err(Failure::new(Code::Usage, told))
}

/// The hash of the password in the first line of a file, or of standard input.
fn new_password(file: Option<&Path>) -> Result<String, Failure> {
    password::hash(&secret_line("Password", file)?).map_err(|error| Failure::new(Code::Usage, error))
}

/// The first line of a file, or of standard input. `what` is asked for where somebody types it.
pub(super) fn secret_line(what: &str, file: Option<&Path>) -> Result<Zeroizing<String>, Failure> {
    let mut line = match file {
        Some(path) => std::fs::File::open(path).and_then(first_line).map_err(|error| {
            let told = format!("cannot read the file {}: {error}", path.display());
            Failure::new(Code::Unavailable, told)
        })?,
        None if std::io::stdin().is_terminal() => {
            write!(std::io::stderr(), "{what} (shown as typed): ")?;
            first_line(std::io::stdin())?
        }
        None => first_line(std::io::stdin())?,
    };
    let length = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(length);
    Ok(line)
}

fn first_line(input: impl Read) -> std::io::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(String::new());
    std::io::BufReader::new(input.take(PASSWORD_FILE_BYTES_MAX)).read_line(&mut line)?;
    Ok(line)
}
