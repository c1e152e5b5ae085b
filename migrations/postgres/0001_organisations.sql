-- +goose Up
-- COLLATE "C" stands where a column is sorted by: the order must not depend on
-- the locale of the server.
CREATE TABLE organisations (
    org_id    TEXT NOT NULL PRIMARY KEY,
    parent_id TEXT NOT NULL, -- '' at the top
    path      TEXT NOT NULL UNIQUE, -- ids from the top down, '/a/b/': a subtree is a prefix
    kind      TEXT NOT NULL CHECK (kind IN ('cell', 'base_committee', 'superior')),
    model     TEXT NOT NULL,
    name      TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    place     TEXT NOT NULL
);

CREATE TABLE accounts (
    org_id        TEXT NOT NULL REFERENCES organisations (org_id),
    account_id    TEXT NOT NULL PRIMARY KEY,
    login         TEXT COLLATE "C" NOT NULL UNIQUE CHECK (login <> ''),
    name          TEXT NOT NULL CHECK (name <> ''),
    role          TEXT NOT NULL CHECK (role IN ('administrator', 'superior', 'organiser', 'presidium', 'chief', 'teller')),
    password_hash TEXT NOT NULL,
    must_change   BOOLEAN NOT NULL,
    disabled      BOOLEAN NOT NULL,
    failures      INTEGER NOT NULL CHECK (failures >= 0),
    locked_until  BIGINT NOT NULL -- seconds since 1970 UTC, 0: not locked
);
CREATE INDEX accounts_by_org ON accounts (org_id);

-- Values of the installation itself: hash of the set-up link, and the like.
CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE sessions (
    token_hash BYTEA    NOT NULL PRIMARY KEY, -- SHA-256 of the cookie
    data       BYTEA    NOT NULL,
    expires    BIGINT NOT NULL -- seconds since 1970 UTC
);
CREATE INDEX sessions_by_expiry ON sessions (expires);
