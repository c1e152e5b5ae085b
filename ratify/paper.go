package ratify

import (
	"cmp"
	"context"
	"math"
	"slices"

	"kiemphieu/congress"
)

// OnPaper returns the dossier as its papers tell it: who was elected, and where,
// stays what the seals kept, whatever the roster, the term or the name of the
// organisation have become since.
func (v DossierView) OnPaper() DossierView {
	v.Overview = v.Overview.AsReported(v.Reports, v.Remarks, math.MaxInt64)
	return v
}

// A paper of an act tells what there was at the act: nothing that is done later
// changes it. So it is drawn from the dossier as the log told it then, and under the
// names that the act kept.

// AtCustody returns the dossier as the paper about a step of custody tells it.
func (v DossierView) AtCustody(step int) DossierView {
	if step < len(v.acts.custody) {
		act := v.acts.custody[step]
		return v.asOf(act.size, act.event.Heads)
	}
	return v
}

// AtComplaint returns the dossier as the paper about a step of a complaint tells it.
func (v DossierView) AtComplaint(number, step int) DossierView {
	for _, act := range v.acts.complaints {
		if act.event.Complaint != number {
			continue
		}
		if step--; step < 0 {
			return v.asOf(act.size, act.event.Heads)
		}
	}
	return v
}

// AtDecision returns the dossier as the decision with a number and day tells it.
func (v DossierView) AtDecision(number string, day congress.Date) DossierView {
	for _, act := range v.acts.decided {
		if e := act.event; bareCode(e.Number) == bareCode(number) && e.DecidedOn == day {
			return v.asOf(act.size, e.Heads)
		}
	}
	for _, act := range v.acts.appointed {
		if e := act.event; bareCode(e.Number) == bareCode(number) && e.DecidedOn == day {
			return v.asOf(act.size, e.Heads)
		}
	}
	return v
}

// AtSubmission returns the dossier as the tờ trình tells it: as it was sent up last,
// or as it is while it was not, or was returned. Its number may be said later.
func (v DossierView) AtSubmission() DossierView {
	number := v.Submission
	if s := v.Overview.Congress.State; s != congress.StateClosed && v.acts.submitted.size > 0 {
		v = v.asOf(v.acts.submitted.size, v.acts.submitted.event.Heads)
	}
	v.Submission = number
	return v
}

// asOf returns the dossier as its papers told it when the log had so many events,
// under these names where they are known.
func (v DossierView) asOf(size int64, heads congress.Heads) DossierView {
	v.Overview = v.Overview.AsReported(v.Reports, v.Remarks, size)
	v.Reports = slices.DeleteFunc(slices.Clone(v.Reports), func(r congress.Report) bool { return r.LogSize > size })
	v.Submission, v.Complaints = v.acts.submission(size), complaintsOf(v.acts.complaintsUntil(size))
	if heads.Superior != "" {
		o := &v.Overview
		o.Organisation.Name, o.Superior.Name, o.Superior.Place = heads.Cell, heads.Superior, heads.Place
		v.Above.Name, v.NoStanding = heads.Above, heads.NoStanding
	}
	return v
}

// acts are those of a log of which there are papers.
type acts struct {
	custody     []told[congress.CustodyNoted]
	complaints  []told[congress.ComplaintNoted]
	decided     []told[congress.DossierDecided]
	appointed   []told[congress.Appointed]
	submitted   told[congress.CongressMoved]
	submissions []told[congress.PaperNumbered] // zero where what was numbered is no more
}

// submission is number, day and signer of the tờ trình when the log had so many events.
func (a acts) submission(size int64) congress.PaperNumbered {
	last := congress.PaperNumbered{}
	for _, numbered := range a.submissions {
		if numbered.size <= size {
			last = numbered.event
		}
	}
	return last
}

// complaintsUntil lists the steps of complaints that a log of so many events tells of.
func (a acts) complaintsUntil(size int64) []congress.ComplaintNoted {
	var steps []congress.ComplaintNoted
	for _, noted := range a.complaints {
		if noted.size <= size {
			steps = append(steps, noted.event)
		}
	}
	return steps
}

// firstDecision is the size of the log with the first decision that ratified or annulled
// the result.
func (a acts) firstDecision() int64 {
	for _, d := range a.decided {
		if DossierState(d.event.Decision) != DossierReturned {
			return d.size
		}
	}
	return math.MaxInt64
}

// told is an event with the size that the log had with it.
type told[E congress.Event] struct {
	event E
	size  int64
}

// toldIn reads the events of one kind in a log, in order.
func toldIn[E congress.Event](entries []congress.LogEntry) ([]told[E], error) {
	var all []told[E]
	for i, entry := range entries {
		events, err := congress.EventsIn[E](entries[i : i+1])
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			all = append(all, told[E]{e, entry.Seq + 1})
		}
	}
	return all, nil
}

// actsIn reads the acts of a log.
func actsIn(entries []congress.LogEntry) (a acts, err error) {
	if a.custody, err = toldIn[congress.CustodyNoted](entries); err != nil {
		return a, err
	}
	if a.complaints, err = toldIn[congress.ComplaintNoted](entries); err != nil {
		return a, err
	}
	if a.decided, err = toldIn[congress.DossierDecided](entries); err != nil {
		return a, err
	}
	if a.appointed, err = toldIn[congress.Appointed](entries); err != nil {
		return a, err
	}
	numbered, err := toldIn[congress.PaperNumbered](entries)
	if err != nil {
		return a, err
	}
	a.submissions = slices.DeleteFunc(numbered, func(p told[congress.PaperNumbered]) bool {
		return p.event.Paper != string(PaperSubmission)
	})
	moved, err := toldIn[congress.CongressMoved](entries)
	for _, m := range moved {
		switch m.event.Action {
		case congress.ActionSubmit:
			a.submitted = m
		case congress.ActionReopen: // what is sent up next is another paper
			a.submissions = append(a.submissions, told[congress.PaperNumbered]{size: m.size})
		default:
		}
	}
	slices.SortStableFunc(a.submissions, func(x, y told[congress.PaperNumbered]) int {
		return cmp.Compare(x.size, y.size)
	})
	return a, err
}

// headsOf finds the names under which a committee issues a paper about a congress
// now; without one those of the cell's own papers.
func headsOf(ctx context.Context, tx Tx, c congress.Congress, committee congress.OrgID) (congress.Heads, error) {
	cell, err := tx.Organisation(ctx, c.OrgID)
	if err != nil || cmp.Or(committee, cell.ParentID) == "" {
		return congress.Heads{Cell: cell.Name}, err
	}
	superior, err := tx.Organisation(ctx, cmp.Or(committee, cell.ParentID))
	if err != nil {
		return congress.Heads{}, err
	}
	heads := congress.Heads{Cell: cell.Name, Superior: superior.Name, Place: superior.Place}
	if heads.NoStanding, err = isOn(ctx, tx, noStandingKey(superior.ID)); err != nil || superior.ParentID == "" {
		return heads, err
	}
	above, err := tx.Organisation(ctx, superior.ParentID)
	heads.Above = above.Name
	return heads, err
}
