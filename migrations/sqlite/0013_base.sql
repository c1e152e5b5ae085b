-- +goose Up
-- Who may vote in a round and who was there, as its first paper was handed
-- out: JSON, '' before that. Until now one base stood for the whole congress.
ALTER TABLE rounds ADD COLUMN base TEXT NOT NULL DEFAULT '';

-- Whether a member was present when papers of some round were handed out.
ALTER TABLE members ADD COLUMN came INTEGER NOT NULL DEFAULT 0 CHECK (came IN (0, 1));

UPDATE rounds SET base = (
    SELECT json_object(
        'official', sum(m.official),
        'deductions', json((
            SELECT json_group_object(d.deduction, d.n)
            FROM (
                SELECT deduction, count(*) AS n
                FROM members
                WHERE org_id = rounds.org_id AND congress_id = rounds.congress_id AND deduction <> ''
                GROUP BY deduction
            ) d
        )),
        'base', sum(m.official AND m.deduction = ''),
        'present', sum(m.official AND m.attendance = 'present')
    )
    FROM members m
    WHERE m.org_id = rounds.org_id AND m.congress_id = rounds.congress_id
)
WHERE handed_out > 0
  AND EXISTS (SELECT 1 FROM members m WHERE m.org_id = rounds.org_id AND m.congress_id = rounds.congress_id);

UPDATE members SET came = 1
WHERE attendance = 'present'
  AND EXISTS (SELECT 1 FROM rounds r WHERE r.org_id = members.org_id AND r.congress_id = members.congress_id AND r.handed_out > 0);
