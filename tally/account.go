package tally

// Account is the ballot account of a round (rules 7). All numbers are papers.
type Account struct {
	Printed, HandedOut, Unused, Destroyed int
	Present                               int // voters
	Exchanged, Returned, NotReturned      int
	Sheet                                 Sheet
}

// Finding is a number that does not add up: what stands on the left of the
// equation, what on the right, and the fields at fault.
type Finding struct {
	Code        string   // "account_printed", "account_present", "account_handed_out", "account_counted"
	Left, Right int      // papers
	Fields      []string // as in forms and events
}

// Check holds the account against the equations of rules 7.
func (a Account) Check() []Finding {
	var findings []Finding
	check := func(ok bool, code string, left, right int, fields ...string) {
		if !ok {
			findings = append(findings, Finding{Code: code, Left: left, Right: right, Fields: fields})
		}
	}
	used := a.HandedOut + a.Unused + a.Destroyed
	check(a.Printed == used, "account_printed", a.Printed, used, "printed", "handed_out", "unused", "destroyed")
	may := a.Present + a.Exchanged
	check(a.HandedOut <= may, "account_present", a.HandedOut, may, "handed_out", "present", "exchanged")
	back := a.Returned + a.Exchanged + a.NotReturned
	check(a.HandedOut == back, "account_handed_out", a.HandedOut, back, "handed_out", "returned", "exchanged", "not_returned")
	check(a.Returned == a.Sheet.Returned, "account_counted", a.Returned, a.Sheet.Returned, "returned", "sheaves")
	return findings
}
