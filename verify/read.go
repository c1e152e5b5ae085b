package verify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"kiemphieu/ballot"
	"kiemphieu/record"
	"kiemphieu/tally"
)

// inspection is a bundle while it is checked.
type inspection struct {
	raw       record.Bundle
	opts      Options
	def       definition
	res       results
	manifests manifests
	leaves    [][]byte
	entries   []record.Entry
	events    []*event
	signed    signatures
	misshapen findings // what is not in its form; then only the first checks mean something

	// What is looked up by its id, made once the files are read: a bundle is bounded,
	// and still too large to be searched for each of its parts.
	ofRound  map[string][]*event
	results  map[string]result
	contests map[string]contest
	people   map[string]person
	sealed   []round // the rounds with a result, in order
}

// The files, as far as the checks read them; [forms] has all that may stand
// in them.
type (
	definition struct {
		Congress  meeting    `json:"congress"`
		Roster    roster     `json:"roster"`
		People    []person   `json:"people"`
		Others    []others   `json:"others"`
		Contests  []contest  `json:"contests"`
		Rounds    []round    `json:"rounds"`
		Documents []document `json:"documents"`
	}
	meeting struct {
		ID        string `json:"congress_id"`
		Title     string `json:"title"`
		Term      string `json:"term"`
		HeldOn    string `json:"held_on"`
		Place     string `json:"place"`
		Rehearsal bool   `json:"rehearsal"`
		Profile   string `json:"profile"`
		State     string `json:"state"`
		LogSize   int    `json:"log_size"`
	}
	roster struct {
		Members int `json:"members"`
		base
	}
	base struct {
		Official    int                         `json:"official"` // summoned
		NotSummoned int                         `json:"not_summoned"`
		Deductions  map[tally.DeductionKind]int `json:"deductions"`
		Base        int                         `json:"base"`
		Present     int                         `json:"present"`
	}
	person struct {
		ID         string              `json:"member_id"`
		Name       string              `json:"name"`
		Official   bool                `json:"official"`
		Incumbent  bool                `json:"incumbent"`
		Female     bool                `json:"female"`
		Minority   bool                `json:"ethnic_minority"`
		Born       string              `json:"born"`
		Attendance string              `json:"attendance"`
		Deduction  tally.DeductionKind `json:"deduction"`
	}
	others struct {
		Official   bool                `json:"official"`
		Attendance string              `json:"attendance"`
		Deduction  tally.DeductionKind `json:"deduction"`
		Count      int                 `json:"count"`
	}
	contest struct {
		ID       string        `json:"contest_id"`
		Position int           `json:"position"`
		Office   ballot.Office `json:"office"`
		Seats    int           `json:"seats"`
		// of delegates: places for alternates
		Alternates int    `json:"alternates"`
		Settled    string `json:"settled"`
		Decision   string `json:"decision"`
	}
	round struct {
		ID             string             `json:"round_id"`
		Contest        string             `json:"contest_id"`
		Number         int                `json:"number"`
		Kind           ballot.Kind        `json:"kind"`
		Seats          int                `json:"seats"`
		State          string             `json:"state"`
		Code           string             `json:"code"`
		Counting       string             `json:"counting"`
		DefinitionHash string             `json:"definition_hash"`
		Printed        int                `json:"printed"`
		Destroyed      int                `json:"destroyed"`
		Present        int                `json:"present"`
		HandedOut      int                `json:"handed_out"`
		Exchanged      int                `json:"exchanged"`
		Unused         int                `json:"unused"`
		Returned       int                `json:"returned"`
		NotReturned    int                `json:"not_returned"`
		Explanation    string             `json:"explanation"`
		Definition     *ballot.Definition `json:"definition"`
		Base           *base              `json:"base"` // of older bundles nil: one for the whole congress
	}
	document struct {
		Kind   string `json:"kind"`
		SHA256 string `json:"sha256"`
		Size   int    `json:"size"`
		File   string `json:"file"`
	}
	results struct {
		Rounds  []result  `json:"rounds"`
		Elected []elected `json:"elected"`
	}
	result struct {
		Round   string          `json:"round_id"`
		Sheaves []int           `json:"sheaves"`
		Sheet   tally.Sheet     `json:"sheet"`
		Outcome tally.Outcome   `json:"outcome"`
		Report  json.RawMessage `json:"report"`
	}
	elected struct {
		Contest string        `json:"contest_id"`
		Round   string        `json:"round_id"`
		Member  string        `json:"member_id"`
		Office  ballot.Office `json:"office"`
		Rank    int           `json:"rank"`
		Votes   int           `json:"votes"`
		Base    int           `json:"base"`
		Refused bool          `json:"refused"`
	}
	foreseen struct {
		Member string `json:"member"`
	}
	manifests struct {
		Rounds []manifest `json:"rounds"`
	}
	manifest struct {
		Round string `json:"round_id"`
		Root  string `json:"root"`
	}
)

