-- +goose Up
-- The register of papers beside submissions and decisions about a congress:
-- numbers run for each organisation, kind of paper, term and series through both.
CREATE TABLE papers_entered (
    org_id      TEXT NOT NULL REFERENCES organisations (org_id),
    kind        TEXT NOT NULL CHECK (kind <> ''),
    term        TEXT NOT NULL,
    series      TEXT NOT NULL CHECK (series <> ''),
    number      INTEGER NOT NULL CHECK (number > 0),
    day         TEXT NOT NULL,
    congress_id TEXT NOT NULL, -- '' where it is about none
    about       TEXT NOT NULL,
    post        TEXT NOT NULL, -- of who signs, '' while nobody said
    signer      TEXT NOT NULL,
    advised     TEXT NOT NULL, -- whose proposal it follows
    numbered_by TEXT NOT NULL,
    numbered_at INTEGER NOT NULL,
    PRIMARY KEY (org_id, kind, term, series, number)
) STRICT, WITHOUT ROWID;
