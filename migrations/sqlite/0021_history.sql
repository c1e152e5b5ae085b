-- +goose Up
-- Signed checkpoints of a congress's log, each as it was written with its event, or came with a bundle.
CREATE TABLE checkpoints (
    org_id      TEXT NOT NULL,
    congress_id TEXT NOT NULL,
    size        INTEGER NOT NULL CHECK (size > 0),
    verifier    TEXT NOT NULL, -- public key of the signer
    note        TEXT NOT NULL CHECK (note <> ''),
    PRIMARY KEY (org_id, congress_id, size, verifier),
    FOREIGN KEY (org_id, congress_id) REFERENCES congresses (org_id, congress_id)
) STRICT, WITHOUT ROWID;

-- What is stored of a congress as its last act left it: a sum a table, signed.
CREATE TABLE states (
    org_id      TEXT NOT NULL,
    congress_id TEXT NOT NULL,
    sums        TEXT NOT NULL, -- JSON, hex by table
    salt        BLOB NOT NULL, -- drawn anew by every act
    note        TEXT NOT NULL CHECK (note <> ''),
    PRIMARY KEY (org_id, congress_id),
    FOREIGN KEY (org_id, congress_id) REFERENCES congresses (org_id, congress_id)
) STRICT, WITHOUT ROWID;

-- It begins with a salt from now on, and goes with the lists when a batch is superseded.
UPDATE batches SET body_hash = x'' WHERE superseded = 1;
