-- +goose Up
-- What a pass has counted so far, as one value: a bit for each code of the manifest, in its order, and how many papers
-- were genuine. A row is a pass, never a paper; it is told anew from the batches where it is missing.
CREATE TABLE counted (
    org_id   TEXT NOT NULL,
    round_id TEXT NOT NULL,
    pass     TEXT NOT NULL CHECK (pass IN ('A', 'B', 'C')),
    codes    BYTEA NOT NULL,
    genuine  INTEGER NOT NULL CHECK (genuine >= 0),
    PRIMARY KEY (org_id, round_id, pass),
    FOREIGN KEY (org_id, round_id) REFERENCES rounds (org_id, round_id)
);

CREATE INDEX batches_of_sheaf ON batches (org_id, round_id, sheaf);
CREATE INDEX batches_by_account ON batches (org_id, round_id, account_id, pass);

-- The server's own statistics keep samples of a column, and no wipe reaches them: of what comes from papers it takes none.
-- Giving a column the type that it has drops those that were taken.
ALTER TABLE manifests ALTER COLUMN hashes TYPE BYTEA, ALTER COLUMN hashes SET STATISTICS 0;
ALTER TABLE counted ALTER COLUMN codes SET STATISTICS 0, ALTER COLUMN genuine SET STATISTICS 0;
ALTER TABLE batches
    ALTER COLUMN tokens TYPE BYTEA, ALTER COLUMN tokens SET STATISTICS 0,
    ALTER COLUMN marks TYPE TEXT, ALTER COLUMN marks SET STATISTICS 0,
    ALTER COLUMN set_aside TYPE TEXT, ALTER COLUMN set_aside SET STATISTICS 0,
    ALTER COLUMN body_hash TYPE BYTEA, ALTER COLUMN body_hash SET STATISTICS 0;
ALTER TABLE hand_counts ALTER COLUMN totals TYPE TEXT, ALTER COLUMN totals SET STATISTICS 0;
ALTER TABLE confirmations ALTER COLUMN subject TYPE TEXT, ALTER COLUMN subject SET STATISTICS 0;
