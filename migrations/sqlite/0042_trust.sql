-- +goose Up
-- One sheaf in so many that a machine has read is drawn by lot, and counted by
-- a second person; 0 in rounds without, or from before.
ALTER TABLE rounds ADD COLUMN draw_every INTEGER NOT NULL DEFAULT 0 CHECK (draw_every >= 0);
ALTER TABLE sheaves ADD COLUMN drawn INTEGER NOT NULL DEFAULT 0 CHECK (drawn IN (0, 1));

-- Why the machine of a round is trusted no longer; '' while it is.
ALTER TABLE rounds ADD COLUMN machine_fault TEXT NOT NULL DEFAULT '';

-- The camera of this pair has read the check sheets as they were printed.
ALTER TABLE pairs ADD COLUMN checked INTEGER NOT NULL DEFAULT 0 CHECK (checked IN (0, 1));
