-- What is personal is sealed from now on (`vault`), with keys outside the database.

-- By what each key is known that this database was used with; 0 is the index's key.
CREATE TABLE vault_keys (
    number INTEGER PRIMARY KEY,
    -- Not the key: an HMAC with it.
    mark   BLOB NOT NULL
) STRICT;

-- What notes said is wiped where it stood, not only given up.
PRAGMA secure_delete = ON;

CREATE TABLE sealed_notes (
    id     INTEGER PRIMARY KEY,
    ticket INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    staff  TEXT NOT NULL,
    sealed BLOB,
    -- Of before: sealed and emptied at the next start.
    text   TEXT,
    CHECK ((sealed IS NULL) <> (text IS NULL))
) STRICT;

INSERT INTO sealed_notes (id, ticket, at, staff, text) SELECT id, ticket, at, staff, text FROM notes;
DROP TABLE notes;
ALTER TABLE sealed_notes RENAME TO notes;
CREATE INDEX notes_at ON notes (at);

-- `comment` is of before: sealed and emptied at the next start.
ALTER TABLE evaluations ADD COLUMN comment_sealed BLOB;
