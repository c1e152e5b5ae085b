-- +goose Up
-- Who put somebody forward at the congress, a member of its roster; '' is not known.
ALTER TABLE nominations ADD COLUMN nominated_by TEXT NOT NULL DEFAULT '';
