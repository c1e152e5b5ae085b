package ratify

import (
	"context"
	"errors"
	"slices"

	"kiemphieu/congress"
	"kiemphieu/congress/bundle"
	letters "kiemphieu/congress/text"
)

// Appointment is who was appointed (chỉ định) where three ballots for
// secretary elected nobody (rules 5.5).
type Appointment struct {
	OrgID       congress.OrgID      `db:"org_id"`
	CongressID  congress.CongressID `db:"congress_id"`
	ContestID   congress.ContestID  `db:"contest_id"`
	MemberID    congress.MemberID   `db:"member_id"` // "" from elsewhere
	Name        string              `db:"name"`
	Born        congress.Birth      `db:"born"` // "" where unknown
	Office      string              `db:"office"`
	Number      string              `db:"number"`
	DecidedOn   congress.Date       `db:"decided_on"`
	AppointedBy string              `db:"appointed_by"`
	AppointedAt congress.Instant    `db:"appointed_at"`
}

// check of what was typed, before anything is read.
func (r Resolution) check() error {
	decision := r.Decision.check(len(r.Refused) > 0 || r.Kind == DecideAnnul)
	if r.Kind != DecideAppoint {
		return decision
	}
	return congress.WrongFields(decision, r.Appointee.check())
}

func (a Appointee) check() error {
	name := congress.AtMost("name", a.Name, 100)
	if a.MemberID == "" {
		name = congress.Required("name", letters.Clean(a.Name), 100)
	}
	return congress.WrongFields(
		congress.Required("contest", string(a.ContestID), 100),
		name,
		congress.FieldHolds(a.Born.Valid(), "born", "format", string(a.Born)),
	)
}

// examineAppointee finds the contest and the person: an official member of the
// roster whom no decision has refused, or somebody from elsewhere by name.
func (d *deciding) examineAppointee(ctx context.Context) error {
	a := &d.r.Appointee
	contest, err := d.tx.Contest(ctx, a.ContestID)
	if errors.Is(err, congress.ErrNotFound) || err == nil && contest.CongressID != d.Congress.ID {
		return &congress.FieldError{Field: "contest", Code: "unknown", Value: string(a.ContestID)}
	}
	if err != nil {
		return err
	}
	d.contest = contest
	if contest.Settled != congress.SettledAppointed {
		return congress.Standing{Subject: "contest", State: "too_early", By: contest.SettledBy}.Refuse("appoint")
	}
	made, err := d.tx.Appointments(ctx, d.Congress)
	if err != nil {
		return err
	}
	for _, m := range made {
		if m.ContestID == contest.ID {
			return congress.Standing{Subject: "contest", State: "already_appointed",
				By: m.AppointedBy}.Refuse("appoint")
		}
	}
	if a.MemberID == "" {
		a.Name = congress.NormalizeName(a.Name)
		return nil
	}
	return d.examineMember(ctx)
}

func (d *deciding) examineMember(ctx context.Context) error {
	a := &d.r.Appointee
	members, err := d.tx.Members(ctx, d.Congress)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(members, func(m congress.Member) bool { return m.ID == a.MemberID })
	if i < 0 || !members[i].Official || !bundle.Named(a.MemberID) {
		return &congress.FieldError{Field: "member", Code: "unknown", Value: string(a.MemberID)}
	}
	if slices.ContainsFunc(d.elected, func(e congress.Elected) bool { return e.MemberID == a.MemberID && e.Refused }) {
		return &congress.PersonError{Code: "not_ratified", Name: members[i].Name}
	}
	a.Name, a.Born = members[i].Name, members[i].Born
	return nil
}

// appoint stores the appointment. The log names a member by id, and only
// somebody from elsewhere by name.
func (d *deciding) appoint(ctx context.Context) error {
	a := d.r.Appointee
	row := Appointment{OrgID: d.Congress.OrgID, CongressID: d.Congress.ID, ContestID: a.ContestID, MemberID: a.MemberID,
		Name: a.Name, Born: a.Born, Office: string(d.contest.Office),
		Number: letters.Clean(d.r.Number), DecidedOn: d.r.DecidedOn, AppointedBy: d.names, AppointedAt: d.Now()}
	event := congress.Appointed{Contest: a.ContestID, Member: a.MemberID, Number: row.Number, DecidedOn: row.DecidedOn}
	if a.MemberID == "" {
		event.Name = a.Name
	}
	var err error
	if event.Heads, err = headsOf(ctx, d.tx, d.Congress, d.By.OrgID); err != nil {
		return err
	}
	d.Tell(event)
	if err := d.tx.PutAppointment(ctx, row); err != nil {
		return err
	}
	return recogniseAppointed(ctx, d.tx, d.Congress, row)
}
