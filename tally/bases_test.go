package tally_test

import (
	"slices"
	"testing"

	"kiemphieu/tally"
)

// Every day is under one regulation, from its first day up to the next's; a
// day that is not set yet is under each.
func TestADayIsUnderOneRegulation(t *testing.T) {
	all := tally.Regulations()
	for _, r := range all {
		if !r.Holds("") || !r.Holds(r.EffectiveFrom) {
			t.Errorf("%s does not hold on its first day", r.EffectiveFrom)
		}
		until := r.Until()
		if until != "" && (r.Holds(until) || until <= r.EffectiveFrom) {
			t.Errorf("%s holds on %s, the next one's first day", r.EffectiveFrom, until)
		}
	}
	newest := slices.MaxFunc(all, func(a, b tally.Regulation) int {
		return map[bool]int{true: -1, false: 1}[a.EffectiveFrom < b.EffectiveFrom]
	})
	if newest.Until() != "" || !newest.Holds("2099-01-01") || newest.Holds("1990-01-01") {
		t.Errorf("the newest holds until %q", newest.Until())
	}
}

// A newer text of either kind is cited in place of the one that ships; an
// older one is not, and the numbers stay.
func TestANewerTextIsCited(t *testing.T) {
	if bases := tally.ShippedBases(); len(bases) < 3 || bases[0].Kind != tally.CharterBasis ||
		len(tally.BasisKinds()) != 2 {
		t.Errorf("%v", bases)
	}
	newest := tally.Regulations()[0]
	rules, ok := tally.Profile(newest.Name, newest.EffectiveFrom)
	if !ok {
		t.Fatal("no rules")
	}
	before := rules
	rules.Cite(tally.ElectionBasis, "1990-01-01", "cũ")
	rules.Cite(tally.CharterBasis, "1990-01-01", "cũ")
	if rules.LegalBasis != before.LegalBasis || rules.CharterBasis != before.CharterBasis {
		t.Error("an older text is cited")
	}
	rules.Cite(tally.ElectionBasis, "2098-01-01", "quy chế mới")
	rules.Cite(tally.CharterBasis, "2099-01-01", "quy định mới")
	if rules.LegalBasis != "quy chế mới" || rules.CharterBasis != "quy định mới" {
		t.Errorf("%q, %q", rules.LegalBasis, rules.CharterBasis)
	}
}

// The account says in two sums where every paper is, and what is missing.
func TestAccountAsTwoSums(t *testing.T) {
	a := tally.BallotAccount{Printed: 30, HandedOut: 25, Unused: 4, Destroyed: 0, Returned: 22, Exchanged: 1}
	sums := a.Equations()
	if len(sums) != 2 || sums[0].Missing() != 1 || sums[1].Missing() != 2 || sums[1].Found() != 23 || a.Kept() != 2 {
		t.Errorf("%+v, kept %d", sums, a.Kept())
	}
	a.NotReturned = 2
	a.Sheet.Returned = 22
	codes := func(found []tally.Finding) (all []string) {
		for _, f := range found {
			all = append(all, f.Code)
		}
		return all
	}
	if got := codes(a.Differences()); !slices.Equal(got, []string{"account_printed", "account_missing"}) {
		t.Errorf("%v", got)
	}
	a.Unused, a.NotReturned = 5, 0
	if got := codes(a.Check()); !slices.Equal(got, []string{"account_handed_out"}) {
		t.Errorf("%v", got)
	}
}