// event is an event of the log, with the fields of all kinds.
type event struct {
	At   string `json:"at"`
	By   string `json:"by"`
	Role string `json:"role"`
	// State is written by the last event of an act.
	State string `json:"state"`
	Kind  string `json:"kind"`
	Data  struct {
		Round          string                      `json:"round"`
		Contest        string                      `json:"contest"`
		Title          string                      `json:"title"`
		Term           string                      `json:"term"`
		HeldOn         string                      `json:"held_on"`
		Place          string                      `json:"place"`
		Before         meeting                     `json:"before"`
		Profile        string                      `json:"profile"`
		Rehearsal      bool                        `json:"rehearsal"`
		Action         string                      `json:"action"`
		State          string                      `json:"state"`
		Official       int                         `json:"official"`
		Deductions     map[tally.DeductionKind]int `json:"deductions"`
		Base           int                         `json:"base"`
		Present        int                         `json:"present"`
		NotSummoned    int                         `json:"not_summoned"`
		Office         ballot.Office               `json:"office"`
		Seats          int                         `json:"seats"`
		Alternates     int                         `json:"alternates"`
		Removed        bool                        `json:"removed"`
		Settlement     string                      `json:"settlement"`
		Decision       string                      `json:"decision"`
		Number         json.RawMessage             `json:"number"` // of a round, or of a decision
		DefinitionHash string                      `json:"definition_hash"`
		N              int                         `json:"n"`
		Code           string                      `json:"code"`
		ManifestRoot   string                      `json:"manifest_root"`
		HandedOut      int                         `json:"handed_out"`
		Exchanged      int                         `json:"exchanged"`
		Returned       int                         `json:"returned"`
		Unused         int                         `json:"unused"`
		NotReturned    int                         `json:"not_returned"`
		Now            map[string]int              `json:"now"`
		Counting       string                      `json:"counting"`
		Sheaves        []int                       `json:"sheaves"`
		Pass           string                      `json:"pass"`
		Sheaf          int                         `json:"sheaf"`
		Unsure         int                         `json:"unsure"`
		Differing      int                         `json:"differing"`
		Every          int                         `json:"every"`
		Passed         bool                        `json:"passed"`
		Urn            []int                       `json:"urn"`
		Of             int                         `json:"of"`
		Lot            int                         `json:"lot"`
		Fault          tally.MachineFault          `json:"fault"`
		Invalid        map[ballot.Reason]int       `json:"invalid"`
		Agreed         bool                        `json:"agreed"`
		Entry          int                         `json:"entry"`
		Valid          int                         `json:"valid"`
		Act            string                      `json:"act"`
		Subject        string                      `json:"subject"`
		Text           string                      `json:"text"`
		Sheet          tally.Sheet                 `json:"sheet"`
		Outcome        tally.Outcome               `json:"outcome"`
		Report         string                      `json:"report"`
		DocumentKind   string                      `json:"document_kind"`
		SHA256         string                      `json:"sha256"`
		Version        int                         `json:"version"`
		DecidedOn      string                      `json:"decided_on"`
		Refused        int                         `json:"refused"`
		Recount        int                         `json:"recount"`
		Step           string                      `json:"step"`
		Day            string                      `json:"day"`
		Old            string                      `json:"old"`
		Key            string                      `json:"key"`
		Lost           bool                        `json:"lost"`
		Foreseen       []foreseen                  `json:"foreseen"`
	} `json:"data"`
}

