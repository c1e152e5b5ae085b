-- +goose Up
-- The code of a slip at which a person chooses a password; '' where none was made.
ALTER TABLE accounts ADD COLUMN invite_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN invited_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN invite_used_at BIGINT NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX accounts_by_invitation ON accounts (invite_hash) WHERE invite_hash <> '';
