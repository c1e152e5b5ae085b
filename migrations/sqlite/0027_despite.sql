-- +goose Up
-- Why a result is ratified although checks of its dossier failed: one person
-- records it, and another confirms.
ALTER TABLE proposals ADD COLUMN despite TEXT NOT NULL DEFAULT '';
ALTER TABLE dossiers ADD COLUMN despite TEXT NOT NULL DEFAULT '';
