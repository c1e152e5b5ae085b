-- +goose Up
-- Where the meetings of cells stand, for lists over a tree; made of congresses
-- and dossiers, so backups leave it out.
CREATE TABLE cell_rows (
    org_id      TEXT NOT NULL REFERENCES organisations (org_id),
    congress_id TEXT COLLATE "C" NOT NULL, -- '' is the cell itself
    path        TEXT COLLATE "C" NOT NULL, -- of the cell
    folded      TEXT COLLATE "C" NOT NULL, -- its name without marks, in small letters: what a search compares
    stage       TEXT NOT NULL CHECK (stage IN ('none', 'gone', 'open', 'closed', 'submitted', 'returned', 'decided')),
    shown       BOOLEAN NOT NULL, -- the superior's inbox has it
    since       TEXT COLLATE "C" NOT NULL, -- the day from which the deadline that runs is counted, '' for none
    days        BIGINT NOT NULL, -- by so many working days
    decided     TEXT COLLATE "C" NOT NULL, -- by which those that do not wait are ordered
    proposed    BOOLEAN NOT NULL, -- a decision waits for a second person
    leads       BOOLEAN NOT NULL, -- it tells how far the cell has come in its term
    term        TEXT COLLATE "C" NOT NULL, -- with one kind of dash
    pilot       BOOLEAN NOT NULL,
    scheduled   TEXT COLLATE "C" NOT NULL, -- of one that is still to be held
    held        TEXT COLLATE "C" NOT NULL, -- of one that closed and was not annulled
    PRIMARY KEY (org_id, congress_id)
);
CREATE INDEX cell_rows_by_path ON cell_rows (path);
CREATE INDEX cell_rows_by_stage ON cell_rows (stage, path, shown, since, days, proposed);
CREATE INDEX cell_rows_by_term ON cell_rows (term, path) WHERE leads;

-- Accounts as a list over a tree searches, narrows and orders them, likewise.
CREATE TABLE account_rows (
    org_id     TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    path       TEXT COLLATE "C" NOT NULL, -- of the organisation
    login      TEXT COLLATE "C" NOT NULL,
    folded     TEXT COLLATE "C" NOT NULL, -- the name without marks, in small letters
    role       TEXT NOT NULL,
    disabled   BOOLEAN NOT NULL,
    PRIMARY KEY (org_id, account_id)
);
CREATE INDEX account_rows_by_path ON account_rows (path, login, folded, role, disabled);
