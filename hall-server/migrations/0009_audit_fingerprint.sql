-- Everything that was asked under the key, digested; NULL: written by an earlier version, which compares the target alone.
ALTER TABLE audit ADD COLUMN fingerprint INTEGER;
