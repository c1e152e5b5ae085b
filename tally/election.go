package tally

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"kiemphieu/ballot"
)

// Election is an election file of docs/tally.md, checked.
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

// The file as written; what is absent keeps the default set by [newFile].
type electionFile struct {
	Profile    string  `json:"profile"`
	Meeting    Meeting `json:"meeting"`
	Electorate struct {
		Official   int                   `json:"official"`
		Deductions map[DeductionKind]int `json:"deductions"`
	} `json:"electorate"`
	Contest contestFile `json:"contest"`
	Ballots ballotsFile `json:"ballots"`
}

type contestFile struct {
	Office     ballot.Office      `json:"office"`
	Seats      int                `json:"seats"`
	Round      int                `json:"round"`
	Kind       ballot.Kind        `json:"kind"`
	Alternates int                `json:"alternates"`
	Style      *ballot.Style      `json:"style"`
	Candidates []ballot.Candidate `json:"candidates"`
}

type ballotsFile struct {
	Issued   int         `json:"issued"`
	Returned int         `json:"returned"`
	Sheets   []sheetFile `json:"sheets"`
	Totals   *Totals     `json:"totals"`
}

type sheetFile struct {
	Count    *int            `json:"count"`
	Crossed  []string        `json:"crossed"`
	Agree    []string        `json:"agree"`
	Disagree []string        `json:"disagree"`
	Defects  []ballot.Reason `json:"defects"`
}

func newFile() electionFile {
	return electionFile{Profile: Regulations()[0].Name, Meeting: MembersCongress,
		Contest: contestFile{Round: 1, Kind: ballot.Ordinary}}
}

// ReadElection reads an election file. A file that is not well formed or
// contradicts itself is refused with a [*FieldError] that names the field.
func ReadElection(r io.Reader) (Election, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	switch {
	case err != nil:
		return Election{}, fmt.Errorf("file: %w", err)
	case len(data) > maxFile:
		return Election{}, refuse("file", "larger than %d MiB", maxFile>>20)
	case len(data) == 0:
		return Election{}, refuse("file", "is empty")
	case !utf8.Valid(data):
		return Election{}, refuse("file", "is not UTF-8 text")
	}
	file := newFile()
	if err := decodeStrict(data, &file); err != nil {
		return Election{}, err
	}
	return file.election()
}

func decodeStrict(data []byte, into *electionFile) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := checkShape(dec, ""); err != nil {
		return notElection(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return refuse("file", "more text after the election")
	}
	if err := json.Unmarshal(data, into); err != nil {
		return notElection(err)
	}
	return nil
}

// election checks the file part by part.
func (f electionFile) election() (Election, error) {
	rules, ok := Profile(f.Profile, "")
	if !ok {
		return Election{}, refuse("profile", "unknown profile %q", f.Profile)
	}
	e := Election{Rules: rules, Electorate: Electorate{Meeting: f.Meeting, Official: f.Electorate.Official,
		Deductions: f.Electorate.Deductions}}
	base, err := e.Electorate.Base()
	if err != nil {
		return Election{}, err
	}
	if e.Contest, err = f.Contest.contest(); err != nil {
		return Election{}, err
	}
	if e.Sheet, err = f.Ballots.sheet(e.Contest.List()); err != nil {
		return Election{}, err
	}
	if err := e.Sheet.fitsPeople(base); err != nil {
		return Election{}, under("ballots", err)
	}
	return e, nil
}

