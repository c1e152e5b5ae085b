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
	// Unconfirmed is a year whose days off nobody has confirmed, "" where all
	// are: a deadline that is counted through it may still move.
	Unconfirmed string
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
	var closed, received congress.Date
	if meeting.ClosedAt != 0 {
		closed = meeting.ClosedAt.Date()
		d.Report, d.Complaint = reportDue(days, rules, closed), days.After(closed, rules.ComplaintDays)
	}
	if dossier.Version > 0 {
		received = max(dossier.SubmittedAt.Date(), meeting.ComplaintEnded)
		d.Decide = decisionDue(days, rules, received)
	}
	decided := dossier.State == DossierRatified || dossier.State == DossierAnnulled
	if meeting.ComplaintsOpen > 0 && !decided { // the time runs only without a complaint
		d.Decide = ""
	}
	d.Unconfirmed = days.Unconfirmed(closed, d.Report, d.Complaint, received, d.Decide)
	return d
}
