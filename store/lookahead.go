package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/record"
)

// lookahead is what every act on a round reads once its congress is locked, read with one
// statement. It holds until the transaction writes.
type lookahead struct {
	congress.Round
	Signed bool   `db:"signed"` // there is a state
	Sums   string `db:"sums"`
	Salt   []byte `db:"salt"`
	Note   string `db:"note"`
	Ends   string `db:"ends"` // of the log: the numbers of records and their hashes, in hex

	hashes map[int64][]byte
}

// readAhead reads what an act on a round of a congress that is locked asks for next.
func (t *tx) readAhead(ctx context.Context, c congress.Congress, id congress.RoundID) error {
	args := arguments{c.OrgID, c.ID, id}
	ends := endsOf(record.Ends(c.LogSize), &args)
	query := "SELECT r." + strings.Join(columns(congress.Round{}), ", r.") + `, s.note IS NOT NULL AS signed,
		COALESCE(s.sums, '') AS sums, s.salt, COALESCE(s.note, '') AS note,
		COALESCE((SELECT string_agg(seq || '=' || lower(hex(hashes)), ' ')
			FROM log
			WHERE org_id = $1 AND congress_id = $2 AND seq IN (` + ends + `)), '') AS ends
		FROM rounds r
		LEFT JOIN states s ON s.org_id = r.org_id AND s.congress_id = r.congress_id
		WHERE r.org_id = $1 AND r.round_id = $3`
	a, err := one[lookahead](ctx, t, t.db.dialect.hex(query), args...)
	if err != nil {
		return err
	}
	a.hashes = map[int64][]byte{}
	for _, end := range strings.Fields(a.Ends) {
		number, hashes, _ := strings.Cut(end, "=")
		seq, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return fmt.Errorf("store: log of %s: %w", c.ID, err)
		}
		if a.hashes[seq], err = hex.DecodeString(hashes); err != nil {
			return fmt.Errorf("store: log of %s: %w", c.ID, err)
		}
	}
	t.ahead = &a
	return nil
}

// round returns the round that was read ahead.
func (a *lookahead) round(id congress.RoundID) (congress.Round, bool) {
	if a == nil || a.ID != id {
		return congress.Round{}, false
	}
	return a.Round, true
}

// state returns the state of a congress that was read ahead.
func (a *lookahead) state(c congress.Congress) (congress.KeptState, bool) {
	if a == nil || a.CongressID != c.ID || !a.Signed {
		return congress.KeptState{}, false
	}
	return congress.KeptState{OrgID: a.OrgID, CongressID: a.CongressID, Sums: a.Sums, Salt: a.Salt, Note: a.Note}, true
}

// ends returns the hashes of these records of a log and of no others, if all were read ahead.
func (a *lookahead) ends(c congress.Congress, seqs []int64) (map[int64][]byte, bool) {
	if a == nil || a.CongressID != c.ID {
		return nil, false
	}
	asked := make(map[int64][]byte, len(seqs))
	for _, seq := range seqs {
		if a.hashes[seq] == nil {
			return nil, false
		}
		asked[seq] = a.hashes[seq]
	}
	return asked, true
}

// endsOf places the numbers of records in a statement, eight or sixteen and so on, so that
// statements of logs that grow read alike.
func endsOf(seqs []int64, args *arguments) string {
	const alike = 8
	if len(seqs) == 0 {
		return args.place(int64(-1)) // none
	}
	var places []string
	for i := 0; i < len(seqs) || i%alike != 0; i++ {
		places = append(places, args.place(seqs[min(i, len(seqs)-1)]))
	}
	return strings.Join(places, ", ")
}
