package congress

import (
	"context"
	"slices"

	"kiemphieu/ballot"
)

// frozenPeople returns who stands on the frozen list of a round that still runs.
func frozenPeople(ctx context.Context, tx Tx, c Congress) (map[MemberID]bool, error) {
	rounds, err := tx.RoundsOf(ctx, c)
	if err != nil {
		return nil, err
	}
	people := map[MemberID]bool{}
	for _, r := range rounds {
		if !r.Unfinished() || r.Definition == "" {
			continue
		}
		d, err := r.BallotDefinition()
		if err != nil {
			return nil, err
		}
		for _, candidate := range d.List.Candidates {
			people[MemberID(candidate.ID)] = true
		}
	}
	return people, nil
}

// keepFrozen refuses to change somebody who stands on the frozen list of a
// round that still runs: what is printed of a person stays as it is.
func keepFrozen(ctx context.Context, tx Tx, c Congress, roster, changed []Member) error {
	frozen, err := frozenPeople(ctx, tx, c)
	if err != nil {
		return err
	}
	for _, m := range changed {
		if frozen[m.ID] && !slices.Contains(roster, m) {
			return &PersonError{Code: "on_frozen_list", Name: m.Name}
		}
	}
	return nil
}

// keepFacts refuses to change what papers print of a congress while somebody
// stands on a frozen list.
func keepFacts(ctx context.Context, tx Tx, c Congress, in CongressInput) error {
	frozen, err := frozenPeople(ctx, tx, c)
	if err != nil || len(frozen) == 0 {
		return err
	}
	same := func(field, was, now string) error {
		if was == now {
			return nil
		}
		return &FieldError{Field: field, Code: "list_frozen", Value: was}
	}
	return WrongFields(same("title", c.Title, clean(in.Title)),
		same("term", c.Term, clean(in.Term)),
		same("ordinal", itoa(c.Ordinal), itoa(in.Ordinal)),
		same("held_on", string(c.HeldOn), string(in.HeldOn)), same("place", c.Place, in.Place),
		same("profile", c.Profile, in.Profile))
}

// stillStanding finds who may no longer stand on the frozen list of a round:
// since then they count the papers, became probationary or were suspended.
// Where present is known, so is whether enough of them supported a nomination.
func stillStanding(ctx context.Context, tx Tx, c Congress, r Round, present int) ([]Finding, error) {
	contest, err := tx.Contest(ctx, r.ContestID)
	if err != nil {
		return nil, err
	}
	l, err := loadList(ctx, tx, c, contest, r)
	if err != nil {
		return nil, err
	}
	d, err := r.BallotDefinition()
	if err != nil {
		return nil, err
	}
	nominations, err := tx.Nominations(ctx, contest)
	if err != nil {
		return nil, err
	}
	l.nominations = slices.DeleteFunc(nominations, func(n Nomination) bool {
		return d.List.Index(string(n.MemberID)) < 0
	})
	l.head.Present, l.head.Unknown = present, 0
	var out []Finding
	add := lawOnly(&out)
	l.checkPeople(add)
	l.checkTellers(add)
	if present == 0 {
		return out, nil
	}
	l.checkTellersThere(add)
	if r.Kind != ballot.TieBreak {
		l.checkSupport(add)
	}
	return out, nil
}

// lawOnly collects what blocks.
func lawOnly(out *[]Finding) adder {
	return func(law bool, rule, code string, params ...string) {
		if law {
			*out = append(*out, Finding{Code: code, Law: law, Rule: rule, Params: pairs(params)})
		}
	}
}

// mustStand refuses to go on with a list on which somebody may no longer stand.
func (a *Act) mustStand(ctx context.Context, present int) error {
	findings, err := stillStanding(ctx, a.tx, a.Congress, a.Round, present)
	if err != nil || findings == nil {
		return err
	}
	return &FindingsError{Findings: findings}
}
