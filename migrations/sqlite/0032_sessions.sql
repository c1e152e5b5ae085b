-- +goose Up
-- Whose a session is and where it is used, so that a person can see and end
-- their own; '' and 0 for those of before.
ALTER TABLE sessions ADD COLUMN account_id TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN client TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN whence TEXT NOT NULL DEFAULT '';
CREATE INDEX sessions_by_account ON sessions (account_id);
