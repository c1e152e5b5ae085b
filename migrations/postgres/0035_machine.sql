-- +goose Up
-- Papers that a person and the machine read at once: the second of the two
-- passes is the machine's, and stands in place of pass B.
ALTER TABLE rounds ADD COLUMN machine BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE batches ADD COLUMN machine BOOLEAN NOT NULL DEFAULT FALSE;

-- Papers of which the machine was not sure; a second person read them. Never which.
ALTER TABLE batches ADD COLUMN unsure INTEGER NOT NULL DEFAULT 0 CHECK (unsure >= 0);
