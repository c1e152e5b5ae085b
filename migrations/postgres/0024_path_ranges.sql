-- +goose Up
-- A subtree is a range of paths by bytes: its index must not depend on the
-- locale of the server.
ALTER TABLE organisations ALTER COLUMN path TYPE TEXT COLLATE "C";
