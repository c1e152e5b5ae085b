-- +goose Up
-- Congresses that changed and are to be counted anew for the statistics: a row is
-- written by whatever changes one, and goes when it is counted. No backup has it.
CREATE TABLE uncounted (
    org_id      TEXT COLLATE "C" NOT NULL,
    congress_id TEXT COLLATE "C" NOT NULL, -- '' is the cell itself
    change_id   BIGINT NOT NULL, -- drawn at random, so that no two changes meet in one row
    PRIMARY KEY (org_id, congress_id, change_id)
);
