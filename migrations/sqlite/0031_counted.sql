-- +goose Up
-- What a pass has counted so far, as one value: a bit for each code of the manifest, in its order, and how many papers
-- were genuine. A row is a pass, never a paper; it is told anew from the batches where it is missing.
CREATE TABLE counted (
    org_id   TEXT NOT NULL,
    round_id TEXT NOT NULL,
    pass     TEXT NOT NULL CHECK (pass IN ('A', 'B', 'C')),
    codes    BLOB NOT NULL,
    genuine  INTEGER NOT NULL CHECK (genuine >= 0),
    PRIMARY KEY (org_id, round_id, pass),
    FOREIGN KEY (org_id, round_id) REFERENCES rounds (org_id, round_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX batches_of_sheaf ON batches (org_id, round_id, sheaf);
CREATE INDEX batches_by_account ON batches (org_id, round_id, account_id, pass);
