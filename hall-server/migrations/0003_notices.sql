-- Announcements of the supervisor to everybody in the hall. Records, so that what somebody wrote by mistake can go.
CREATE TABLE notices (
    id    INTEGER PRIMARY KEY,
    at    INTEGER NOT NULL,
    until INTEGER NOT NULL,
    zh    TEXT NOT NULL,
    en    TEXT NOT NULL
) STRICT;
