-- What visitors think of their visits. Records: no events of the hall, so that what somebody wrote can go.

-- Visits that have ended, as long as they may be rated and a little longer. Written with the event that ended them.
CREATE TABLE ended_visits (
    ticket   INTEGER PRIMARY KEY,
    prefix   TEXT NOT NULL,
    number   INTEGER NOT NULL,
    -- Codes of its items: JSON array.
    items    TEXT NOT NULL,
    english  INTEGER NOT NULL,
    window   INTEGER NOT NULL,
    line     TEXT NOT NULL,
    clerk    TEXT,
    ended_at INTEGER NOT NULL
) STRICT;

CREATE INDEX ended_visits_ended ON ended_visits (ended_at);

-- One visit, one evaluation. Whose visit it was is known by its ticket alone.
CREATE TABLE evaluations (
    id          INTEGER PRIMARY KEY,
    ticket      INTEGER NOT NULL UNIQUE,
    at          INTEGER NOT NULL,
    -- The hall's day it was given on.
    day         TEXT NOT NULL,
    via         TEXT NOT NULL CHECK (via IN ('pad', 'phone')),
    level       INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
    efficiency  INTEGER CHECK (efficiency BETWEEN 1 AND 5),
    competence  INTEGER CHECK (competence BETWEEN 1 AND 5),
    attitude    INTEGER CHECK (attitude BETWEEN 1 AND 5),
    -- Codes of the reasons ticked: JSON array.
    reasons     TEXT NOT NULL,
    comment     TEXT,
    window      INTEGER NOT NULL,
    line        TEXT NOT NULL,
    clerk       TEXT,
    -- Who sent it, under which idempotency key, and its digest.
    caller      TEXT NOT NULL,
    key         TEXT NOT NULL,
    fingerprint INTEGER NOT NULL
) STRICT;

CREATE INDEX evaluations_at ON evaluations (at);
CREATE INDEX evaluations_day ON evaluations (day);