func (f contestFile) contest() (Contest, error) {
	c := Contest{Office: f.Office, Seats: f.Seats, Round: f.Round, Kind: f.Kind, Alternates: f.Alternates,
		Candidates: f.Candidates}
	switch {
	case !c.Office.Valid():
		return c, refuse("contest.office", "unknown office %q", c.Office)
	case c.Round < 1:
		return c, refuse("contest.round", "must be at least 1, is %d", c.Round)
	case !c.Kind.Valid():
		return c, refuse("contest.kind", "unknown kind %q", c.Kind)
	}
	if c.Alternates < 0 || c.Alternates > 0 && (c.Office != ballot.Delegates || c.Kind != ballot.Ordinary) {
		return c, refuse("contest.alternates", "must be at least 0, and is of an ordinary ballot for delegates alone; "+
			"is %d", c.Alternates)
	}
	var wrong *ballot.ListError
	if errors.As(c.List().Validate(), &wrong) {
		return c, refuse("contest."+wrong.Field, "%s", wrong.Why)
	}
	if style := c.List().Style(); f.Style != nil && *f.Style != style {
		return c, refuse("contest.style", "%q contradicts %d names for %d seats, which is %q", *f.Style,
			len(c.Candidates), c.Seats, style)
	}
	return c, nil
}

func (f ballotsFile) sheet(list ballot.List) (Sheet, error) {
	switch {
	case f.Issued < 0:
		return Sheet{}, refuse("ballots.issued", "must be at least 0, is %d", f.Issued)
	case f.Returned < 0:
		return Sheet{}, refuse("ballots.returned", "must be at least 0, is %d", f.Returned)
	case f.Sheets == nil && f.Totals == nil:
		return Sheet{}, refuse("ballots", "needs sheets or totals")
	case f.Sheets != nil && f.Totals != nil:
		return Sheet{}, refuse("ballots", "has both sheets and totals")
	}
	return f.count(list)
}

func (f ballotsFile) count(list ballot.List) (Sheet, error) {
	if f.Totals != nil {
		return f.Totals.Sheet(list, f.Issued, f.Returned)
	}
	counter := NewCounter(list)
	for i, sheet := range f.Sheets {
		field := fmt.Sprintf("ballots.sheets[%d]", i)
		marks, err := sheet.marks(list, field)
		if err != nil {
			return Sheet{}, err
		}
		count := 1
		if sheet.Count != nil {
			count = *sheet.Count
		}
		if err := counter.Add(marks, count); err != nil {
			return Sheet{}, refuse(field+".count", "must be from 1 to %d in sum, is %d", maxCount, count)
		}
	}
	s := counter.Sheet(f.Issued)
	if s.Returned != f.Returned {
		return Sheet{}, refuse("ballots.returned", "is %d, but the sheets make %d", f.Returned, s.Returned)
	}
	return s, nil
}

// marks reads one kind of sheet; its marks must fit the list even where a
// defect decides.
func (f sheetFile) marks(list ballot.List, field string) (ballot.Marks, error) {
	for i, d := range f.Defects {
		if !d.Judged() {
			return "", refuse(fmt.Sprintf("%s.defects[%d]", field, i), "unknown defect %q", d)
		}
	}
	rows := f.boxes
	if list.Style() == ballot.CrossOut {
		rows = f.crossed
	}
	marks, err := rows(list, field)
	if err != nil {
		return "", err
	}
	if defective := ballot.Defective(f.Defects...); defective != "" {
		return defective, nil
	}
	return marks, nil
}

func (f sheetFile) crossed(list ballot.List, field string) (ballot.Marks, error) {
	switch {
	case len(f.Agree) > 0:
		return "", refuse(field+".agree", "is a mark of the other style: this list has a surplus")
	case len(f.Disagree) > 0:
		return "", refuse(field+".disagree", "is a mark of the other style: this list has a surplus")
	}
	marks, err := list.FromCrossed(f.Crossed)
	return marks, markError(field+".crossed", err)
}

func (f sheetFile) boxes(list ballot.List, field string) (ballot.Marks, error) {
	if len(f.Crossed) > 0 {
		return "", refuse(field+".crossed", "is a mark of the other style: this list has no surplus")
	}
	if _, err := list.FromBoxes(f.Agree, nil); err != nil {
		return "", markError(field+".agree", err)
	}
	marks, err := list.FromBoxes(f.Agree, f.Disagree)
	return marks, markError(field+".disagree", err)
}

// markError names the field at fault; without the package's prefix.
func markError(field string, err error) error {
	if err == nil {
		return nil
	}
	return refuse(field, "%s", strings.TrimPrefix(err.Error(), ballot.ErrMarks.Error()+": "))
}
