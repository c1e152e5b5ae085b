-- +goose Up
-- Where the meetings of cells stand, for lists over a tree; made of congresses
-- and dossiers, so backups leave it out.
CREATE TABLE cell_rows (
    org_id      TEXT NOT NULL REFERENCES organisations (org_id),
    congress_id TEXT NOT NULL, -- '' is the cell itself
    path        TEXT NOT NULL, -- of the cell
    folded      TEXT NOT NULL, -- its name without marks, in small letters: what a search compares
    stage       TEXT NOT NULL CHECK (stage IN ('none', 'gone', 'open', 'closed', 'submitted', 'returned', 'decided')),
    shown       INTEGER NOT NULL CHECK (shown IN (0, 1)), -- the superior's inbox has it
    since       TEXT NOT NULL, -- the day from which the deadline that runs is counted, '' for none
    days        INTEGER NOT NULL, -- by so many working days
    decided     TEXT NOT NULL, -- by which those that do not wait are ordered
    proposed    INTEGER NOT NULL CHECK (proposed IN (0, 1)), -- a decision waits for a second person
    leads       INTEGER NOT NULL CHECK (leads IN (0, 1)), -- it tells how far the cell has come in its term
    term        TEXT NOT NULL, -- with one kind of dash
    pilot       INTEGER NOT NULL CHECK (pilot IN (0, 1)),
    scheduled   TEXT NOT NULL, -- of one that is still to be held
    held        TEXT NOT NULL, -- of one that closed and was not annulled
    PRIMARY KEY (org_id, congress_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX cell_rows_by_path ON cell_rows (path);
CREATE INDEX cell_rows_by_stage ON cell_rows (stage, path, shown, since, days, proposed);
CREATE INDEX cell_rows_by_term ON cell_rows (term, path) WHERE leads;

-- Accounts as a list over a tree searches, narrows and orders them, likewise.
CREATE TABLE account_rows (
    org_id     TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    path       TEXT NOT NULL, -- of the organisation
    login      TEXT NOT NULL,
    folded     TEXT NOT NULL, -- the name without marks, in small letters
    role       TEXT NOT NULL,
    disabled   INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    PRIMARY KEY (org_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_rows_by_path ON account_rows (path, login, folded, role, disabled);
