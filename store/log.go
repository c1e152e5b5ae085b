package store

import (
	"context"
	"slices"
	"strings"

	"kiemphieu/congress"
)

// LogEntry implements congress.Log.
func (t *tx) LogEntry(ctx context.Context, c congress.Congress, seq int64) (congress.LogEntry, error) {
	return one[congress.LogEntry](ctx, t, from[congress.LogEntry]("log WHERE org_id = $1 AND congress_id = $2 AND "+
		"seq = $3"), c.OrgID, c.ID, seq)
}

// LogEntries implements congress.Log.
func (t *tx) LogEntries(ctx context.Context, c congress.Congress, start int64) ([]congress.LogEntry, error) {
	return all[congress.LogEntry](ctx, t, from[congress.LogEntry]("log WHERE org_id = $1 AND congress_id = $2 AND "+
		"seq >= $3 ORDER BY seq"), c.OrgID, c.ID, start)
}

// LogHashes implements congress.Log.
func (t *tx) LogHashes(ctx context.Context, c congress.Congress, seqs []int64) (map[int64][]byte, error) {
	if hashes, known := t.ahead.ends(c, seqs); known || len(seqs) == 0 {
		return hashes, nil
	}
	hashes, args := make(map[int64][]byte, len(seqs)), arguments{c.OrgID, c.ID}
	entries, err := all[congress.LogEntry](ctx, t, "SELECT seq, hashes\nFROM log\nWHERE org_id = $1 AND congress_id "+
		"= $2 AND seq IN ("+endsOf(seqs, &args)+")", args...)
	for _, e := range entries {
		hashes[e.Seq] = e.Hashes
	}
	return hashes, err
}

// logAtOnce is how many records of a long log are written by one statement.
const logAtOnce = 100

// AppendLog implements congress.Log. It never replaces: a taken place is ErrConflict.
func (t *tx) AppendLog(ctx context.Context, entries ...congress.LogEntry) error {
	for some := range slices.Chunk(entries, logAtOnce) {
		if err := t.appendSome(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) appendSome(ctx context.Context, entries []congress.LogEntry) error {
	first, size := entries[0], entries[0].Seq+int64(len(entries))
	args := arguments{first.OrgID, first.CongressID}
	var rows []string
	for _, e := range entries {
		rows = append(rows, "($1, $2, "+args.place(e.Seq)+", "+args.place(e.Leaf)+", "+args.place(e.Hashes)+")")
	}
	insert := "INSERT INTO log (org_id, congress_id, seq, leaf, hashes)\nVALUES " + strings.Join(rows, ", ")
	if t.db.dialect.together {
		if err := t.execLater(ctx, "log", insert, args); err != nil {
			return err
		}
	} else if _, err := t.exec(ctx, insert, args...); err != nil {
		return err
	}
	n, err := t.exec(ctx, "UPDATE congresses\nSET log_size = $3\nWHERE org_id = $1 AND congress_id = $2 AND "+
		"log_size = $4", first.OrgID, first.CongressID, size, first.Seq)
	return elsewhere(n, err)
}

// elsewhere returns ErrConflict when the log of the congress ends at another place.
func elsewhere(n int64, err error) error {
	if err == nil && n == 0 {
		return congress.ErrConflict
	}
	return err
}

// DocumentsOf implements congress.Documents.
func (t *tx) DocumentsOf(ctx context.Context, c congress.Congress) ([]congress.Document, error) {
	return all[congress.Document](ctx, t, `SELECT org_id, congress_id, document_id, kind, name, media_type, sha256, size
		FROM documents
		WHERE org_id = $1 AND congress_id = $2
		ORDER BY kind, name, document_id`, c.OrgID, c.ID)
}

// Document implements congress.Documents.
func (t *tx) Document(ctx context.Context, c congress.Congress, id congress.DocumentID) (congress.Document, error) {
	return one[congress.Document](ctx, t, from[congress.Document]("documents WHERE org_id = $1 AND congress_id = $2 "+
		"AND document_id = $3"), c.OrgID, c.ID, id)
}

// PutDocument implements congress.Documents.
func (t *tx) PutDocument(ctx context.Context, d congress.Document) error {
	return put(ctx, t, "documents", "org_id, congress_id, document_id", d)
}

// DeleteDocument implements congress.Documents.
func (t *tx) DeleteDocument(ctx context.Context, c congress.Congress, id congress.DocumentID) error {
	n, err := t.exec(ctx, "DELETE FROM documents\nWHERE org_id = $1 AND congress_id = $2 AND document_id = $3", c.OrgID,
		c.ID, id)
	return gone(n, err)
}
