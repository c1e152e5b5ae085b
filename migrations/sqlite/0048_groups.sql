-- +goose Up
-- By what a row is counted in an inbox and in a plan, in one text each: few rows
-- differ in it, and an index goes from one to the next.
ALTER TABLE cell_rows ADD COLUMN waits TEXT NOT NULL DEFAULT ''; -- stage/since/days/proposed
ALTER TABLE cell_rows ADD COLUMN stands TEXT NOT NULL DEFAULT ''; -- stage/pilot/scheduled/held/since/days
UPDATE cell_rows
SET waits = stage || '/' || since || '/' || days || '/' || CASE WHEN proposed THEN 'true' ELSE 'false' END
WHERE shown;
UPDATE cell_rows
SET stands = stage || '/' || CASE WHEN pilot THEN 'true' ELSE 'false' END || '/' || scheduled || '/' || held || '/' ||
    since || '/' || days
WHERE leads;
CREATE INDEX cell_rows_by_waits ON cell_rows (waits, path) WHERE waits <> '';
CREATE INDEX cell_rows_by_stands ON cell_rows (term, stands, path) WHERE stands <> '';
DROP INDEX cell_rows_by_waiting;
DROP INDEX cell_rows_by_term;
