-- +goose Up
-- Texts that papers cite from a day on, entered by the administrator of a tree
-- after the program was shipped.
CREATE TABLE legal_bases (
    org_id   TEXT NOT NULL REFERENCES organisations (org_id),
    kind     TEXT NOT NULL CHECK (kind IN ('election', 'charter')),
    from_day TEXT NOT NULL CHECK (from_day <> ''),
    text     TEXT NOT NULL CHECK (text <> ''),
    added_by TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    PRIMARY KEY (org_id, kind, from_day)
) STRICT, WITHOUT ROWID;
