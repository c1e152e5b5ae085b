-- +goose Up
-- What pages over a tree read of all its rows stands in an index as a whole: a
-- count or an order opens no row that is not shown.
CREATE INDEX organisations_by_path ON organisations (path, kind, org_id);
CREATE INDEX cell_rows_by_since ON cell_rows (since, days, path) WHERE shown AND since <> '';
DROP INDEX cell_rows_by_stage;
CREATE INDEX cell_rows_by_stage ON cell_rows (stage, path, shown, since, days, proposed, folded, org_id);
DROP INDEX cell_rows_by_term;
CREATE INDEX cell_rows_by_term ON cell_rows (term, path, leads, stage, pilot, scheduled, held, since, days) WHERE leads;
