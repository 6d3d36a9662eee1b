//! How accounts are found and sealed: blind indexes of numbers, HMACs of cards, and the PIN keyed with the vault.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use super::{Known, PersonNumber};
use crate::problem::Fault;
use crate::store::persons::{Account, NAME, NUMBER, TABLE};
use crate::store::rows::hex;
use crate::vault::{Place, Vault};

/// The purposes of blind indexes.
const OF_NUMBER: &str = "persons.number";
const OF_PIN: &str = "persons.pin";

/// How the account of a number is found.
pub fn index_of(vault: &Vault, number: &PersonNumber) -> [u8; 32] {
    index_of_typed(vault, number.as_str())
}

/// How the account is found of what somebody typed; what cannot be a number finds none. Small and capital letters are the
/// same.
pub fn index_of_typed(vault: &Vault, typed: &str) -> [u8; 32] {
    vault.blind(OF_NUMBER, &typed.trim().to_ascii_uppercase())
}

/// The PIN as it is hashed: six digits alone would be guessed by whoever steals the database; with the vault's key,
/// which is not in it, they are not.
pub fn keyed_pin(vault: &Vault, index: &[u8], pin: &str) -> Zeroizing<String> {
    let text = Zeroizing::new(format!("{} {pin}", hex(index)));
    Zeroizing::new(STANDARD_NO_PAD.encode(vault.blind(OF_PIN, &text)))
}

/// Seals number and name of the account with this index.
pub fn seal(vault: &Vault, index: &[u8], number: &PersonNumber, name: &str) -> (Vec<u8>, Vec<u8>) {
    let place = |column| Place::new(TABLE, column, hex(index));
    (vault.seal_text(&place(NUMBER), number.as_str()), vault.seal_text(&place(NAME), name))
}

/// Whose account it is.
///
/// # Errors
/// What is sealed does not open.
pub fn open(vault: &Vault, account: &Account) -> Result<Known, Fault> {
    let place = |column| Place::new(TABLE, column, hex(&account.index));
    let number = vault.open_text(&place(NUMBER), &account.number)?;
    let name = vault.open_text(&place(NAME), &account.name)?;
    Ok(Known::new(number.parse::<PersonNumber>()?, &name))
}
