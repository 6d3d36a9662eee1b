-- Records of the counter: return codes, orders for printers, who ordered what.

-- With a return code somebody who was sent away for materials comes back. Written with the event it belongs to.
CREATE TABLE return_codes (
    -- SHA-256 of the code, base64; the code itself is derived from the ticket and the site's secret.
    code_hash TEXT PRIMARY KEY,
    -- The ticket whose materials were incomplete.
    ticket    INTEGER NOT NULL,
    made_at   INTEGER NOT NULL,
    -- The ticket taken with it; NULL while it is unused.
    used_by   INTEGER
) STRICT;

CREATE INDEX return_codes_made ON return_codes (made_at);

-- What staff do that is no event of the hall. Never changed, never deleted by the server.
CREATE TABLE audit (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    staff  TEXT NOT NULL,
    -- The idempotency key it was asked under.
    key    TEXT NOT NULL,
    action TEXT NOT NULL,
    -- The device, notice or whatever it was done to.
    target TEXT NOT NULL,
    -- What it came to, such as a print job.
    result INTEGER
) STRICT;

CREATE UNIQUE INDEX audit_key ON audit (staff, key, at);
CREATE INDEX audit_at ON audit (at);

-- NULL: printed with the answer to whoever took the ticket. Else it was ordered by staff and waits for the device:
-- a reprint, a test page, or that the printer's buffer be emptied.
ALTER TABLE print_jobs ADD COLUMN ordered TEXT CHECK (ordered IN ('reprint', 'test', 'clear'));
CREATE INDEX print_jobs_ended_badly ON print_jobs (changed_at) WHERE state IN ('unknown', 'refused');
