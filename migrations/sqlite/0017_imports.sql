-- +goose Up
-- A file that was uploaded and not confirmed yet, with the answers about what
-- it means; for a day. Backups leave it out.
CREATE TABLE imports (
    org_id     TEXT NOT NULL REFERENCES organisations (org_id),
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    about      TEXT NOT NULL, -- congress or organisation
    name       TEXT NOT NULL,
    content    BLOB NOT NULL,
    answers    TEXT NOT NULL, -- JSON
    created_at INTEGER NOT NULL,
    PRIMARY KEY (org_id, account_id, about)
) STRICT, WITHOUT ROWID;

-- What somebody of an organisation said that a column of its lists is.
CREATE TABLE import_columns (
    org_id  TEXT NOT NULL REFERENCES organisations (org_id),
    heading TEXT NOT NULL,
    field   TEXT NOT NULL,
    PRIMARY KEY (org_id, heading)
) STRICT, WITHOUT ROWID;
