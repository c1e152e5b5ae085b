package api

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"kiemphieu/congress"
)

// stationHome tells a tablet or browser who it is and what there is to count.
func (s *Server) stationHome(r *request) error {
	ctx := r.Request().Context()
	home := homeJSON{Now: time.Now().UnixMilli(), Version: s.Version, People: []personJSON{}, Rounds: []countingJSON{}} //nolint:forbidigo // the station compares clocks
	var err error
	if home.Key, err = s.Congress.PackageKey(ctx); err != nil {
		return err
	}
	if r.Device.ID != "" {
		home.Device = &deviceJSON{r.Device.Name, string(r.Device.State)}
		if home.People, err = s.people(r); err != nil {
			return err
		}
	}
	if r.By.AccountID != "" {
		home.Person = &personJSON{ID: r.By.AccountID, Name: r.By.Name}
		if home.Rounds, err = s.countingRounds(r); err != nil {
			return err
		}
	}
	return r.JSON(http.StatusOK, home)
}

type homeJSON struct {
	Now     int64          `json:"now"` // milliseconds since 1970 UTC
	Version string         `json:"version"`
	Key     []byte         `json:"key"` // Ed25519, public: signs packages
	Device  *deviceJSON    `json:"device"`
	Person  *personJSON    `json:"person"`
	People  []personJSON   `json:"people"`
	Rounds  []countingJSON `json:"rounds"`
}

type deviceJSON struct {
	Name  string `json:"name"`
	State string `json:"state"`
}

type personJSON struct {
	ID   congress.AccountID `json:"id"`
	Name string             `json:"name"`
	PIN  bool               `json:"pin"` // has chosen one
}

type countingJSON struct {
	Round  congress.RoundID `json:"round"`
	Title  string           `json:"title"`
	Passes []passJSON       `json:"passes"`
}

type passJSON struct {
	Pass  congress.Pass `json:"pass"`
	Left  []int         `json:"left"`
	Mine  bool          `json:"mine"`  // taken by this person, here
	Other congress.Pass `json:"other"` // where the person has a part already

	Readers []string `json:"readers"` // of the counting committee, who may read to him
}

// people lists who may take over the tablet: the counting committee's accounts.
func (s *Server) people(r *request) ([]personJSON, error) {
	path, err := s.orgPath(r, r.Device.OrgID)
	if err != nil {
		return nil, err
	}
	accounts, err := s.Congress.AccountsUnder(r.Request().Context(), path)
	list := []personJSON{}
	for _, a := range accounts {
		if a.OrgID == r.Device.OrgID && counts(a.Role) && !a.Disabled {
			list = append(list, personJSON{a.ID, a.Name, a.PINHash != ""})
		}
	}
	return list, err
}

func (s *Server) orgPath(r *request, id congress.OrgID) (string, error) {
	return s.Congress.Scope(r.Request().Context(), func(congress.Tx) (congress.OrgID, error) { return id, nil })
}

// countingRounds lists what the person can count now, over all congresses of
// his organisation or, on a tablet, the one that it joined.
func (s *Server) countingRounds(r *request) ([]countingJSON, error) {
	ctx := r.Request().Context()
	path, err := s.orgPath(r, r.By.OrgID)
	if err != nil {
		return nil, err
	}
	meetings, err := s.Congress.CongressesUnder(ctx, path)
	if err != nil {
		return nil, err
	}
	list := []countingJSON{}
	for _, meeting := range meetings {
		if meeting.OrgID != r.By.OrgID || (r.Device.ID != "" && meeting.ID != r.Device.CongressID) {
			continue
		}
		rounds, err := s.Congress.CountingFor(ctx, r.By, meeting.ID)
		if err != nil {
			return nil, err
		}
		if len(rounds) == 0 {
			continue
		}
		readers, err := s.readers(r, meeting.ID)
		if err != nil {
			return nil, err
		}
		for _, c := range rounds {
			list = append(list, s.countingRound(r, c, readers))
		}
	}
	return list, nil
}

func (s *Server) countingRound(r *request, c congress.Counting, readers []string) countingJSON {
	out := countingJSON{Round: c.Round.ID, Title: fmt.Sprintf("%s – lần bầu %d", s.office(c.Contest), c.Round.Number)}
	for _, offer := range c.Offers {
		left := offer.Left
		if left == nil {
			left = []int{}
		}
		mine := slices.ContainsFunc(c.Pairs, func(p congress.Pair) bool {
			return p.Pass == offer.Pass && p.AccountID == r.By.AccountID && p.DeviceID == r.Device.ID
		})
		free := slices.DeleteFunc(slices.Clone(readers), offer.Barred)
		out.Passes = append(out.Passes, passJSON{offer.Pass, left, mine, offer.Other, free})
	}
	return out
}

// readers are the members of the counting committee beside the typist.
func (s *Server) readers(r *request, id congress.CongressID) ([]string, error) {
	o, err := s.Congress.Overview(r.Request().Context(), id)
	names := []string{}
	for _, officer := range o.Officers {
		if name := o.Member(officer.MemberID).Name; officer.Duty.Counts() && !congress.SameName(name, r.By.Name) {
			names = append(names, name)
		}
	}
	return names, err
}

// readerInput says who reads to the typist, "" for nobody.
type readerInput struct {
	Reader string `json:"reader"`
}

// takePass gives a pass to the person and to who reads to him.
func (s *Server) takePass(r *request) error {
	var in readerInput
	if err := readJSON(r, &in); err != nil {
		return err
	}
	_, err := s.Congress.TakePass(r.Request().Context(), r.By, r.roundID(), congress.Pass(r.Param("pass")), in.Reader, r.Device.ID)
	if err != nil {
		return err
	}
	return r.NoContent(http.StatusNoContent)
}

// leavePass gives a pass back in which the person entered nothing.
func (s *Server) leavePass(r *request) error {
	err := s.Congress.LeavePass(r.Request().Context(), r.By, r.roundID(), congress.Pass(r.Param("pass")))
	if err != nil {
		return err
	}
	return r.NoContent(http.StatusNoContent)
}
