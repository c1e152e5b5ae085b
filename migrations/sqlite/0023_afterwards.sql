-- +goose Up
-- Complaints about a result stop the time for its decision: how many are not
-- decided, and when the last one ended. The log has the complaints themselves.
ALTER TABLE congresses ADD COLUMN complaints_open INTEGER NOT NULL DEFAULT 0 CHECK (complaints_open >= 0);
ALTER TABLE congresses ADD COLUMN complaint_ended TEXT NOT NULL DEFAULT '';

-- The decision that annulled a result after it was ratified; what was ratified
-- stays told beside it.
ALTER TABLE dossiers ADD COLUMN annulled_number TEXT NOT NULL DEFAULT '';
ALTER TABLE dossiers ADD COLUMN annulled_on TEXT NOT NULL DEFAULT '';
ALTER TABLE dossiers ADD COLUMN annulled_by TEXT NOT NULL DEFAULT '';
ALTER TABLE dossiers ADD COLUMN annulled_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossiers ADD COLUMN annulled_reason TEXT NOT NULL DEFAULT '';
