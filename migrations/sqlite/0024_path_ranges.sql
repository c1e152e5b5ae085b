-- +goose Up
-- A subtree is a range of paths by bytes, as SQLite compares them anyway.
SELECT 1;
