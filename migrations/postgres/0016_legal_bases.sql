-- +goose Up
-- Texts that papers cite from a day on, entered by the administrator of a tree
-- after the program was shipped.
CREATE TABLE legal_bases (
    org_id   TEXT NOT NULL REFERENCES organisations (org_id),
    kind     TEXT COLLATE "C" NOT NULL CHECK (kind IN ('election', 'charter')),
    from_day TEXT COLLATE "C" NOT NULL CHECK (from_day <> ''),
    text     TEXT NOT NULL CHECK (text <> ''),
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, kind, from_day)
);
