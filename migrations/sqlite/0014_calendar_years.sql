-- +goose Up
-- The years whose days off the administrator of a tree has confirmed.
CREATE TABLE calendar_years (
    org_id       TEXT NOT NULL REFERENCES organisations (org_id),
    year         TEXT NOT NULL CHECK (length(year) = 4),
    confirmed_by TEXT NOT NULL,
    confirmed_at INTEGER NOT NULL,
    PRIMARY KEY (org_id, year)
) STRICT, WITHOUT ROWID;
