package store

import (
	"cmp"
	"context"
	"encoding/hex"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"kiemphieu/congress"
)

// unsummed names what no sum of a congress covers: what changes without an act,
// what the log has itself, and what other columns have the hash of.
func unsummed(column string) bool {
	return slices.Contains([]string{
		"congresses.log_size",                                                          // signed with the log
		"congresses.projector",                                                         // where the board is shown
		"devices.seen_at", "devices.waiting", "devices.account_id", "devices.failures", // heartbeats
		"devices.skew",                    // likewise
		"batches.tokens", "batches.marks", // batches.body_hash covers them
		"documents.content", // documents.sha256 does
	}, column)
}

// unstated names the tables that tell of a congress and are no part of what its acts sign:
// the log and its signatures, and what is signed beside congresses; see [besideTables].
func unstated(table string) bool {
	return slices.Contains(append(besideTables(), "log", "checkpoints", "states", "deliveries"), table)
}

// ledgerTable is a table whose rows of one congress are summed.
type ledgerTable struct {
	name  string
	query string // selects name and text of every row
}

// ledgerTables finds the tables that tell of a congress: by its id, or by that of a round.
var ledgerTables = sync.OnceValue(func() map[string]ledgerTable {
	all := map[string]ledgerTable{}
	for _, tab := range tables() {
		of := ""
		switch {
		case unstated(tab.name):
			continue
		case slices.Contains(tab.columns(), "congress_id"):
			of = "congress_id = $2"
		case slices.Contains(tab.columns(), "round_id"):
			of = "round_id IN (SELECT round_id FROM rounds WHERE org_id = $1 AND congress_id = $2)"
		default:
			continue
		}
		all[tab.name] = ledgerTable{name: tab.name, query: "SELECT '" + tab.name + "' AS name, " + rowText(tab) +
			" AS text FROM " + tab.name + " WHERE org_id = $1 AND " + of}
	}
	return all
})

// SignedTables lists the tables whose rows are signed: with the acts of a congress, and
// beside congresses. A migration that changed such a row would be found as a forgery.
func SignedTables() (ofCongresses, beside []string) {
	return slices.Sorted(maps.Keys(ledgerTables())), besideTables()
}

// Signed reports whether a column of such a table is signed; few are not.
func Signed(table, column string) bool { return !unsummed(table + "." + column) }

// rowText writes the expression of a row as text: every column that is not zero,
// with its length, so that no two rows read alike. What is zero is left out:
// a column that a later version adds changes nothing.
func rowText(tab table) string {
	var parts []string
	for i := range tab.row.NumField() {
		field := tab.row.Field(i)
		column := field.Tag.Get("db")
		if column == "" || unsummed(tab.name+"."+column) {
			continue
		}
		switch field.Type.Kind() {
		case reflect.Bool:
			parts = append(parts, "CASE WHEN "+column+" THEN ',"+column+"' ELSE '' END")
		case reflect.String:
			parts = append(parts, "CASE WHEN "+column+" = '' THEN '' ELSE ',"+column+"=' || length("+column+
				") || ':' || "+
				column+" END")
		case reflect.Slice: // of bytes
			parts = append(parts, "',"+column+"=' || lower(hex("+column+"))")
		default: // numbers
			parts = append(parts, "CASE WHEN "+column+" = 0 THEN '' ELSE ',"+column+"=' || "+column+" END")
		}
	}
	return strings.Join(parts, " || ")
}

// Texts implements congress.Ledger.
func (t *tx) Texts(ctx context.Context, c congress.Congress, names ...string) (map[string][]string, error) {
	var queries []string
	texts := map[string][]string{}
	for name, table := range ledgerTables() {
		if len(names) == 0 || slices.Contains(names, name) {
			texts[name], queries = nil, append(queries, table.query)
		}
	}
	if len(queries) == 0 {
		return texts, nil
	}
	slices.Sort(queries)
	type row struct {
		Name string `db:"name"`
		Text string `db:"text"`
	}
	rows, err := all[row](ctx, t, t.db.dialect.hex(strings.Join(queries, "\nUNION ALL ")), c.OrgID, c.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		texts[r.Name] = append(texts[r.Name], r.Text)
	}
	for _, lines := range texts {
		slices.Sort(lines)
	}
	return texts, nil
}

// Text implements congress.Ledger.
func (t *tx) Text(row any, last string) (table, text string) {
	value := reflect.ValueOf(row)
	summed := signedColumns(value.Type())
	out := t.text[:0]
	for _, column := range summed.columns {
		out = appendCell(out, column.name, value.Field(column.field))
		if column.name == last {
			break
		}
	}
	t.text = out
	return summed.table, string(out)
}

// signedTable is a table with the columns that sums cover, and in which field of a row each is.
type signedTable struct {
	table   string
	columns []signedColumn
}

type signedColumn struct {
	name  string
	field int
}

// signedTables keeps the answers of signedColumns.
var signedTables sync.Map

