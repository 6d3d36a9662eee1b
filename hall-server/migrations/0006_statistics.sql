-- Figures about visits. A projection of the log: losing it costs time only (`hall-server statistics rebuild`).

-- What happened between two beginnings of a day, packed: a year is read and counted as a whole, so it is few large rows.
CREATE TABLE statistics_segments (
    -- The event that ended it, such as the beginning of the next day.
    last_seq  INTEGER PRIMARY KEY,
    -- Days of the visits in it: who is served past the end of a day still belongs to that day.
    first_day TEXT NOT NULL,
    last_day  TEXT NOT NULL,
    -- JSON, see `statistics::facts`.
    facts     TEXT NOT NULL
) STRICT;

CREATE INDEX statistics_segments_days ON statistics_segments (last_day, first_day);

-- One row: how things stood after the last segment, from where the log is followed on.
CREATE TABLE statistics_fold (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    -- Of the figures' definitions: rows of another version are made anew.
    version INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    -- JSON, see `statistics::fold`.
    state   TEXT NOT NULL
) STRICT;