// read takes the files apart, as far as they have the form that they must have.
func (v *inspection) read() {
	for _, file := range []struct {
		name string
		form forms
		into any
	}{
		{record.BundleDefinition, definitionForms(), &v.def},
		{record.BundleResults, resultForms(), &v.res},
		{record.BundleManifests, manifestForms(), &v.manifests},
	} {
		text := v.raw.File(file.name)
		if checkText(&v.misshapen, file.name, text, file.form) {
			v.misshapen.add(json.Unmarshal(text, file.into) == nil, "%s không đọc được", file.name)
		}
	}
	for line := range bytes.Lines(v.raw.File(record.BundleLog)) {
		v.readEvent(line)
	}
	v.index()
}

// index notes where what has an id stands.
func (v *inspection) index() {
	v.ofRound, v.results = map[string][]*event{}, map[string]result{}
	v.contests, v.people = map[string]contest{}, map[string]person{}
	for _, e := range v.events {
		v.ofRound[e.Data.Round] = append(v.ofRound[e.Data.Round], e)
	}
	for _, r := range v.res.Rounds {
		v.results[r.Round] = r
	}
	for _, c := range v.def.Contests {
		v.contests[c.ID] = c
	}
	for _, p := range v.def.People {
		v.people[p.ID] = p
	}
	for _, r := range v.def.Rounds {
		if r.State == sealed {
			v.sealed = append(v.sealed, r)
		}
	}
}

// readEvent takes a line of the log.
func (v *inspection) readEvent(line []byte) {
	at := fmt.Sprintf("việc %d", len(v.leaves)+1)
	leaf, whole := bytes.CutSuffix(line, []byte("\n"))
	entry, err := record.Next(int64(len(v.leaves)), leaf, v.hashes)
	e := &event{}
	tree, canonical := record.ReadCanonical(leaf)
	fields, object := tree.(map[string]any)
	kind, _ := fields["kind"].(string)
	form := eventForms()[kind]
	switch {
	case err != nil || !whole:
		v.misshapen.add(false, "%s không hết dòng", at)
		return
	case !canonical || tree != nil && !object:
		v.misshapen.add(false, notCanonical, at)
	case form == nil:
		v.misshapen.add(false, "%s: nhật ký không có loại này", at)
	case checkTree(&v.misshapen, at, tree, form):
		v.misshapen.add(json.Unmarshal(leaf, e) == nil && e.day() != "", "%s không có giờ", at)
	}
	v.leaves, v.entries, v.events = append(v.leaves, leaf), append(v.entries, entry), append(v.events, e)
}

// eventTime is how the log tells time: to the minute, in UTC.
const eventTime = "2006-01-02T15:04Z"

// day is the day of an event in Viet Nam, which keeps UTC+7 all year.
func (e *event) day() string {
	at, err := time.Parse(eventTime, e.At)
	if err != nil || at.Format(eventTime) != e.At {
		return ""
	}
	return at.Add(7 * time.Hour).Format(time.DateOnly)
}

// hashes reads the tree hashes of the log.
func (v *inspection) hashes(seq int64) ([]byte, error) {
	if seq < 0 || seq >= int64(len(v.entries)) {
		return nil, fmt.Errorf("verify: no event %d", seq)
	}
	return v.entries[seq].Hashes, nil
}

// root returns the root of the first size events.
func (v *inspection) root(size int) (record.Hash, error) {
	return record.Root(int64(size), v.hashes)
}

// of lists the events of a round, in order.
func (v *inspection) of(r round) []*event { return v.ofRound[r.ID] }

// last finds the newest event of a kind.
func last(events []*event, kinds ...string) (*event, bool) {
	for _, e := range slices.Backward(events) {
		if slices.Contains(kinds, e.Kind) {
			return e, true
		}
	}
	return &event{}, false
}

// result finds the result of a round.
func (v *inspection) result(r round) (result, bool) {
	res, ok := v.results[r.ID]
	return res, ok
}

// contestOf finds the contest of a round.
func (v *inspection) contestOf(r round) contest { return v.contests[r.Contest] }

// name tells a round to people.
func (v *inspection) name(r round) string {
	return fmt.Sprintf("nội dung %d, lần %d", v.contestOf(r).Position, r.Number)
}

// sealed is the state of a round whose result stands.
const sealed = "sealed"
