-- +goose Up
CREATE TABLE log (
    org_id      TEXT NOT NULL,
    congress_id TEXT NOT NULL,
    seq         INTEGER NOT NULL CHECK (seq >= 0),
    leaf        BLOB NOT NULL, -- canonical JSON of the event
    hashes      BLOB NOT NULL CHECK (length(hashes) % 32 = 0), -- tree hashes completed by this event
    PRIMARY KEY (org_id, congress_id, seq),
    FOREIGN KEY (org_id, congress_id) REFERENCES congresses (org_id, congress_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE dossiers (
    org_id       TEXT NOT NULL,
    congress_id  TEXT NOT NULL,
    version      INTEGER NOT NULL CHECK (version > 0),
    state        TEXT NOT NULL CHECK (state IN ('submitted', 'returned', 'ratified', 'annulled')),
    note         TEXT NOT NULL,
    submitted_by TEXT NOT NULL,
    submitted_at INTEGER NOT NULL,
    number       TEXT NOT NULL,
    decided_on   TEXT NOT NULL,
    decided_by   TEXT NOT NULL,
    decided_at   INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    PRIMARY KEY (org_id, congress_id, version),
    FOREIGN KEY (org_id, congress_id) REFERENCES congresses (org_id, congress_id),
    CHECK (state NOT IN ('ratified', 'annulled') OR (number <> '' AND decided_on <> ''))
) STRICT;
