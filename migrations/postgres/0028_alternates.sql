-- +goose Up
-- How many alternates are allotted beside the delegates on their joint list.
ALTER TABLE contests ADD COLUMN alternates INTEGER NOT NULL DEFAULT 0 CHECK (alternates >= 0);

-- Delegates and alternates have figures of their own; all rows are counted anew.
ALTER TABLE statistics ADD COLUMN delegates INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statistics ADD COLUMN alternates INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statistic_sums ADD COLUMN delegates INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statistic_sums ADD COLUMN alternates INTEGER NOT NULL DEFAULT 0;
DELETE FROM statistics;
DELETE FROM statistic_sums;
