-- Certificates: the ledger of what was drawn up, the signed files, and the spool of their copies.
-- What says whose a certificate is, is sealed (see `vault`); `*_index` are blind indexes, by which it is found.
-- In the vault a row of `certificates` is called year/serial, one of `certificate_files` by its certificate.

CREATE TABLE certificates (
    id           INTEGER PRIMARY KEY,
    -- Its number is ZM<year>-<serial>: dense in its year. What was dropped keeps its row, without whose it was.
    year         INTEGER NOT NULL,
    serial       INTEGER NOT NULL,
    -- `reserved`: it has a number and is being drawn up; `drawn`: nobody has ordered a copy yet; `dropped`: nobody did.
    state        TEXT NOT NULL CHECK (state IN ('reserved', 'drawn', 'issued', 'revoked', 'dropped')),
    kind         TEXT NOT NULL,
    language     TEXT NOT NULL CHECK (language IN ('zh', 'en')),
    purpose      TEXT,
    -- The term it counts in: the date it began.
    term         TEXT NOT NULL,
    -- The kiosk its person stood at.
    device       TEXT NOT NULL,
    drawn_at     INTEGER NOT NULL,
    -- Student or staff number.
    person_sealed BLOB,
    person_index  BLOB,
    name_sealed   BLOB,
    name_index    BLOB,
    -- Verification code.
    code_sealed   BLOB,
    code_index    BLOB,
    -- Of the signed file.
    sha256       BLOB,
    pages        INTEGER,
    -- The idempotency key it was asked under, and the digest of what was asked.
    key          TEXT,
    fingerprint  INTEGER NOT NULL,
    revoked_at   INTEGER,
    -- Staff member.
    revoked_by   TEXT,
    reason       TEXT
) STRICT;

CREATE UNIQUE INDEX certificates_number ON certificates (year, serial);
CREATE UNIQUE INDEX certificates_key ON certificates (person_index, key);
CREATE UNIQUE INDEX certificates_code ON certificates (code_index);
CREATE INDEX certificates_person ON certificates (person_index, kind, term);
CREATE INDEX certificates_name ON certificates (name_index);
CREATE INDEX certificates_sha256 ON certificates (sha256);
CREATE INDEX certificates_open ON certificates (drawn_at) WHERE state IN ('reserved', 'drawn');

-- The signed file, sealed. Deleted after the retention time; its row in the ledger stays.
CREATE TABLE certificate_files (
    certificate INTEGER PRIMARY KEY REFERENCES certificates (id),
    sealed      BLOB NOT NULL,
    stored_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX certificate_files_stored ON certificate_files (stored_at);

-- The spool: one row a copy, made in the transaction of its order. Never deleted: no id is given twice.
CREATE TABLE certificate_jobs (
    id          INTEGER PRIMARY KEY,
    certificate INTEGER NOT NULL REFERENCES certificates (id),
    -- Whose printer.
    device      TEXT NOT NULL,
    -- `refused`: nothing came out, and it is not counted; `unknown`: nobody knows, and it is.
    state       TEXT NOT NULL CHECK (state IN ('queued', 'confirmed', 'unknown', 'refused')),
    -- Sheets that came out, as far as the printer counted them.
    sheets      INTEGER,
    -- The copy whose place it takes.
    replaces    INTEGER REFERENCES certificate_jobs (id),
    -- Staff member; NULL: the person at the kiosk.
    ordered_by  TEXT,
    -- What the printer said.
    detail      TEXT,
    created_at  INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    -- Who ordered it, under which idempotency key, as which of its copies, and the digest of what was asked.
    caller      TEXT NOT NULL,
    key         TEXT NOT NULL,
    place       INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX certificate_jobs_key ON certificate_jobs (caller, key, place);
CREATE INDEX certificate_jobs_of ON certificate_jobs (certificate);
CREATE INDEX certificate_jobs_queued ON certificate_jobs (device) WHERE state = 'queued';
CREATE INDEX certificate_jobs_unknown ON certificate_jobs (changed_at) WHERE state = 'unknown';
