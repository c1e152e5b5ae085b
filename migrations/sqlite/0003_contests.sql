-- +goose Up
CREATE TABLE contests (
    org_id      TEXT NOT NULL,
    congress_id TEXT NOT NULL,
    contest_id  TEXT NOT NULL UNIQUE,
    position    INTEGER NOT NULL CHECK (position > 0),
    office      TEXT NOT NULL CHECK (office IN ('committee', 'secretary', 'deputy', 'delegates', 'alternates', 'other')),
    title       TEXT NOT NULL,
    seats       INTEGER NOT NULL CHECK (seats > 0),
    settled     TEXT NOT NULL CHECK (settled IN ('', 'complete', 'short', 'appointed')),
    decision    TEXT NOT NULL,
    settled_by  TEXT NOT NULL,
    PRIMARY KEY (org_id, contest_id),
    FOREIGN KEY (org_id, congress_id) REFERENCES congresses (org_id, congress_id)
) STRICT;
CREATE INDEX contests_by_congress ON contests (org_id, congress_id);

CREATE TABLE nominations (
    org_id      TEXT NOT NULL,
    contest_id  TEXT NOT NULL,
    congress_id TEXT NOT NULL,
    member_id   TEXT NOT NULL,
    source      TEXT NOT NULL CHECK (source IN ('committee', 'floor', 'self')),
    support     INTEGER NOT NULL CHECK (support >= 0),
    withdrawal  TEXT NOT NULL CHECK (withdrawal IN ('', 'requested', 'allowed', 'refused')),
    reason      TEXT NOT NULL,
    PRIMARY KEY (org_id, contest_id, member_id),
    FOREIGN KEY (org_id, contest_id) REFERENCES contests (org_id, contest_id),
    FOREIGN KEY (org_id, congress_id, member_id) REFERENCES members (org_id, congress_id, member_id)
) STRICT;

CREATE TABLE elected (
    org_id      TEXT NOT NULL,
    congress_id TEXT NOT NULL,
    contest_id  TEXT NOT NULL,
    round_id    TEXT NOT NULL,
    member_id   TEXT NOT NULL,
    office      TEXT NOT NULL,
    rank        INTEGER NOT NULL CHECK (rank > 0), -- by votes within the round
    votes       INTEGER NOT NULL CHECK (votes > 0),
    base        INTEGER NOT NULL CHECK (base > 0),
    refused     INTEGER NOT NULL CHECK (refused IN (0, 1)), -- not ratified
    PRIMARY KEY (org_id, contest_id, member_id),
    FOREIGN KEY (org_id, contest_id) REFERENCES contests (org_id, contest_id),
    FOREIGN KEY (org_id, congress_id, member_id) REFERENCES members (org_id, congress_id, member_id)
) STRICT;
CREATE INDEX elected_by_congress ON elected (org_id, congress_id);
