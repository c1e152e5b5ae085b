package congress_test

import (
	"context"

	"kiemphieu/congress"
)

// shelf is a store that has what a test has put there: for what is found by reading,
// in more cases than a database has time for.
type shelf struct {
	congress.Tx // what is not there is not asked for

	meeting     congress.Congress
	members     []congress.Member
	officers    []congress.Officer
	contest     congress.Contest
	nominations []congress.Nomination
	mandates    []congress.Mandate
	rounds      []congress.Round
	sheaves     []congress.Sheaf
	batches     []congress.Batch
}

// newShelf holds a congress with one contest.
func newShelf(k congress.Contest) *shelf {
	k.ID, k.CongressID = "k", "c"
	return &shelf{contest: k, meeting: congress.Congress{ID: "c", OrgID: "o", Term: "2025–2027", HeldOn: "2025-03-01",
		Profile: "190-QD/TW", State: congress.StatePreparing}}
}

func (s *shelf) service() *congress.Service { return congress.NewService(congress.Config{Store: s}) }

func (s *shelf) InTx(_ context.Context, fn func(congress.Tx) error) error { return fn(s) }

func (s *shelf) Glance(_ context.Context, fn func(congress.Tx) error) error { return fn(s) }

func (s *shelf) View(_ context.Context, fn func(congress.Tx) error) error { return fn(s) }

func (s *shelf) Writable() bool { return true }

func (s *shelf) Keyring() congress.Keyring { return nil }

func (s *shelf) Congress(context.Context, congress.CongressID) (congress.Congress, error) {
	return s.meeting, nil
}

func (s *shelf) CongressesOf(context.Context, congress.Organisation) ([]congress.Congress, error) {
	return []congress.Congress{s.meeting}, nil
}

func (s *shelf) Organisation(_ context.Context, id congress.OrgID) (congress.Organisation, error) {
	return congress.Organisation{ID: id}, nil
}

func (s *shelf) Members(context.Context, congress.Congress) ([]congress.Member, error) {
	return s.members, nil
}

func (s *shelf) Officers(context.Context, congress.Congress) ([]congress.Officer, error) {
	return s.officers, nil
}

func (s *shelf) Contest(context.Context, congress.ContestID) (congress.Contest, error) {
	return s.contest, nil
}

func (s *shelf) ContestsOf(context.Context, congress.Congress) ([]congress.Contest, error) {
	return []congress.Contest{s.contest}, nil
}

func (s *shelf) Nominations(context.Context, congress.Contest) ([]congress.Nomination, error) {
	return s.nominations, nil
}

func (s *shelf) Mandates(context.Context, congress.OrgID) ([]congress.Mandate, error) {
	return s.mandates, nil
}

func (s *shelf) RoundsOf(context.Context, congress.Congress) ([]congress.Round, error) {
	return s.rounds, nil
}

func (s *shelf) Sheaves(context.Context, congress.Round) ([]congress.Sheaf, error) {
	return s.sheaves, nil
}

func (s *shelf) Batches(context.Context, congress.Round) ([]congress.Batch, error) {
	return s.batches, nil
}

// Nothing of these is on the shelf.

func (s *shelf) LegalBases(context.Context, congress.OrgID) ([]congress.LegalBasis, error) {
	return nil, nil
}

func (s *shelf) DocumentsOf(context.Context, congress.Congress) ([]congress.Document, error) {
	return nil, nil
}

func (s *shelf) Preparations(context.Context, ...congress.Congress) ([]congress.Preparation, error) {
	return nil, nil
}

func (s *shelf) ElectedOf(context.Context, congress.Congress) ([]congress.Elected, error) {
	return nil, nil
}

func (s *shelf) LogEntries(context.Context, congress.Congress, int64) ([]congress.LogEntry, error) {
	return nil, nil
}

func (s *shelf) SupersededSheaves(context.Context, congress.Round) ([]int, error) { return nil, nil }

func (s *shelf) HandCounts(context.Context, congress.Round) ([]congress.HandCount, error) {
	return nil, nil
}

func (s *shelf) KeptReport(context.Context, congress.Round) (string, error) { return "", nil }

func (s *shelf) Pairs(context.Context, congress.Round) ([]congress.Pair, error) { return nil, nil }

func (s *shelf) Confirmations(context.Context, congress.Round) ([]congress.Confirmation, error) {
	return nil, nil
}
