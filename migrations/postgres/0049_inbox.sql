-- +goose Up
-- A page of the inbox is read by cell_rows_by_waits.
DROP INDEX cell_rows_by_since;
