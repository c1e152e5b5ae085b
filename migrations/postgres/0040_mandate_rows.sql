-- +goose Up
-- Mandates as a list over a tree searches, narrows and orders them; made of
-- mandates, so backups leave it out.
CREATE TABLE mandate_rows (
    org_id     TEXT NOT NULL REFERENCES organisations (org_id),
    mandate_id TEXT COLLATE "C" NOT NULL,
    path       TEXT COLLATE "C" NOT NULL, -- of the organisation
    office     TEXT COLLATE "C" NOT NULL,
    started    TEXT COLLATE "C" NOT NULL,
    given      TEXT COLLATE "C" NOT NULL, -- the name by which lists are ordered, without marks, in small letters
    folded     TEXT COLLATE "C" NOT NULL, -- name, term and decision, likewise: what a search compares
    held       BOOLEAN NOT NULL, -- in force
    PRIMARY KEY (org_id, mandate_id)
);
CREATE INDEX mandate_rows_by_path ON mandate_rows (path, started, office, given) WHERE held;
