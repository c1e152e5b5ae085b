-- +goose Up
-- Mandates as a list over a tree searches, narrows and orders them; made of
-- mandates, so backups leave it out.
CREATE TABLE mandate_rows (
    org_id     TEXT NOT NULL REFERENCES organisations (org_id),
    mandate_id TEXT NOT NULL,
    path       TEXT NOT NULL, -- of the organisation
    office     TEXT NOT NULL,
    started    TEXT NOT NULL,
    given      TEXT NOT NULL, -- the name by which lists are ordered, without marks, in small letters
    folded     TEXT NOT NULL, -- name, term and decision, likewise: what a search compares
    held       INTEGER NOT NULL CHECK (held IN (0, 1)), -- in force
    PRIMARY KEY (org_id, mandate_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mandate_rows_by_path ON mandate_rows (path, started, office, given) WHERE held;
