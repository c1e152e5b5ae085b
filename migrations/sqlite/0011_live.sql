-- +goose Up
-- Whether the congress let running totals of this round onto the projector,
-- and when its chief released the sealed result to it.
ALTER TABLE rounds ADD COLUMN running TEXT NOT NULL DEFAULT '' CHECK (running IN ('', 'on', 'off'));
ALTER TABLE rounds ADD COLUMN released_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rounds ADD COLUMN released_by TEXT NOT NULL DEFAULT '';

-- The short code under which a projector shows a congress; '' while it does not.
ALTER TABLE congresses ADD COLUMN projector TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX congresses_by_projector ON congresses (projector) WHERE projector <> '';
