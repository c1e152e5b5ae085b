-- +goose Up
-- What waits for a day, below an organisation: counted without opening a row.
CREATE INDEX cell_rows_by_waiting ON cell_rows (path, stage, since, days, proposed) WHERE shown AND since <> '';
