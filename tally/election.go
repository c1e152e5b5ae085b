package tally

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"kiemphieu/ballot"
)

// Election is an election file of spec/tally.md, checked.
type Election struct {
	Rules      Rules
	Electorate Electorate
	Contest    Contest
	Sheet      Sheet
}

// Outcome computes the result of the election.
func (e Election) Outcome() (Outcome, error) { return Elect(e.Electorate, e.Contest, e.Sheet) }

// maxFile bounds an election file, in bytes: a congress of 1,600 delegates
// with 200 names needs less.
const maxFile = 32 << 20

type electionFile struct {
	Profile    *string         `json:"profile"`
	Meeting    *Meeting        `json:"meeting"`
	Electorate *electorateFile `json:"electorate"`
	Contest    *contestFile    `json:"contest"`
	Ballots    *ballotsFile    `json:"ballots"`
}

type electorateFile struct {
	Official   *int                  `json:"official"`
	Deductions map[DeductionKind]int `json:"deductions"`
}

type contestFile struct {
	Office     *ballot.Office     `json:"office"`
	Seats      *int               `json:"seats"`
	Round      *int               `json:"round"`
	Kind       *ballot.Kind       `json:"kind"`
	Style      *ballot.Style      `json:"style"`
	Candidates []ballot.Candidate `json:"candidates"`
}

type ballotsFile struct {
	Issued   *int         `json:"issued"`
	Returned *int         `json:"returned"`
	Sheets   *[]sheetFile `json:"sheets"`
	Totals   *Totals      `json:"totals"`
}

type sheetFile struct {
	Count    *int            `json:"count"`
	Crossed  []string        `json:"crossed"`
	Agree    []string        `json:"agree"`
	Disagree []string        `json:"disagree"`
	Defects  []ballot.Reason `json:"defects"`
}

// ReadElection reads an election file. A file that is not well formed or
// contradicts itself is refused with an error that names the field.
func ReadElection(r io.Reader) (Election, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return Election{}, fmt.Errorf("file: %w", err)
	}
	if len(data) > maxFile {
		return Election{}, refuse("file", "larger than %d MiB", maxFile>>20)
	}
	var file electionFile
	if err := decodeStrict(data, &file); err != nil {
		return Election{}, err
	}
	return file.election()
}

// decodeStrict decodes one JSON value and refuses unknown fields, fields that
// stand twice, and anything behind it.
func decodeStrict(data []byte, into any) error {
	if err := refuseRepeats(json.NewDecoder(bytes.NewReader(data)), ""); err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return explainJSON(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return refuse("file", "more text after the election")
	}
	return nil
}

func explainJSON(err error) error {
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		return refuse(wrongType.Field, "is a %s, must be a %s", wrongType.Value, wrongType.Type)
	}
	if text, found := strings.CutPrefix(err.Error(), "json: unknown field "); found {
		return refuse(strings.Trim(text, `"`), "unknown field")
	}
	return refuse("file", "not well formed: %v", err)
}

// refuseRepeats walks one value and refuses an object with a key twice or a null.
func refuseRepeats(dec *json.Decoder, path string) error {
	token, err := dec.Token()
	if err != nil {
		return refuse("file", "not well formed: %v", err)
	}
	switch token {
	case nil:
		return refuse(path, "must not be null")
	case json.Delim('{'):
		return refuseRepeatedKeys(dec, path)
	case json.Delim('['):
		for i := 0; dec.More(); i++ {
			if err := refuseRepeats(dec, fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
		_, err = dec.Token()
	}
	if err != nil {
		return refuse("file", "not well formed: %v", err)
	}
	return nil
}

func refuseRepeatedKeys(dec *json.Decoder, path string) error {
	seen := map[string]bool{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return refuse("file", "not well formed: %v", err)
		}
		key, _ := token.(string) // the decoder lets nothing else stand here
		field := strings.TrimPrefix(path+"."+key, ".")
		// The decoder matches names without regard to case, so Seats repeats seats.
		if folded := strings.ToLower(key); seen[folded] {
			return refuse(field, "stands twice")
		} else {
			seen[folded] = true
		}
		if err := refuseRepeats(dec, field); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return refuse("file", "not well formed: %v", err)
	}
	return nil
}

// election checks the file part by part.
func (f electionFile) election() (Election, error) {
	var e Election
	name := value(f.Profile, Profiles()[0].Name)
	rules, ok := Profile(name)
	if !ok {
		return e, refuse("profile", "unknown profile %q", name)
	}
	e.Rules = rules
	switch {
	case f.Electorate == nil:
		return e, refuse("electorate", "is missing")
	case f.Electorate.Official == nil:
		return e, refuse("electorate.official", "is missing")
	case f.Contest == nil:
		return e, refuse("contest", "is missing")
	case f.Ballots == nil:
		return e, refuse("ballots", "is missing")
	}
	e.Electorate = Electorate{Meeting: value(f.Meeting, MembersCongress), Official: *f.Electorate.Official, Deductions: f.Electorate.Deductions}
	if _, err := e.Electorate.Base(); err != nil {
		return e, err
	}
	var err error
	if e.Contest, err = f.Contest.contest(); err != nil {
		return e, err
	}
	e.Sheet, err = f.Ballots.sheet(e.Contest.List())
	return e, err
}

func value[T any](given *T, otherwise T) T {
	if given == nil {
		return otherwise
	}
	return *given
}

func (f contestFile) contest() (Contest, error) {
	c := Contest{Office: value(f.Office, ""), Seats: value(f.Seats, 0), Round: value(f.Round, 1), Kind: value(f.Kind, ballot.Ordinary), Candidates: f.Candidates}
	switch {
	case f.Office == nil:
		return c, refuse("contest.office", "is missing")
	case !c.Office.Valid():
		return c, refuse("contest.office", "unknown office %q", c.Office)
	case f.Seats == nil:
		return c, refuse("contest.seats", "is missing")
	case c.Round < 1 || c.Round > maxCount:
		return c, refuse("contest.round", "must be at least 1, is %d", c.Round)
	case !c.Kind.Valid():
		return c, refuse("contest.kind", "unknown kind %q", c.Kind)
	}
	if err := c.List().Validate(); err != nil {
		var field *ballot.ListError
		if errors.As(err, &field) {
			return c, refuse("contest."+field.Field, "%s", field.Why)
		}
		return c, err
	}
	for i, candidate := range c.Candidates {
		if candidate.Born != "" && !isDate(candidate.Born) {
			return c, refuse(fmt.Sprintf("contest.candidates[%d].born", i), "%q is not a day as 2006-01-02", candidate.Born)
		}
	}
	if style := value(f.Style, c.List().Style()); style != c.List().Style() {
		return c, refuse("contest.style", "%q contradicts %d names for %d seats, which is %q", style, len(c.Candidates), c.Seats, c.List().Style())
	}
	return c, nil
}

// isDate reports whether text is a calendar day as "2006-01-02"; this package
// may not import time.
func isDate(text string) bool {
	if len(text) != 10 || text[4] != '-' || text[7] != '-' {
		return false
	}
	for i, r := range text {
		if i != 4 && i != 7 && (r < '0' || r > '9') {
			return false
		}
	}
	year, month, day := number(text[:4]), number(text[5:7]), number(text[8:])
	if year < 1 || month < 1 || month > 12 {
		return false
	}
	days := []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0) {
		days = 29
	}
	return 1 <= day && day <= days
}

