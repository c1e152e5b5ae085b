-- +goose Up
-- A decision that one person of the superior committee has put forward and
-- that waits for a second; a row goes when it is confirmed or withdrawn.
CREATE TABLE proposals (
    org_id      TEXT NOT NULL,
    congress_id TEXT NOT NULL,
    version     INTEGER NOT NULL CHECK (version > 0), -- of the dossier
    decision    TEXT NOT NULL CHECK (decision IN ('ratified', 'annulled', 'appointed')),
    number      TEXT NOT NULL CHECK (number <> ''),
    decided_on  TEXT NOT NULL CHECK (decided_on <> ''),
    reason      TEXT NOT NULL,
    refused     TEXT NOT NULL, -- member ids, a space between
    contest_id  TEXT NOT NULL, -- of an appointment, else ''
    member_id   TEXT NOT NULL, -- who is appointed, '' from elsewhere
    name        TEXT NOT NULL,
    born        TEXT NOT NULL,
    by_org      TEXT NOT NULL, -- committee whose second person confirms
    account_id  TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, congress_id),
    FOREIGN KEY (org_id, congress_id) REFERENCES congresses (org_id, congress_id),
    CHECK ((decision = 'appointed') = (contest_id <> ''))
);

-- Who was appointed where three ballots elected nobody.
CREATE TABLE appointments (
    org_id       TEXT NOT NULL,
    congress_id  TEXT NOT NULL,
    contest_id   TEXT COLLATE "C" NOT NULL,
    member_id    TEXT NOT NULL, -- '' from elsewhere
    name         TEXT NOT NULL CHECK (name <> ''),
    born         TEXT NOT NULL,
    office       TEXT NOT NULL,
    number       TEXT NOT NULL CHECK (number <> ''),
    decided_on   TEXT NOT NULL CHECK (decided_on <> ''),
    appointed_by TEXT NOT NULL,
    appointed_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, contest_id),
    FOREIGN KEY (org_id, congress_id) REFERENCES congresses (org_id, congress_id),
    FOREIGN KEY (org_id, contest_id) REFERENCES contests (org_id, contest_id)
);
