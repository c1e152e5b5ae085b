-- +goose Up
-- What kind of meeting elects: '' a congress, which begins a term, or a
-- by-election within one.
ALTER TABLE congresses ADD COLUMN meeting TEXT NOT NULL DEFAULT '' CHECK (meeting IN ('', 'by_election'));

-- The order in which an organisation set up its meetings, from 1; 0 for those
-- from before it was kept, which their days and closings tell apart.
ALTER TABLE congresses ADD COLUMN founded INTEGER NOT NULL DEFAULT 0;

-- By-elections have figures of their own. All rows are counted anew: sums
-- follow the congress that was held, no longer the one with the latest day.
ALTER TABLE statistics ADD COLUMN in_term_meetings INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statistics ADD COLUMN in_term_elected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statistic_sums ADD COLUMN in_term_meetings INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statistic_sums ADD COLUMN in_term_elected INTEGER NOT NULL DEFAULT 0;
DELETE FROM statistics;
DELETE FROM statistic_sums;
