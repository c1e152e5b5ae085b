-- +goose Up
-- The PIN with which a person takes over a joined tablet; '' until chosen.
ALTER TABLE accounts ADD COLUMN pin_hash TEXT NOT NULL DEFAULT ''; -- argon2id
ALTER TABLE accounts ADD COLUMN pin_failures INTEGER NOT NULL DEFAULT 0 CHECK (pin_failures >= 0);

-- Tablets joined to a congress. secret_hash is that of the invitation until it
-- is used, then that of the device's key.
CREATE TABLE devices (
    org_id      TEXT NOT NULL,
    congress_id TEXT NOT NULL,
    device_id   TEXT COLLATE "C" NOT NULL UNIQUE,
    name        TEXT COLLATE "C" NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('invited', 'waiting', 'joined', 'revoked')),
    secret_hash TEXT NOT NULL, -- hex
    code_hash   TEXT NOT NULL, -- hex, of the six digits while the chief has not typed them
    failures    INTEGER NOT NULL CHECK (failures >= 0),
    expires_at  BIGINT NOT NULL, -- of the invitation
    account_id  TEXT NOT NULL, -- who is on it, '' for nobody
    seen_at     BIGINT NOT NULL,
    waiting     INTEGER NOT NULL CHECK (waiting >= 0), -- batches not sent yet, as it says
    PRIMARY KEY (org_id, congress_id, device_id),
    FOREIGN KEY (org_id, congress_id) REFERENCES congresses (org_id, congress_id)
);
CREATE INDEX devices_by_secret ON devices (secret_hash);

-- Who counts which pass of a round, and on which tablet.
CREATE TABLE pairs (
    org_id     TEXT NOT NULL,
    round_id   TEXT NOT NULL,
    pass       TEXT COLLATE "C" NOT NULL CHECK (pass IN ('A', 'B', 'C')),
    account_id TEXT COLLATE "C" NOT NULL, -- of the typist
    typist     TEXT NOT NULL,
    reader     TEXT NOT NULL, -- '' when one person reads and types
    device_id  TEXT NOT NULL, -- '' on a browser that is no joined tablet
    PRIMARY KEY (org_id, round_id, pass, account_id),
    FOREIGN KEY (org_id, round_id) REFERENCES rounds (org_id, round_id)
);
