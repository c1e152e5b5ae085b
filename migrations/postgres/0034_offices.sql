-- +goose Up
-- What an organisation keeps beside its congresses, as it was written last: a
-- sum a table, signed.
CREATE TABLE office_states (
    org_id   TEXT NOT NULL PRIMARY KEY REFERENCES organisations (org_id),
    revision BIGINT NOT NULL CHECK (revision > 0),
    sums     TEXT COLLATE "C" NOT NULL, -- JSON, hex by table
    note     TEXT COLLATE "C" NOT NULL CHECK (note <> '')
);

-- What people did to the mandates of an organisation, and why.
CREATE TABLE mandate_notes (
    org_id     TEXT NOT NULL REFERENCES organisations (org_id),
    seq        BIGINT NOT NULL CHECK (seq > 0),
    act        TEXT COLLATE "C" NOT NULL CHECK (act IN ('noted', 'ended', 'struck', 'carried', 'came')),
    mandate_id TEXT COLLATE "C" NOT NULL,
    office     TEXT COLLATE "C" NOT NULL,
    name       TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    reason     TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    noted_by   TEXT COLLATE "C" NOT NULL,
    noted_at   BIGINT NOT NULL,
    PRIMARY KEY (org_id, seq)
);
