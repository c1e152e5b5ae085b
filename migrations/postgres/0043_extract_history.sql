-- +goose Up
-- What an extract of somebody says beside: committees that they sat on, what they
-- were commended and disciplined for. '' is not known, "Không" is none.
ALTER TABLE members ADD COLUMN committees TEXT NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN commended TEXT NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN disciplined TEXT NOT NULL DEFAULT '';
