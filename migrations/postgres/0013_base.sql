-- +goose Up
-- Who may vote in a round and who was there, as its first paper was handed
-- out: JSON, '' before that. Until now one base stood for the whole congress.
ALTER TABLE rounds ADD COLUMN base TEXT NOT NULL DEFAULT '';

-- Whether a member was present when papers of some round were handed out.
ALTER TABLE members ADD COLUMN came BOOLEAN NOT NULL DEFAULT false;

UPDATE rounds SET base = (
    SELECT json_build_object(
        'official', count(*) FILTER (WHERE m.official),
        'deductions', coalesce((
            SELECT json_object_agg(d.deduction, d.n)
            FROM (
                SELECT deduction, count(*) AS n
                FROM members
                WHERE org_id = rounds.org_id AND congress_id = rounds.congress_id AND deduction <> ''
                GROUP BY deduction
            ) d
        ), '{}'),
        'base', count(*) FILTER (WHERE m.official AND m.deduction = ''),
        'present', count(*) FILTER (WHERE m.official AND m.attendance = 'present')
    )::text
    FROM members m
    WHERE m.org_id = rounds.org_id AND m.congress_id = rounds.congress_id
)
WHERE handed_out > 0
  AND EXISTS (SELECT 1 FROM members m WHERE m.org_id = rounds.org_id AND m.congress_id = rounds.congress_id);

UPDATE members SET came = true
WHERE attendance = 'present'
  AND EXISTS (SELECT 1 FROM rounds r WHERE r.org_id = members.org_id AND r.congress_id = members.congress_id AND r.handed_out > 0);
