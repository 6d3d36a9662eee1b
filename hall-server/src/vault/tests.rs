//! What is sealed opens in its place alone; keys that are lost, exchanged, exposed or garbled are told by their file.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Row};

use super::*;
use crate::store::{Store, StoreError};
use crate::vault::columns::SEALED;

const SITE: &str = "test";

fn place(row: i64) -> Place {
    Place::new("persons", "name_sealed", row)
}

fn folder_with_keys(count: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for number in 1..=count {
        assert_eq!(new_key(folder.path()).unwrap(), number);
    }
    folder
}

fn vault(folder: &tempfile::TempDir) -> Vault {
    Vault::open_folder(folder.path()).unwrap()
}

async fn store(folder: &Path) -> Store {
    Store::open(&folder.join("hall.db"), SITE).await.unwrap()
}

#[test]
fn a_value_opens_in_its_place_and_nowhere_else() {
    let folder = folder_with_keys(1);
    let vault = vault(&folder);
    let sealed = vault.seal_text(&place(7), "张三");
    assert_eq!(vault.open_text(&place(7), &sealed).unwrap().as_str(), "张三");
    assert_eq!(sealed.len(), "张三".len() + SEALED_BYTES);
    assert_ne!(sealed, vault.seal_text(&place(7), "张三"), "the nonce is drawn anew");
    let elsewhere = [
        place(8),
        Place::new("persons", "card_sealed", 7),
        Place::new("staff", "name_sealed", 7),
        Place::new("persons", "name_sealed", "7\n"),
    ];
    for place in elsewhere {
        let error = vault.open(&place, &sealed).unwrap_err();
        assert!(matches!(error, VaultError::Shut { .. }), "{place:?}: {error}");
    }
    for nothing in ["", "\0"] {
        let sealed = vault.seal_text(&place(1), nothing);
        assert_eq!(vault.open_text(&place(1), &sealed).unwrap().as_str(), nothing);
    }
}

#[test]
fn every_changed_bit_and_every_cut_is_found() {
    let folder = folder_with_keys(1);
    let vault = vault(&folder);
    let sealed = vault.seal(&place(1), b"330102199001011234");
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        vault.open(&place(1), &changed).unwrap_err();
    }
    for length in 0..sealed.len() {
        vault.open(&place(1), &sealed[..length]).unwrap_err();
    }
}

#[test]
fn the_newest_key_seals_and_every_key_opens_while_the_vault_is_open() {
    let folder = folder_with_keys(1);
    let vault = vault(&folder);
    let first = vault.seal(&place(1), b"first");
    assert_eq!(new_key(folder.path()).unwrap(), 2);
    let second = vault.seal(&place(2), b"second");
    assert_eq!((key_of(&first), key_of(&second), vault.newest()), (Some(1), Some(2), 2));
    let other = super::Vault::open_folder(folder.path()).unwrap();
    new_key(folder.path()).unwrap();
    let third = vault.seal(&place(3), b"third");
    assert_eq!(
        &other.open(&place(3), &third).unwrap()[..],
        b"third",
        "a key made since is found when it is met"
    );
    assert_eq!(&other.open(&place(1), &first).unwrap()[..], b"first");
    std::fs::remove_file(folder.path().join("vault-1.key")).unwrap();
    let error = Vault::open_folder(folder.path()).unwrap().open(&place(1), &first).unwrap_err();
    assert!(error.to_string().contains("vault-1.key is missing"), "{error}");
}

#[test]
fn an_index_is_blind_and_the_same_whatever_key_seals() {
    let folder = folder_with_keys(1);
    let before = vault(&folder).blind("persons.number", "3190100001");
    new_key(folder.path()).unwrap();
    let vault = vault(&folder);
    assert_eq!(vault.blind("persons.number", "3190100001"), before);
    assert_ne!(vault.blind("persons.card", "3190100001"), before);
    assert_ne!(vault.blind("persons.number", "3190100002"), before);
    let other = folder_with_keys(1);
    assert_ne!(
        super::Vault::open_folder(other.path()).unwrap().blind("persons.number", "3190100001"),
        before
    );
}

