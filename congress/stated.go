package congress

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// The last event of an act commits to the state that the act leaves. Whoever has
// the key can sign another state, but not have that event commit to it: then the
// log is another one, and whoever kept a checkpoint finds that.

// telling says what an act adds to the log.
type telling int

const (
	silent     telling = iota // nothing
	tellsState                // events, of which the last commits to the state
	adopts                    // events of another house
)

// telling finds it for an act.
func (a *Act) telling() telling {
	switch {
	case len(a.events) > 0:
		return tellsState
	case len(a.adopted) > 0:
		return adopts
	}
	return silent
}

// toldKey stands among the sums of a state to which the last event of the log
// does not commit; it is the name of no table.
const (
	toldKey       = "(told)"
	toldElsewhere = "elsewhere" // the event is of another house
)

// toldState is the state to which the last event commits.
type toldState struct {
	Salt []byte `json:"salt"`
	Sums string `json:"sums"`
}

// untold names the tables to which work writes without an event once a congress is over.
func untold(table string) bool {
	return table == "devices" || table == "lessons" || table == "preparations"
}

// told keeps with the sums of a congress that is over what its last event commits to.
func (l *ledger) told(sums map[string]string, by telling) error {
	switch {
	case by == adopts:
		sums[toldKey] = toldElsewhere
	case by == tellsState || !l.congress.Over():
		delete(sums, toldKey)
	case l.signed && sums[toldKey] == "":
		text, err := json.Marshal(toldState{Salt: l.salt, Sums: l.text})
		if err != nil {
			return fmt.Errorf("congress: state of %s: %w", l.congress.ID, err)
		}
		sums[toldKey] = string(text)
	}
	return nil
}

// Stated holds what is stored of a congress that is over, and agrees with what
// was signed, against its last event: a [*RecordError] where that commits to
// another state. It reports false where the event is of another house or of a
// version whose events committed to nothing.
func Stated(ctx context.Context, tx Tx, c Congress) (bool, error) {
	kept, err := tx.KeptState(ctx, c)
	if err != nil || !c.Over() {
		return false, err
	}
	last, err := tx.LogEntry(ctx, c, c.LogSize-1)
	if err != nil {
		return false, err
	}
	told := stateIn(last.Leaf)
	if told == "" {
		return false, nil
	}
	sums := map[string]string{}
	if err := json.Unmarshal([]byte(kept.Sums), &sums); err != nil {
		return false, fmt.Errorf("congress: sums of %s: %w", c.ID, err)
	}
	switch sums[toldKey] {
	case toldElsewhere:
		return false, nil
	case "":
	default:
		if kept, err = c.toldOf(sums); err != nil {
			return false, err
		}
	}
	if kept.sealText() == told {
		return true, nil
	}
	away, err := c.CameHere(ctx, tx)
	if away || err != nil {
		return false, err
	}
	return false, c.broken("state_changed", "")
}

// stateIn returns what an event commits to, "" where that is nothing: a leaf that
// cannot be read is found as such.
func stateIn(leaf []byte) string {
	var event struct {
		State string `json:"state"`
	}
	if json.Unmarshal(leaf, &event) != nil {
		return ""
	}
	return event.State
}

// toldOf takes the state out of the sums to which the last event commits, from
// which they may differ in what is told by no event.
func (c Congress) toldOf(sums map[string]string) (KeptState, error) {
	var told toldState
	was := map[string]string{}
	err := errors.Join(json.Unmarshal([]byte(sums[toldKey]), &told), json.Unmarshal([]byte(told.Sums), &was))
	if err != nil {
		return KeptState{}, errors.Join(c.broken("state_changed", ""), err)
	}
	tables := slices.AppendSeq(slices.Collect(maps.Keys(was)), maps.Keys(sums))
	for _, table := range slices.Sorted(slices.Values(tables)) {
		if table != toldKey && !untold(table) && sums[table] != was[table] {
			return KeptState{}, c.broken("state_changed", table)
		}
	}
	return KeptState{Salt: told.Salt, Sums: told.Sums}, nil
}
