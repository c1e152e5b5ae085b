-- +goose Up
-- Keys of other programs. Only the SHA-256 of a key is kept, so that a copy of
-- the database opens nothing.
CREATE TABLE tokens (
    org_id       TEXT NOT NULL REFERENCES organisations (org_id),
    token_id     TEXT COLLATE "C" NOT NULL,
    name         TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    hash         TEXT NOT NULL UNIQUE, -- hex
    scopes       TEXT NOT NULL CHECK (scopes <> ''), -- with a space between, sorted
    created_by   TEXT NOT NULL, -- name
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL, -- 0: never
    last_used_at BIGINT NOT NULL, -- to the hour, 0: never
    PRIMARY KEY (org_id, token_id)
);

-- The secret address of an account's calendar; one an account.
CREATE TABLE feeds (
    org_id      TEXT NOT NULL REFERENCES organisations (org_id),
    account_id  TEXT NOT NULL REFERENCES accounts (account_id),
    secret_hash TEXT NOT NULL UNIQUE, -- hex
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (org_id, account_id)
);

-- Who is told when a dossier moves.
CREATE TABLE webhooks (
    org_id     TEXT NOT NULL REFERENCES organisations (org_id),
    webhook_id TEXT COLLATE "C" NOT NULL,
    url        TEXT COLLATE "C" NOT NULL CHECK (url <> ''),
    secret     TEXT NOT NULL, -- signs what is sent, so it is kept as it is
    events     TEXT NOT NULL CHECK (events <> ''), -- with a space between, sorted
    created_by TEXT NOT NULL, -- name
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, webhook_id)
);

-- What is to be told, and whether it was: written with the change itself.
CREATE TABLE deliveries (
    org_id      TEXT NOT NULL,
    webhook_id  TEXT NOT NULL,
    delivery_id TEXT COLLATE "C" NOT NULL,
    event       TEXT NOT NULL,
    body        TEXT NOT NULL, -- JSON, as it is sent
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    attempts    INTEGER NOT NULL CHECK (attempts >= 0),
    created_at  BIGINT NOT NULL,
    next_at     BIGINT NOT NULL, -- of the next attempt, while it waits
    tried_at    BIGINT NOT NULL, -- 0: not yet
    answer      INTEGER NOT NULL, -- HTTP status of the last attempt, 0: none came
    failure     TEXT NOT NULL, -- why the last attempt failed, '' if it did not
    PRIMARY KEY (org_id, webhook_id, delivery_id),
    FOREIGN KEY (org_id, webhook_id) REFERENCES webhooks (org_id, webhook_id)
);
CREATE INDEX deliveries_by_due ON deliveries (state, next_at);

-- A bundle that was verified and waits for its confirmation; one an account,
-- for an hour. Backups leave it out.
CREATE TABLE arrivals (
    org_id     TEXT NOT NULL REFERENCES organisations (org_id),
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    content    BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, account_id)
);
