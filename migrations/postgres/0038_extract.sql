-- +goose Up
-- What an extract of somebody says beside: people and religion in their own
-- words, the day of becoming an official member, general schooling. '' is not known.
ALTER TABLE members ADD COLUMN people TEXT NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN religion TEXT NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN official_on TEXT NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN schooling TEXT NOT NULL DEFAULT '';
