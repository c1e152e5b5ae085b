-- +goose Up
-- What an organisation keeps beside its congresses, as it was written last: a
-- sum a table, signed.
CREATE TABLE office_states (
    org_id   TEXT NOT NULL PRIMARY KEY REFERENCES organisations (org_id),
    revision INTEGER NOT NULL CHECK (revision > 0),
    sums     TEXT NOT NULL, -- JSON, hex by table
    note     TEXT NOT NULL CHECK (note <> '')
) STRICT, WITHOUT ROWID;

-- What people did to the mandates of an organisation, and why.
CREATE TABLE mandate_notes (
    org_id     TEXT NOT NULL REFERENCES organisations (org_id),
    seq        INTEGER NOT NULL CHECK (seq > 0),
    act        TEXT NOT NULL CHECK (act IN ('noted', 'ended', 'struck', 'carried', 'came')),
    mandate_id TEXT NOT NULL,
    office     TEXT NOT NULL,
    name       TEXT NOT NULL CHECK (name <> ''),
    reason     TEXT NOT NULL,
    account_id TEXT NOT NULL,
    noted_by   TEXT NOT NULL,
    noted_at   INTEGER NOT NULL,
    PRIMARY KEY (org_id, seq)
) STRICT, WITHOUT ROWID;
