-- +goose Up
-- Which congress of its organisation it is ("lần thứ …"), 0 where nobody said.
ALTER TABLE congresses ADD COLUMN ordinal INTEGER NOT NULL DEFAULT 0 CHECK (ordinal >= 0);
