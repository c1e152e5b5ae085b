package v1

import (
	"time"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// The names in these types are promised to other programs: they are added to,
// never changed. openapi.go makes their schemas from them.
type (
	Organisations struct {
		Items []Organisation `json:"items"`
		Next  string         `json:"next,omitempty"` // cursor of the next page; absent on the last
	}
	Organisation struct {
		ID     congress.OrgID            `json:"id"`
		Parent congress.OrgID            `json:"parent"` // "" at the top
		Kind   congress.OrganisationKind `json:"kind"`
		Model  congress.CellModel        `json:"model"` // "" unless it is a cell
		Name   string                    `json:"name"`
		Place  string                    `json:"place"`
	}
	Congresses struct {
		Items []Congress `json:"items"`
		Next  string     `json:"next,omitempty"`
	}
	Congress struct {
		ID           congress.CongressID `json:"id"`
		Organisation congress.OrgID      `json:"organisation"`
		Title        string              `json:"title"`
		Term         string              `json:"term"`
		HeldOn       congress.Date       `json:"held_on"`
		Place        string              `json:"place"`
		Profile      string              `json:"profile"`
		Pilot        bool                `json:"pilot"`
		Rehearsal    bool                `json:"rehearsal"`
		State        congress.State      `json:"state"`
		ClosedAt     string              `json:"closed_at"` // RFC 3339, "" while it is not
		Dossier      ratify.DossierState `json:"dossier"`   // of the newest version, "" where none was sent
		Deadlines    Deadlines           `json:"deadlines"`
	}
	Deadlines struct { // each "" until its clock starts
		Report    congress.Date `json:"report"`
		Complaint congress.Date `json:"complaint"`
		Decision  congress.Date `json:"decision"`
		// Unconfirmed is a year of the working calendar that nobody has
		// confirmed, and through which a deadline is counted; "" without one.
		Unconfirmed string `json:"unconfirmed_year"`
	}
	Results struct {
		Congress congress.CongressID `json:"congress"`
		State    congress.State      `json:"state"`
		Rounds   []Result            `json:"rounds"` // sealed ones, in the order of the day
	}
	Result struct {
		Round          congress.RoundID      `json:"round"`
		Contest        congress.ContestID    `json:"contest"`
		Office         ballot.Office         `json:"office"`
		Title          string                `json:"title"` // of an office that has no name of its own
		Number         int                   `json:"number"`
		Kind           ballot.Kind           `json:"kind"`
		Seats          int                   `json:"seats"`
		OpenSeats      int                   `json:"open_seats"`
		SealedAt       string                `json:"sealed_at"` // RFC 3339
		Base           int                   `json:"base"`
		Needed         int                   `json:"needed"`
		Issued         int                   `json:"issued"`
		Returned       int                   `json:"returned"`
		Valid          int                   `json:"valid"`
		Invalid        int                   `json:"invalid"`
		InvalidReasons map[ballot.Reason]int `json:"invalid_reasons"`
		Candidates     []Candidate           `json:"candidates"` // in ballot order
	}
	Candidate struct {
		Name    string `json:"name"`
		Votes   int    `json:"votes"`
		Percent string `json:"percent"` // of the base, two decimals
		Elected bool   `json:"elected"`
	}
	Dossiers struct {
		Items []Dossier `json:"items"` // oldest first
	}
	Dossier struct {
		Version     int                 `json:"version"`
		State       ratify.DossierState `json:"state"`
		SubmittedAt string              `json:"submitted_at"`
		Number      string              `json:"number"` // of the decision, "" before it
		DecidedOn   congress.Date       `json:"decided_on"`
		DecidedAt   string              `json:"decided_at"`
		Reason      string              `json:"reason"`
	}
	Summary struct {
		Organisation congress.OrgID `json:"organisation"`
		Cells        int            `json:"cells"`
		Held         int            `json:"held"`
		Submitted    int            `json:"submitted"`
		Ratified     int            `json:"ratified"`
		Pilots       int            `json:"pilots"`
		Seats        int            `json:"seats"`
		Elected      int            `json:"elected"`
		Reelected    int            `json:"reelected"`
		New          int            `json:"new"`
		Female       int            `json:"female"`
	}
	Arrival struct {
		Congress congress.CongressID `json:"congress"`
		Verifier string              `json:"verifier"` // public key that signed the bundle
		LogSize  int                 `json:"log_size"`
		LogRoot  string              `json:"log_root"`
	}
)

// instant writes a moment for programs; "" for none.
func instant(at congress.Instant) string {
	if at == 0 {
		return ""
	}
	return at.Time().Format(time.RFC3339)
}

func tellOrganisation(o congress.Organisation) Organisation {
	return Organisation{ID: o.ID, Parent: o.ParentID, Kind: o.Kind, Model: o.Model, Name: o.Name, Place: o.Place}
}

func tellCongress(d ratify.CongressDates) Congress {
	c := d.Congress
	return Congress{ID: c.ID, Organisation: c.OrgID, Title: c.Title, Term: c.Term, HeldOn: c.HeldOn, Place: c.Place,
		Profile: c.Profile, Pilot: c.Pilot,
		Rehearsal: c.Rehearsal, State: c.State, ClosedAt: instant(c.ClosedAt), Dossier: d.Dossier.State,
		Deadlines: Deadlines{Report: d.Deadlines.Report, Complaint: d.Deadlines.Complaint,
			Decision: d.Deadlines.Decide, Unconfirmed: d.Deadlines.Unconfirmed}}
}

func tellResult(r congress.Report) Result {
	o := r.Outcome
	out := Result{Round: r.Round.ID, Contest: r.Contest.ID, Office: r.Contest.Office, Title: r.Contest.Title,
		Number: r.Round.Number, Kind: r.Round.Kind,
		Seats: r.Round.Seats, OpenSeats: o.OpenSeats, SealedAt: instant(r.Round.SealedAt), Base: o.Base,
		Needed: o.Needed, Issued: o.Issued, Returned: o.Returned,
		Valid: o.Valid, Invalid: o.Invalid, InvalidReasons: map[ballot.Reason]int{}, Candidates: []Candidate{}}
	for reason, n := range o.Reasons {
		out.InvalidReasons[reason] = n
	}
	for _, row := range o.Rows {
		out.Candidates = append(out.Candidates, Candidate{Name: r.Candidate(row.ID).Name, Votes: row.Votes,
			Percent: row.Percent, Elected: row.Elected})
	}
	return out
}

func tellDossier(d ratify.Dossier) Dossier {
	return Dossier{Version: d.Version, State: d.State, SubmittedAt: instant(d.SubmittedAt), Number: d.Number,
		DecidedOn: d.DecidedOn,
		DecidedAt: instant(d.DecidedAt), Reason: d.Reason}
}

func tellSummary(org congress.OrgID, t ratify.Total) Summary {
	return Summary{Organisation: org, Cells: t.Cells, Held: t.Held, Submitted: t.Submitted, Ratified: t.Ratified,
		Pilots: t.Pilots, Seats: t.Seats,
		Elected: t.Elected, Reelected: t.Reelected, New: t.New, Female: t.Female}
}
