-- People who may sign in at a kiosk. What says who they are is sealed with a key that is not in the database.
CREATE TABLE persons (
    id            INTEGER PRIMARY KEY,
    -- Student or staff number: found by the blind index, read by the sealed one. In the place of both the row is
    -- called by the index in hexadecimal, small letters.
    number_index  BLOB NOT NULL UNIQUE,
    number_sealed BLOB NOT NULL,
    name_sealed   BLOB NOT NULL,
    -- argon2, PHC string; NULL: cannot sign in by phone.
    password      TEXT,
    -- HMAC of the card under the site's secret, and argon2 of the PIN, keyed with the vault's index. NULL: no card.
    card          BLOB UNIQUE,
    pin           TEXT,
    -- Wrong passwords and PINs since the last right one or since staff unlocked it.
    failures      INTEGER NOT NULL DEFAULT 0,
    locked_until  INTEGER,
    disabled      INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL
) STRICT;
