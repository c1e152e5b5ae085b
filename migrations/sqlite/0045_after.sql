-- +goose Up
-- What a superior does after its decision: complaints that are not decided, and an
-- office that the congress left to be filled. Cells with either are listed anew.
ALTER TABLE cell_rows ADD COLUMN complaints INTEGER NOT NULL DEFAULT 0 CHECK (complaints >= 0);
ALTER TABLE cell_rows ADD COLUMN appoint INTEGER NOT NULL DEFAULT 0 CHECK (appoint IN (0, 1));
CREATE INDEX cell_rows_by_after ON cell_rows (path) WHERE complaints > 0 OR appoint;
DELETE FROM cell_rows
WHERE org_id IN (SELECT org_id FROM congresses WHERE complaints_open > 0)
    OR org_id IN (SELECT org_id FROM contests WHERE settled = 'appointed');
