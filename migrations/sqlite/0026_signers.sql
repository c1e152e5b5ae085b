-- +goose Up
-- Keys of other installations that a person has compared: whoever holds one
-- speaks for an organisation and those below it.
CREATE TABLE signers (
    org_id        TEXT NOT NULL REFERENCES organisations (org_id),
    verifier      TEXT NOT NULL PRIMARY KEY, -- public key
    compared_by   TEXT NOT NULL,
    compared_with TEXT NOT NULL CHECK (compared_with <> ''), -- a paper, a telephone call
    compared_at   INTEGER NOT NULL,
    revoked_at    INTEGER NOT NULL -- 0 while it holds
) STRICT;

-- Which organisation here is the one that a bundle names by its own id.
CREATE TABLE links (
    foreign_id TEXT NOT NULL PRIMARY KEY,
    org_id     TEXT NOT NULL UNIQUE REFERENCES organisations (org_id)
) STRICT;

-- Bundles of a key that nobody has compared yet, by whichever door they came.
CREATE TABLE quarantine (
    org_id   TEXT NOT NULL REFERENCES organisations (org_id), -- whose door it was
    sum      TEXT NOT NULL, -- SHA-256, hex
    title    TEXT NOT NULL,
    verifier TEXT NOT NULL,
    content  BLOB NOT NULL,
    came_by  TEXT NOT NULL,
    came_at  INTEGER NOT NULL,
    PRIMARY KEY (org_id, sum)
) STRICT;
