package ratify

import (
	"kiemphieu/congress"
	"kiemphieu/ratify/calendar"
	"kiemphieu/tally"
)

// Deadlines of a congress, each "" until its clock starts.
type Deadlines struct {
	Report    congress.Date // the dossier is due
	Complaint congress.Date // complaints are taken until
	Decide    congress.Date // the decision is due
	// UnknownYear is a year whose days off nobody has entered, "" where all
	// are known: a deadline in it may be shown earlier than it is, never later.
	UnknownYear string
}

// reportDue is the last day for the dossier of a congress that closed.
func reportDue(days calendar.Calendar, rules tally.Rules, closed congress.Date) congress.Date {
	return days.After(closed, rules.ReportDays)
}

// decisionDue is the last day for the decision about a dossier received.
func decisionDue(days calendar.Calendar, rules tally.Rules, received congress.Date) congress.Date {
	return days.After(received, rules.DecideDays)
}

// DeadlinesOf computes the deadlines of rules 9.1.
func DeadlinesOf(days calendar.Calendar, rules tally.Rules, meeting congress.Congress, dossier Dossier) Deadlines {
	var d Deadlines
	if meeting.ClosedAt != 0 {
		closed := meeting.ClosedAt.Date()
		d.Report, d.Complaint = reportDue(days, rules, closed), days.After(closed, rules.ComplaintDays)
	}
	if dossier.Version > 0 {
		d.Decide = decisionDue(days, rules, dossier.SubmittedAt.Date())
	}
	for _, day := range []congress.Date{d.Report, d.Complaint, d.Decide} {
		if !days.Knows(day) {
			d.UnknownYear = day.Year()
		}
	}
	return d
}
