-- +goose Up
-- Where an organisation stands and what it is, beside how its name is searched: a
-- search of a tree reads this index alone, and of the rest what it shows.
ALTER TABLE organisation_names ADD COLUMN path TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation_names ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE organisation_names
SET path = (SELECT o.path FROM organisations o WHERE o.org_id = organisation_names.org_id),
    kind = (SELECT o.kind FROM organisations o WHERE o.org_id = organisation_names.org_id);
CREATE INDEX organisation_names_by_path ON organisation_names (path, kind, folded, org_id);