#[test]
fn a_key_that_cannot_be_used_is_told_by_its_file() {
    type Damage = fn(&Path);
    let cases: [(&str, &str, Damage); 9] = [
        ("vault-2.key", "chmod 600", |key| {
            std::fs::set_permissions(key, std::fs::Permissions::from_mode(0o640)).unwrap();
        }),
        ("vault-2.key", "not two lines", |key| std::fs::write(key, "").unwrap()),
        ("vault-2.key", "not text", |key| std::fs::write(key, [0xff; 64]).unwrap()),
        ("vault-2.key", "names another key", |key| {
            std::fs::copy(key.with_file_name("vault-1.key"), key).unwrap();
        }),
        ("vault-2.key", "32 bytes", |key| std::fs::write(key, "hall vault key 2\nAAAA\n").unwrap()),
        ("vault-2.key", "32 bytes", |key| std::fs::write(key, "hall vault key 2\n\u{2603}\n").unwrap()),
        ("vault-2.key", "cannot use", |key| {
            std::fs::remove_file(key).unwrap();
            std::fs::create_dir(key).unwrap();
            std::fs::set_permissions(key, std::fs::Permissions::from_mode(0o700)).unwrap();
        }),
        ("vault-index.key", "missing", |key| std::fs::remove_file(key).unwrap()),
        ("vault-index.key", "names another key", |key| {
            std::fs::copy(key.with_file_name("vault-1.key"), key).unwrap();
        }),
    ];
    for (file, told, damage) in cases {
        let folder = folder_with_keys(2);
        damage(&folder.path().join(file));
        let error = Vault::open_folder(folder.path()).unwrap_err().to_string();
        assert!(error.contains(file) && error.contains(told), "{file}, {told}: {error}");
    }
}

#[test]
fn keys_are_the_servers_alone_and_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("a/keys");
    new_key(&keys).unwrap();
    assert_eq!(keys.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(&keys).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["vault-1.key", "vault-index.key"]);
    let index = std::fs::read(keys.join(INDEX_KEY)).unwrap();
    std::fs::remove_file(keys.join("vault-1.key")).unwrap();
    new_key(&keys).unwrap();
    assert_eq!(std::fs::read(keys.join(INDEX_KEY)).unwrap(), index);
}

#[tokio::test]
async fn a_new_database_gets_its_keys_and_is_shut_without_them() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    assert_eq!(look(None, &keys).await.unwrap(), None);
    let mut db = store(folder.path()).await.writer;
    assert_eq!(look(Some(&mut db), &keys).await.unwrap(), None);
    let vault = open_for(&mut db, &keys).await.unwrap();
    write_note(&mut db, &vault, 1).await;
    new_key(&keys).unwrap();
    open_for(&mut db, &keys).await.unwrap();
    assert_eq!(look(Some(&mut db), &keys).await.unwrap(), Some(2));

    let told = async |db: &mut SqliteConnection| open_for(db, &keys).await.unwrap_err().to_string();
    let (key, away) = (keys.join("vault-1.key"), folder.path().join("away"));
    std::fs::rename(&key, &away).unwrap();
    let error = told(&mut db).await;
    assert!(error.contains("vault-1.key is missing"), "{error}");
    let other = folder_with_keys(1);
    std::fs::copy(other.path().join("vault-1.key"), &key).unwrap();
    let error = told(&mut db).await;
    assert!(error.contains("vault-1.key is not the key"), "{error}");
    std::fs::rename(&away, &key).unwrap();
    std::fs::rename(&keys, &away).unwrap();
    let error = told(&mut db).await;
    assert!(error.contains("vault-index.key is missing"), "{error}");
    assert!(look(Some(&mut db), &keys).await.is_err());
    assert!(!keys.exists(), "no keys are made where some were lost");
}

#[tokio::test]
async fn rotation_seals_everything_anew_and_changes_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    let mut db = store(folder.path()).await.writer;
    let vault = open_for(&mut db, &keys).await.unwrap();
    for note in 0..40 {
        write_note(&mut db, &vault, note).await;
    }
    assert_eq!(columns::rotate(&mut db, &vault).await.unwrap(), 0, "nothing to do");
    new_key(&keys).unwrap();
    // One is sealed with the new key already.
    write_note(&mut db, &vault, 40).await;
    assert_eq!(columns::rotate(&mut db, &vault).await.unwrap(), 40);
    let rows = sqlx::query("SELECT sealed FROM notes").fetch_all(&mut db).await.unwrap();
    assert!(rows.iter().all(|row| key_of(row.get(0)) == Some(2)) && rows.len() == 41);
    std::fs::remove_file(keys.join("vault-1.key")).unwrap();
    assert_eq!(look(Some(&mut db), &keys).await.unwrap(), Some(1), "nothing needs the first any more");
    let vault = open_for(&mut db, &keys).await.unwrap();
    let texts = crate::store::notes::since(&mut db, &vault, hall_core::time::Timestamp(0)).await.unwrap();
    assert_eq!(texts.len(), 41);
    assert!(texts.iter().all(|(ticket, text)| *text == format!("note {}", ticket.0)));
}

