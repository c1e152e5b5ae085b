-- +goose Up
CREATE TABLE congresses (
    org_id      TEXT NOT NULL REFERENCES organisations (org_id),
    congress_id TEXT COLLATE "C" NOT NULL UNIQUE,
    title       TEXT COLLATE "C" NOT NULL CHECK (title <> ''),
    term        TEXT NOT NULL,
    held_on     TEXT COLLATE "C" NOT NULL,
    place       TEXT NOT NULL,
    pilot       BOOLEAN NOT NULL,
    rehearsal   BOOLEAN NOT NULL,
    profile     TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('preparing', 'postponed', 'in_session', 'closed', 'submitted', 'ratified', 'annulled')),
    reason      TEXT NOT NULL,
    closed_at   BIGINT NOT NULL,
    changed_by  TEXT NOT NULL,
    changed_at  BIGINT NOT NULL,
    log_size    BIGINT NOT NULL CHECK (log_size >= 0),
    PRIMARY KEY (org_id, congress_id),
    -- a rehearsal can never be submitted, ratified or annulled
    CHECK (NOT rehearsal OR state NOT IN ('submitted', 'ratified', 'annulled'))
);

CREATE TABLE members (
    org_id           TEXT NOT NULL,
    congress_id      TEXT NOT NULL,
    member_id        TEXT NOT NULL,
    number           INTEGER NOT NULL CHECK (number > 0),
    name             TEXT NOT NULL CHECK (name <> ''),
    card             TEXT NOT NULL, -- '' where unknown
    party_group      TEXT NOT NULL,
    official         BOOLEAN NOT NULL,
    incumbent        BOOLEAN NOT NULL,
    female           BOOLEAN NOT NULL,
    born             TEXT NOT NULL,
    joined           TEXT NOT NULL,
    ethnic_minority  BOOLEAN NOT NULL,
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
    CHECK (official OR deduction = ''),
    CHECK (deduction <> 'absent_with_consent' OR (consent_by <> '' AND consent_on <> ''))
);
CREATE UNIQUE INDEX members_by_card ON members (org_id, congress_id, card) WHERE card <> '';

CREATE TABLE officers (
    org_id      TEXT NOT NULL,
    congress_id TEXT NOT NULL,
    member_id   TEXT NOT NULL,
    duty        TEXT NOT NULL CHECK (duty IN ('chair', 'presidium', 'secretary', 'chief', 'teller')),
    account_id  TEXT NOT NULL, -- '' until the officer has an account
    PRIMARY KEY (org_id, congress_id, member_id),
    FOREIGN KEY (org_id, congress_id, member_id) REFERENCES members (org_id, congress_id, member_id)
);

CREATE TABLE documents (
    org_id      TEXT NOT NULL,
    congress_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    media_type  TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    size        INTEGER NOT NULL,
    content     BYTEA NOT NULL,
    PRIMARY KEY (org_id, congress_id, document_id),
    FOREIGN KEY (org_id, congress_id) REFERENCES congresses (org_id, congress_id)
);
