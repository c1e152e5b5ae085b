-- +goose Up
-- Who holds which office, from when, how and by which decision. A row never
-- goes: it ends, or is struck where it was written by mistake.
CREATE TABLE mandates (
    org_id      TEXT NOT NULL REFERENCES organisations (org_id),
    mandate_id  TEXT NOT NULL,
    office      TEXT NOT NULL CHECK (office IN ('committee', 'secretary', 'deputy', 'delegates', 'alternates')),
    term        TEXT NOT NULL,
    name        TEXT NOT NULL CHECK (name <> ''),
    born        TEXT NOT NULL,
    card        TEXT NOT NULL,
    started     TEXT NOT NULL CHECK (started <> ''),
    ended       TEXT NOT NULL, -- '' in office
    how         TEXT NOT NULL CHECK (how IN ('elected', 'by_election', 'appointed', 'recognised')),
    decision    TEXT NOT NULL,
    decided_on  TEXT NOT NULL,
    ending      TEXT NOT NULL, -- why it ended
    struck      INTEGER NOT NULL CHECK (struck IN (0, 1)),
    congress_id TEXT NOT NULL, -- whose result it is, '' of what was typed
    member_id   TEXT NOT NULL, -- on that roster
    noted_by    TEXT NOT NULL,
    noted_at    INTEGER NOT NULL,
    PRIMARY KEY (org_id, mandate_id),
    CHECK (ended = '' OR ended >= started)
) STRICT;

-- Whose tenure of an office before is not known; all rows are counted anew.
ALTER TABLE statistics ADD COLUMN secretaries_unknown INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statistics ADD COLUMN deputies_unknown INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statistic_sums ADD COLUMN secretaries_unknown INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statistic_sums ADD COLUMN deputies_unknown INTEGER NOT NULL DEFAULT 0;
DELETE FROM statistics;
DELETE FROM statistic_sums;

-- What decisions have recognised until now. A newer congress has ended the
-- mandates of the one before it.
INSERT INTO mandates (org_id, mandate_id, office, term, name, born, card, started, ended, how, decision, decided_on,
    ending, struck, congress_id, member_id, noted_by, noted_at)
SELECT e.org_id, e.contest_id || '.' || e.member_id, e.office, c.term, m.name, m.born, m.card, c.held_on,
    coalesce((SELECT min(n.held_on) FROM congresses n WHERE n.org_id = c.org_id AND n.state = 'ratified'
        AND NOT n.rehearsal AND n.held_on > c.held_on), ''),
    'elected', d.number, d.decided_on,
    CASE WHEN EXISTS (SELECT 1 FROM congresses n WHERE n.org_id = c.org_id AND n.state = 'ratified'
        AND NOT n.rehearsal AND n.held_on > c.held_on) THEN 'Hết nhiệm kỳ' ELSE '' END,
    0, c.congress_id, e.member_id, d.decided_by, d.decided_at
FROM elected e
JOIN congresses c ON c.org_id = e.org_id AND c.congress_id = e.congress_id
JOIN members m ON m.org_id = e.org_id AND m.congress_id = e.congress_id AND m.member_id = e.member_id
JOIN dossiers d ON d.org_id = c.org_id AND d.congress_id = c.congress_id AND d.state = 'ratified'
WHERE c.state = 'ratified' AND NOT e.refused AND e.office <> 'other' AND c.held_on <> '';
INSERT INTO mandates (org_id, mandate_id, office, term, name, born, card, started, ended, how, decision, decided_on,
    ending, struck, congress_id, member_id, noted_by, noted_at)
SELECT a.org_id, a.contest_id || '.appointed', a.office, c.term, a.name, a.born, '', a.decided_on,
    coalesce((SELECT min(n.held_on) FROM congresses n WHERE n.org_id = c.org_id AND n.state = 'ratified'
        AND NOT n.rehearsal AND n.held_on > a.decided_on), ''),
    'appointed', a.number, a.decided_on,
    CASE WHEN EXISTS (SELECT 1 FROM congresses n WHERE n.org_id = c.org_id AND n.state = 'ratified'
        AND NOT n.rehearsal AND n.held_on > a.decided_on) THEN 'Hết nhiệm kỳ' ELSE '' END,
    0, c.congress_id, a.member_id, a.appointed_by, a.appointed_at
FROM appointments a
JOIN congresses c ON c.org_id = a.org_id AND c.congress_id = a.congress_id
WHERE c.state <> 'annulled' AND a.office <> 'other';