#[tokio::test]
async fn a_value_moved_to_another_row_stops_the_rotation() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    let mut db = store(folder.path()).await.writer;
    let vault = open_for(&mut db, &keys).await.unwrap();
    write_note(&mut db, &vault, 1).await;
    sqlx::query("UPDATE notes SET ticket = 2").execute(&mut db).await.unwrap();
    new_key(&keys).unwrap();
    let error = columns::rotate(&mut db, &vault).await.unwrap_err();
    assert!(
        matches!(error, StoreError::Vault(VaultError::Shut { table: "notes", column: "sealed" })),
        "{error}"
    );
}

async fn write_note(db: &mut SqliteConnection, vault: &Vault, ticket: u64) {
    use crate::store::{notes, rows::Rows, rows::hex};
    let (id, at) = (hall_core::ids::TicketId(ticket), hall_core::time::Timestamp(1_000));
    let sealed = vault.seal_text(&notes::place(id, at), &format!("note {ticket}"));
    let mut rows = Rows::default();
    rows.push(&(id, at, "s1", hex(&sealed)));
    notes::insert(db, rows).await.unwrap();
}

#[tokio::test]
async fn what_an_earlier_version_left_open_is_sealed_and_wiped() {
    let folder = tempfile::tempdir().unwrap();
    let mut db = store(folder.path()).await.writer;
    let open = "INSERT INTO notes (ticket, at, staff, text) VALUES (1, 5, 's1', 'needs-the-seal');
        INSERT INTO evaluations (ticket, at, day, via, level, reasons, comment, window, line, caller, key, fingerprint)
            VALUES (3, 5, '2026-09-01', 'phone', 1, '[]', 'waited-too-long', 1, 'cards', 'phone', 'k', 1)";
    sqlx::raw_sql(open).execute(&mut db).await.unwrap();
    let vault = open_for(&mut db, &folder.path().join("keys")).await.unwrap();
    let notes = crate::store::notes::since(&mut db, &vault, hall_core::time::Timestamp(0)).await.unwrap();
    assert_eq!(notes, [(hall_core::ids::TicketId(1), "needs-the-seal".to_owned())]);
    let day = serde_json::from_str("\"2026-09-01\"").unwrap();
    let low = crate::store::evaluations::low_of(&mut db, &vault, day, 9).await.unwrap();
    assert_eq!(low[0].comment.as_deref(), Some("waited-too-long"));
    for file in ["hall.db", "hall.db-wal"] {
        let bytes = std::fs::read(folder.path().join(file)).unwrap_or_default();
        for text in ["needs-the-seal", "waited-too-long"] {
            assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text} in {file}");
        }
    }
}

#[tokio::test]
async fn every_sealed_column_is_known_to_the_rotation() {
    let folder = tempfile::tempdir().unwrap();
    let mut db = store(folder.path()).await.writer;
    let columns = sqlx::query(
        "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND (c.name = 'sealed' OR c.name LIKE '%\\_sealed' ESCAPE '\\')",
    );
    let mut found: Vec<(String, String)> =
        columns.fetch_all(&mut db).await.unwrap().iter().map(|row| (row.get(0), row.get(1))).collect();
    let mut known: Vec<_> = SEALED.iter().map(|s| (s.table.to_owned(), s.column.to_owned())).collect();
    found.sort();
    known.sort();
    assert_eq!(found, known);
    for Sealed { table, row, .. } in SEALED {
        let select = format!("SELECT rowid, CAST({row} AS TEXT) FROM {table}");
        sqlx::query(AssertSqlSafe(select)).fetch_all(&mut db).await.unwrap();
    }
}

use columns::Sealed;
