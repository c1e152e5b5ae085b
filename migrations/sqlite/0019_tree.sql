-- +goose Up
-- How names are searched and compared; made of them, so backups leave it out.
CREATE TABLE organisation_names (
    org_id TEXT NOT NULL PRIMARY KEY REFERENCES organisations (org_id),
    folded TEXT NOT NULL, -- without marks, in small letters: what a search compares
    same   TEXT NOT NULL  -- what all spellings of the name share
) STRICT, WITHOUT ROWID;

-- What became of an organisation in the tree.
CREATE TABLE organisation_events (
    org_id   TEXT NOT NULL REFERENCES organisations (org_id),
    event_id TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('moved', 'merged', 'took_in', 'renamed', 'removed')),
    was      TEXT NOT NULL, -- a name
    became   TEXT NOT NULL, -- a name
    noted_by TEXT NOT NULL, -- name
    noted_at INTEGER NOT NULL,
    PRIMARY KEY (org_id, event_id)
) STRICT, WITHOUT ROWID;

-- Organisations that are kept for what they held, and go on in another one.
CREATE TABLE organisation_mergers (
    org_id    TEXT NOT NULL PRIMARY KEY REFERENCES organisations (org_id),
    into_id   TEXT NOT NULL REFERENCES organisations (org_id),
    merged_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
