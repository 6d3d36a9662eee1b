-- Results that can be collected, as they stand on the boards: a code that says nothing about its owner, and where.
CREATE TABLE ready (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    until  INTEGER NOT NULL,
    code   TEXT NOT NULL,
    window INTEGER
) STRICT;