func (f ballotsFile) sheet(list ballot.List) (Sheet, error) {
	switch {
	case f.Issued == nil:
		return Sheet{}, refuse("ballots.issued", "is missing")
	case *f.Issued < 0 || *f.Issued > maxCount:
		return Sheet{}, refuse("ballots.issued", "must be from 0 to %d, is %d", maxCount, *f.Issued)
	case f.Returned == nil:
		return Sheet{}, refuse("ballots.returned", "is missing")
	case *f.Returned < 0 || *f.Returned > maxCount:
		return Sheet{}, refuse("ballots.returned", "must be from 0 to %d, is %d", maxCount, *f.Returned)
	case (f.Sheets == nil) == (f.Totals == nil):
		return Sheet{}, refuse("ballots", "needs either sheets or totals")
	}
	s, err := f.count(list)
	if err != nil {
		return Sheet{}, err
	}
	if genuine := s.Returned - s.Reasons[ballot.NotIssued]; genuine > s.Issued {
		return Sheet{}, refuse("ballots.returned", "%d papers of the committee came back, but only %d were issued", genuine, s.Issued)
	}
	return s, nil
}

func (f ballotsFile) count(list ballot.List) (Sheet, error) {
	if f.Totals != nil {
		return f.Totals.Sheet(list, *f.Issued, *f.Returned)
	}
	counter := NewCounter(list)
	for i, sheet := range *f.Sheets {
		field := fmt.Sprintf("ballots.sheets[%d]", i)
		marks, err := sheet.marks(list, field)
		if err != nil {
			return Sheet{}, err
		}
		if err := counter.Add(marks, value(sheet.Count, 1)); err != nil {
			return Sheet{}, refuse(field+".count", "must be from 1 to %d, is %d", maxCount, value(sheet.Count, 1))
		}
	}
	s := counter.Sheet(*f.Issued)
	if s.Returned != *f.Returned {
		return Sheet{}, refuse("ballots.returned", "is %d, but the sheets make %d", *f.Returned, s.Returned)
	}
	return s, nil
}

// marks reads one kind of sheet; its marks must be of the list's style even
// where a defect decides.
func (f sheetFile) marks(list ballot.List, field string) (ballot.Marks, error) {
	for i, d := range f.Defects {
		if !d.Judged() {
			return "", refuse(fmt.Sprintf("%s.defects[%d]", field, i), "unknown defect %q", d)
		}
	}
	marks, err := f.rows(list, field)
	if err != nil {
		return "", err
	}
	if defective := ballot.Defective(f.Defects...); defective != "" {
		return defective, nil
	}
	return marks, nil
}

func (f sheetFile) rows(list ballot.List, field string) (ballot.Marks, error) {
	if list.Style() == ballot.CrossOut {
		if f.Agree != nil || f.Disagree != nil {
			return "", refuse(field, "agree and disagree are marks of the other style: this list has a surplus")
		}
		marks, err := list.FromCrossed(f.Crossed)
		return marks, markError(field+".crossed", err)
	}
	if f.Crossed != nil {
		return "", refuse(field+".crossed", "is a mark of the other style: this list has no surplus")
	}
	marks, err := list.FromBoxes(f.Agree, f.Disagree)
	return marks, markError(field, err)
}

func markError(field string, err error) error {
	if err == nil {
		return nil
	}
	return refuse(field, "%s", strings.TrimPrefix(err.Error(), ballot.ErrMarks.Error()+": "))
}
