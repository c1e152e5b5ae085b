-- +goose Up
CREATE TABLE congresses (
    org_id      TEXT NOT NULL REFERENCES organisations (org_id),
    congress_id TEXT NOT NULL UNIQUE,
    title       TEXT NOT NULL CHECK (title <> ''),
    term        TEXT NOT NULL,
    held_on     TEXT NOT NULL,
    place       TEXT NOT NULL,
    pilot       INTEGER NOT NULL CHECK (pilot IN (0, 1)),
    rehearsal   INTEGER NOT NULL CHECK (rehearsal IN (0, 1)),
    profile     TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('preparing', 'postponed', 'in_session', 'closed', 'submitted', 'ratified', 'annulled')),
    reason      TEXT NOT NULL,
    closed_at   INTEGER NOT NULL,
    changed_by  TEXT NOT NULL,
    changed_at  INTEGER NOT NULL,
    log_size    INTEGER NOT NULL CHECK (log_size >= 0),
    PRIMARY KEY (org_id, congress_id),
    -- a rehearsal can never be submitted, ratified or annulled
    CHECK (rehearsal = 0 OR state NOT IN ('submitted', 'ratified', 'annulled'))
) STRICT;

CREATE TABLE members (
    org_id           TEXT NOT NULL,
    congress_id      TEXT NOT NULL,
    member_id        TEXT NOT NULL,
    number           INTEGER NOT NULL CHECK (number > 0),
    name             TEXT NOT NULL CHECK (name <> ''),
    card             TEXT NOT NULL, -- '' where unknown
    party_group      TEXT NOT NULL,
    official         INTEGER NOT NULL CHECK (official IN (0, 1)),
    incumbent        INTEGER NOT NULL CHECK (incumbent IN (0, 1)),
    female           INTEGER NOT NULL CHECK (female IN (0, 1)),
    born             TEXT NOT NULL,
    joined           TEXT NOT NULL,
    ethnic_minority  INTEGER NOT NULL CHECK (ethnic_minority IN (0, 1)),
    education        TEXT NOT NULL,
    political_theory TEXT NOT NULL,
    position         TEXT NOT NULL,
    hometown         TEXT NOT NULL,
    attendance       TEXT NOT NULL CHECK (attendance IN ('', 'present', 'absent')),
    deduction        TEXT NOT NULL CHECK (deduction IN ('', 'temporarily_elsewhere', 'exempt_absent', 'suspended', 'prosecuted', 'absent_with_consent')),
    deduction_reason TEXT NOT NULL,
    consent_by       TEXT NOT NULL,
    consent_on       TEXT NOT NULL,
    PRIMARY KEY (org_id, congress_id, member_id),
    FOREIGN KEY (org_id, congress_id) REFERENCES congresses (org_id, congress_id),
    -- a probationary member is never in the base, so never deducted from it
    CHECK (official = 1 OR deduction = ''),
    CHECK (deduction <> 'absent_with_consent' OR (consent_by <> '' AND consent_on <> ''))
) STRICT;
CREATE UNIQUE INDEX members_by_card ON members (org_id, congress_id, card) WHERE card <> '';

CREATE TABLE officers (
    org_id      TEXT NOT NULL,
    congress_id TEXT NOT NULL,
    member_id   TEXT NOT NULL,
    duty        TEXT NOT NULL CHECK (duty IN ('chair', 'presidium', 'secretary', 'chief', 'teller')),
    account_id  TEXT NOT NULL, -- '' until the officer has an account
    PRIMARY KEY (org_id, congress_id, member_id),
    FOREIGN KEY (org_id, congress_id, member_id) REFERENCES members (org_id, congress_id, member_id)
) STRICT;

CREATE TABLE documents (
    org_id      TEXT NOT NULL,
    congress_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    kind        TEXT NOT NULL,
    name        TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    size        INTEGER NOT NULL,
    content     BLOB NOT NULL,
    PRIMARY KEY (org_id, congress_id, document_id),
    FOREIGN KEY (org_id, congress_id) REFERENCES congresses (org_id, congress_id)
) STRICT;
