-- +goose Up
-- How names are searched and compared; made of them, so backups leave it out.
CREATE TABLE organisation_names (
    org_id TEXT NOT NULL PRIMARY KEY REFERENCES organisations (org_id),
    folded TEXT COLLATE "C" NOT NULL, -- without marks, in small letters: what a search compares
    same   TEXT COLLATE "C" NOT NULL  -- what all spellings of the name share
);

-- What became of an organisation in the tree.
CREATE TABLE organisation_events (
    org_id   TEXT NOT NULL REFERENCES organisations (org_id),
    event_id TEXT COLLATE "C" NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('moved', 'merged', 'took_in', 'renamed', 'removed')),
    was      TEXT NOT NULL, -- a name
    became   TEXT NOT NULL, -- a name
    noted_by TEXT NOT NULL, -- name
    noted_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, event_id)
);

-- Organisations that are kept for what they held, and go on in another one.
CREATE TABLE organisation_mergers (
    org_id    TEXT NOT NULL PRIMARY KEY REFERENCES organisations (org_id),
    into_id   TEXT NOT NULL REFERENCES organisations (org_id),
    merged_at BIGINT NOT NULL
);
