-- The site's database. The log is the truth; every other table is a projection of it or a record beside it.
-- Times are UTC milliseconds. Nothing in `events` is personal data.

-- One row: whose database this is, and the secret behind the addresses of the tickets' phone pages.
CREATE TABLE site (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    site       TEXT NOT NULL,
    secret     BLOB NOT NULL
) STRICT;

-- The log. `hash` is SHA-256 over `prev_hash` and every other column of the row, so a changed, lost or
-- inserted row is found. Bodies of a kind only ever grow by optional fields; a kind that must change gets a new name.
CREATE TABLE events (
    seq         INTEGER PRIMARY KEY,
    site        TEXT NOT NULL,
    at          INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    body        TEXT NOT NULL,
    -- The command behind it: who asked, under which idempotency key, and its digest. NULL: time alone.
    caller      TEXT,
    key         TEXT,
    fingerprint INTEGER,
    prev_hash   BLOB NOT NULL,
    hash        BLOB NOT NULL
) STRICT;

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append only'); END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append only'); END;

-- The hall as it was after an event, so that a start does not replay the whole log. A cache: losing it costs time only.
CREATE TABLE snapshots (
    seq    INTEGER PRIMARY KEY,
    -- Hash of that event.
    hash   BLOB NOT NULL,
    -- SHA-256 of `state`.
    digest BLOB NOT NULL,
    -- JSON.
    state  BLOB NOT NULL
) STRICT;

-- Projection: every ticket ever taken. The unique index is the second guard of the numbers.
CREATE TABLE tickets (
    id         INTEGER PRIMARY KEY,
    day        TEXT NOT NULL,
    prefix     TEXT NOT NULL,
    number     INTEGER NOT NULL,
    kiosk      TEXT,
    issued_at  INTEGER NOT NULL,
    phase      TEXT NOT NULL,
    -- The window it is at, or was at last.
    window     INTEGER,
    changed_at INTEGER NOT NULL,
    -- The first print of its receipt.
    print_job  INTEGER,
    -- The answer to the command that took it, without the receipt: JSON.
    taken      TEXT
) STRICT;

CREATE UNIQUE INDEX tickets_number ON tickets (day, prefix, number);
CREATE INDEX tickets_missed ON tickets (id) WHERE phase = 'no_show';

-- The spool. A job is made in the transaction of what it prints.
CREATE TABLE print_jobs (
    id         INTEGER PRIMARY KEY,
    ticket     INTEGER,
    device     TEXT NOT NULL,
    -- `superseded`: its ticket was printed again, cancelled, or its day is over.
    state      TEXT NOT NULL CHECK (state IN ('queued', 'confirmed', 'unknown', 'refused', 'superseded')),
    reprint    INTEGER NOT NULL,
    receipt    TEXT NOT NULL,
    -- What the printer said.
    detail     TEXT,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX print_jobs_queued ON print_jobs (device, ticket) WHERE state = 'queued';

-- What one clerk tells the next about a ticket.
CREATE TABLE notes (
    id     INTEGER PRIMARY KEY,
    ticket INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    staff  TEXT NOT NULL,
    text   TEXT NOT NULL
) STRICT;

CREATE INDEX notes_at ON notes (at);

CREATE TABLE staff (
    -- Opaque reference, the only name of a person that events carry.
    id         TEXT PRIMARY KEY,
    user       TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    -- argon2, PHC string.
    password   TEXT NOT NULL,
    -- JSON array.
    roles      TEXT NOT NULL,
    disabled   INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    -- SHA-256 of the cookie's token.
    token_hash BLOB PRIMARY KEY,
    staff      TEXT NOT NULL REFERENCES staff (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_staff ON sessions (staff);
CREATE INDEX sessions_expire ON sessions (expires_at);

CREATE TABLE devices (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('kiosk', 'display', 'agent')),
    -- SHA-256 of its token; NULL until enrolled.
    token_hash BLOB UNIQUE,
    revoked    INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE enrolment_codes (
    -- SHA-256 of the code.
    code_hash  BLOB PRIMARY KEY,
    device     TEXT NOT NULL REFERENCES devices (id),
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;
