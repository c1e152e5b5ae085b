-- +goose Up
-- Who came in from where, and what was done to accounts and keys. Nothing here
-- tells of papers, rounds or votes.
CREATE TABLE security_log (
    org_id   TEXT NOT NULL, -- of who acted; '' where no account is known
    event_id TEXT COLLATE "C" NOT NULL,
    at       BIGINT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind <> ''),
    login    TEXT COLLATE "C" NOT NULL, -- '' where there is no such account
    name     TEXT NOT NULL,
    about    TEXT NOT NULL, -- what it was done to, '' for nothing else
    whence   TEXT NOT NULL,
    PRIMARY KEY (org_id, event_id)
);
CREATE INDEX security_log_by_time ON security_log (at, event_id);
