-- What a visitor was told with a ticket is kept in place of the answer and the receipt drawn up from it.

-- JSON of `paper::Told`; NULL of a ticket taken before, which has `taken`.
ALTER TABLE tickets ADD COLUMN told TEXT;

-- The receipt of a first print is drawn up with the answer, from `tickets.told`: here it is NULL.
CREATE TABLE spool (
    id         INTEGER PRIMARY KEY,
    ticket     INTEGER,
    device     TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('queued', 'confirmed', 'unknown', 'refused', 'superseded')),
    reprint    INTEGER NOT NULL,
    receipt    TEXT,
    detail     TEXT,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    ordered    TEXT CHECK (ordered IN ('reprint', 'test', 'clear'))
) STRICT;

INSERT INTO spool SELECT id, ticket, device, state, reprint, receipt, detail, created_at, changed_at, ordered FROM print_jobs;
DROP TABLE print_jobs;
ALTER TABLE spool RENAME TO print_jobs;
CREATE INDEX print_jobs_queued ON print_jobs (device, ticket) WHERE state = 'queued';
CREATE INDEX print_jobs_ended_badly ON print_jobs (changed_at) WHERE state IN ('unknown', 'refused');
