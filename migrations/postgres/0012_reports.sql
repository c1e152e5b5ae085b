-- +goose Up
-- What the minutes of a sealed round print, as the seal found it: officers,
-- people, profile, term, titles, figures. Nothing changes it afterwards.
CREATE TABLE reports (
    org_id   TEXT NOT NULL,
    round_id TEXT NOT NULL,
    report   TEXT NOT NULL CHECK (report <> ''), -- canonical JSON
    PRIMARY KEY (org_id, round_id),
    FOREIGN KEY (org_id, round_id) REFERENCES rounds (org_id, round_id)
);
