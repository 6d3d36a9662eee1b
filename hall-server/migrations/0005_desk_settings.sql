-- How a clerk wants the desk, at whichever window: keys, size of the text.
CREATE TABLE desk_settings (
    staff    TEXT PRIMARY KEY REFERENCES staff (id),
    -- JSON.
    settings TEXT NOT NULL
) STRICT;
