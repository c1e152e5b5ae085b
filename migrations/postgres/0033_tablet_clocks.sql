-- +goose Up
-- By how many minutes a tablet's clock is ahead of the server's, as it last
-- said; negative when behind, 0 when near enough.
ALTER TABLE devices ADD COLUMN skew BIGINT NOT NULL DEFAULT 0;
