-- +goose Up
-- The second thing that somebody needs to sign in. The key of the secret is in
-- a file outside the database.
CREATE TABLE second_factors (
    org_id     TEXT NOT NULL,
    account_id TEXT NOT NULL,
    secret     BLOB NOT NULL,
    since      INTEGER NOT NULL,
    step       INTEGER NOT NULL, -- of the last code that was used
    recovery   TEXT NOT NULL, -- hashes of the recovery codes that are left
    PRIMARY KEY (org_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX second_factors_by_account ON second_factors (account_id);
