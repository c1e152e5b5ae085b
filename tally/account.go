package tally

// BallotAccount is the ballot account of a round (rules 7). All numbers are papers,
// but for those of people.
type BallotAccount struct {
	Base, Present                         int // people: who may vote, and voters present
	Printed, HandedOut, Unused, Destroyed int
	Exchanged, Returned, NotReturned      int
	Sheet                                 Sheet
}

// Finding is a number that does not add up: what stands on the left of the
// equation, what on the right, and the fields at fault.
type Finding struct {
	Code        string   // "account_…" for a difference, "people_…" for papers that exceed people
	Left, Right int      // papers
	Fields      []string // as in forms and events
}

// Check holds the account against the equations of rules 7.
func (a BallotAccount) Check() []Finding {
	var findings []Finding
	check := func(ok bool, code string, left, right int, fields ...string) {
		if !ok {
			findings = append(findings, Finding{Code: code, Left: left, Right: right, Fields: fields})
		}
	}
	used := a.HandedOut + a.Unused + a.Destroyed
	check(a.Printed == used, "account_printed", a.Printed, used, "printed", "handed_out", "unused", "destroyed")
	back := a.Returned + a.Exchanged + a.NotReturned
	check(a.HandedOut == back, "account_handed_out", a.HandedOut, back,
		"handed_out", "returned", "exchanged", "not_returned")
	check(a.Returned == a.Sheet.Returned, "account_counted", a.Returned, a.Sheet.Returned, "returned", "sheaves")
	return findings
}

// Differences is what the seal waits for until it is corrected or explained:
// what [BallotAccount.Check] finds, and what makes the equations hold though
// somebody has to say where papers are: those that nobody put into the box, and
// those in whose place others came back (rules 7.4).
func (a BallotAccount) Differences() []Finding {
	findings := append(a.Check(), a.replaced()...)
	if a.NotReturned > 0 {
		findings = append(findings, Finding{Code: "account_missing",
			Left: a.HandedOut, Right: a.HandedOut - a.NotReturned,
			Fields: []string{"handed_out", "exchanged", "returned"}})
	}
	return findings
}

// replaced finds papers handed out in whose place papers lay in the box that the
// counting committee did not issue: it is known once papers are judged.
func (a BallotAccount) replaced() []Finding {
	foreign := a.Sheet.Returned - a.Sheet.genuine()
	back := a.Returned - foreign + a.Exchanged + a.NotReturned
	if foreign == 0 || back >= a.HandedOut {
		return nil
	}
	return []Finding{{Code: "account_replaced", Left: a.HandedOut, Right: back,
		Fields: []string{"handed_out", "exchanged", "returned", "not_issued"}}}
}

// Kept is how many papers of those handed out nobody put into the box, as far
// as the account can tell.
func (a BallotAccount) Kept() int { return max(0, a.HandedOut-a.Exchanged-a.Returned) }

// Equation is a sum of papers that has to come out (rules 7.2 and 7.4).
type Equation struct {
	Whole Term
	Parts []Term
}

// Term is a number of an equation and its field, as in forms and events.
type Term struct {
	Field  string
	Papers int
}

// Missing is how many papers the parts lack of the whole; below zero they are
// too many.
func (e Equation) Missing() int { return e.Whole.Papers - e.Found() }

// Found is the sum of the parts.
func (e Equation) Found() int {
	sum := 0
	for _, part := range e.Parts {
		sum += part.Papers
	}
	return sum
}

// Equations are the two that can be held against the papers the moment the box
// is opened: every paper printed is somewhere, and so is every one handed out.
func (a BallotAccount) Equations() []Equation {
	return []Equation{
		{Term{"printed", a.Printed},
			[]Term{{"handed_out", a.HandedOut}, {"unused", a.Unused}, {"destroyed", a.Destroyed}}},
		{Term{"handed_out", a.HandedOut}, []Term{{"returned", a.Returned}, {"exchanged", a.Exchanged}}},
	}
}

// Excess is the one place that holds papers against people (rules 7.1): valid
// ≤ returned less those not issued ≤ handed out less exchanged ≤ voters present
// ≤ base. What it finds nobody can explain. Of a count that is not complete
// the sheet is what was counted so far.
func (a BallotAccount) Excess() []Finding {
	var findings []Finding
	atMost := func(code string, left, right int, fields ...string) {
		if left > right {
			findings = append(findings, Finding{Code: code, Left: left, Right: right, Fields: fields})
		}
	}
	genuine, inHands := a.Sheet.genuine(), a.HandedOut-a.Exchanged
	atMost("people_base", a.Present, a.Base, "present", "base")
	atMost("people_present", inHands, a.Present, "handed_out", "exchanged", "present")
	atMost("people_returned", genuine, inHands, "returned", "not_issued", "handed_out", "exchanged")
	atMost("people_valid", a.Sheet.Valid, genuine, "valid", "returned", "not_issued")
	return findings
}