func signedColumns(row reflect.Type) signedTable {
	if known, ok := signedTables.Load(row); ok {
		return known.(signedTable) //nolint:forcetypeassert // nothing else is stored
	}
	of := signedTable{table: tableNames()[row]}
	for i := range row.NumField() {
		if column := row.Field(i).Tag.Get("db"); column != "" && !unsummed(of.table+"."+column) {
			of.columns = append(of.columns, signedColumn{column, i})
		}
	}
	signedTables.Store(row, of)
	return of
}

// appendCell writes a column as the expression of [rowText] does.
func appendCell(out []byte, column string, value reflect.Value) []byte {
	kind := value.Kind()
	if kind != reflect.Slice && value.IsZero() {
		return out
	}
	out = append(append(out, ','), column...)
	switch kind { //nolint:exhaustive // the rest are numbers
	case reflect.Bool:
		return out
	case reflect.Slice:
		return hex.AppendEncode(append(out, '='), value.Bytes())
	case reflect.String:
		text := value.String()
		out = strconv.AppendInt(append(out, '='), int64(utf8.RuneCountInString(text)), 10)
		return append(append(out, ':'), text...)
	}
	return strconv.AppendInt(append(out, '='), value.Int(), 10)
}

// tableNames tells in which table rows of a type are.
var tableNames = sync.OnceValue(func() map[reflect.Type]string {
	names := map[reflect.Type]string{}
	for _, tab := range tables() {
		names[tab.row] = tab.name
	}
	return names
})

// bytesHex finds bytes that SQLite writes in hex.
var bytesHex = regexp.MustCompile(`lower\(hex\((\w+)\)\)`)

// hexPostgres has PostgreSQL write bytes as SQLite does.
func hexPostgres(query string) string { return bytesHex.ReplaceAllString(query, "encode($1, 'hex')") }

// Touched implements congress.Ledger.
func (t *tx) Touched() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(t.touched)), func(name string) bool {
		_, ok := ledgerTables()[name]
		return !ok
	})
}

// touch notes which table a statement writes to, and tells it.
func (t *tx) touch(statement string) (table string) {
	words := strings.Fields(statement[:min(len(statement), 80)]) // the first three are looked at
	at := map[string]int{"INSERT": 2, "DELETE": 2, "UPDATE": 1}[words[0]]
	if at == 0 || len(words) <= at {
		return ""
	}
	if t.touched == nil {
		t.touched = map[string]bool{}
	}
	t.touched[words[at]] = true
	return words[at]
}

// Writable implements congress.Ledger.
func (t *tx) Writable() bool { return t.writable }

// Keyring implements congress.Ledger.
func (t *tx) Keyring() congress.Keyring { return t.db.keyring }

// KeptState implements congress.Ledger.
func (t *tx) KeptState(ctx context.Context, c congress.Congress) (congress.KeptState, error) {
	if kept, known := t.ahead.state(c); known {
		return kept, nil
	}
	return one[congress.KeptState](ctx, t, from[congress.KeptState]("states WHERE org_id = $1 AND congress_id = $2"),
		c.OrgID, c.ID)
}

// NewestSize implements congress.Ledger.
func (t *tx) NewestSize(ctx context.Context, c congress.Congress) (int64, error) {
	return t.newest(ctx, "SELECT log_size FROM congresses WHERE org_id = $1 AND congress_id = $2", c.OrgID, c.ID)
}

// newest reads a number as it is at this moment, whatever moment a view sees.
func (t *tx) newest(ctx context.Context, query string, args ...any) (n int64, err error) {
	if t.writable {
		return one[int64](ctx, t, query, args...)
	}
	err = t.db.view(context.WithValue(ctx, snapshotKey{t.db}, nil), func(now *tx) error {
		n, err = one[int64](ctx, now, query, args...)
		return err
	})
	return n, err
}

// PutState implements congress.Ledger.
func (t *tx) PutState(ctx context.Context, s congress.KeptState) error {
	return putLater(ctx, t, "states", "org_id, congress_id", s)
}

// Checkpoints implements congress.Ledger.
func (t *tx) Checkpoints(ctx context.Context, c congress.Congress) ([]congress.KeptCheckpoint, error) {
	return all[congress.KeptCheckpoint](ctx, t, from[congress.KeptCheckpoint]("checkpoints WHERE org_id = $1 AND "+
		"congress_id = $2 ORDER BY size, verifier"), c.OrgID, c.ID)
}

// PutCheckpoint implements congress.Ledger.
func (t *tx) PutCheckpoint(ctx context.Context, k congress.KeptCheckpoint) error {
	return putLater(ctx, t, "checkpoints", "org_id, congress_id, size, verifier", k)
}

// EveryCongress implements congress.Ledger.
func (t *tx) EveryCongress(ctx context.Context) ([]congress.Congress, error) {
	found, err := all[congress.Congress](ctx, t, from[congress.Congress]("congresses"))
	slices.SortFunc(found, func(a, b congress.Congress) int { return cmp.Compare(a.ID, b.ID) })
	return found, err
}
