package v1

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"kiemphieu/api"
	"kiemphieu/congress"
)

// home tells a tablet or browser who it is and what there is to count.
func (s station) home(r *api.Request) error {
	ctx := r.Context()
	home := Home{Now: time.Now().UnixMilli(), Version: s.version, People: []Person{}, Rounds: []Counting{}} //nolint:forbidigo // the station compares clocks
	var err error
	if home.Key, err = s.congress.PackageKey(ctx); err != nil {
		return err
	}
	if r.Device.ID != "" {
		home.Device = &Device{r.Device.ID, r.Device.CongressID, r.Device.Name, string(r.Device.State)}
		if home.People, err = s.people(r); err != nil {
			return err
		}
	}
	if r.By.AccountID != "" {
		home.Person = &Person{ID: r.By.AccountID, Name: r.By.Name}
		if home.Rounds, err = s.countingRounds(r); err != nil {
			return err
		}
	}
	return r.JSON(http.StatusOK, home)
}

type Home struct {
	Now     int64      `json:"now"` // milliseconds since 1970 UTC
	Version string     `json:"version"`
	Key     []byte     `json:"key"` // Ed25519, public: signs packages
	Device  *Device    `json:"device"`
	Person  *Person    `json:"person"`
	People  []Person   `json:"people"`
	Rounds  []Counting `json:"rounds"`
}

type Device struct {
	ID       congress.DeviceID   `json:"id"`
	Congress congress.CongressID `json:"congress"`
	Name     string              `json:"name"`
	State    string              `json:"state"`
}

type Person struct {
	ID   congress.AccountID `json:"id"`
	Name string             `json:"name"`
	PIN  bool               `json:"pin"` // has chosen one
}

type Counting struct {
	Round    congress.RoundID    `json:"round"`
	Congress congress.CongressID `json:"congress"`
	Title    string              `json:"title"`
	Passes   []Pass              `json:"passes"`
}

type Pass struct {
	Pass  congress.Pass `json:"pass"`
	Left  []int         `json:"left"`
	Mine  bool          `json:"mine"`  // taken by this person, here
	Other congress.Pass `json:"other"` // where the person has a part already

	Readers []string `json:"readers"` // of the counting committee, who may read to them
}

// people lists who may take over the tablet: the counting committee's accounts.
func (s station) people(r *api.Request) ([]Person, error) {
	path, err := r.OrgPath(r.Device.OrgID)
	if err != nil {
		return nil, err
	}
	accounts, err := s.congress.AccountsUnder(r.Context(), path)
	list := []Person{}
	for _, a := range accounts {
		if a.OrgID == r.Device.OrgID && a.Role.Counts() && !a.Disabled {
			list = append(list, Person{a.ID, a.Name, a.PINHash != ""})
		}
	}
	return list, err
}

// countingRounds lists what the person can count now, over all congresses of
// their organisation or, on a tablet, the one that it joined.
func (s station) countingRounds(r *api.Request) ([]Counting, error) {
	ctx := r.Context()
	path, err := r.OrgPath(r.By.OrgID)
	if err != nil {
		return nil, err
	}
	meetings, err := s.congress.CongressesUnder(ctx, path)
	if err != nil {
		return nil, err
	}
	list := []Counting{}
	for _, meeting := range meetings {
		if meeting.OrgID != r.By.OrgID || (r.Device.ID != "" && meeting.ID != r.Device.CongressID) {
			continue
		}
		rounds, err := s.congress.CountingFor(ctx, r.By, meeting.ID)
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

func (s station) countingRound(r *api.Request, c congress.Counting, readers []string) Counting {
	out := Counting{Round: c.Round.ID, Congress: c.Round.CongressID,
		Title: fmt.Sprintf("%s – lần bầu %d", s.words.Office(c.Contest), c.Round.Number)}
	for _, offer := range c.Offers {
		left := offer.Left
		if left == nil {
			left = []int{}
		}
		mine := slices.ContainsFunc(c.Pairs, func(p congress.Pair) bool {
			return p.Pass == offer.Pass && p.AccountID == r.By.AccountID && p.DeviceID == r.Device.ID &&
				!p.Lacks(c.Round)
		})
		free := slices.DeleteFunc(slices.Clone(readers), offer.Barred)
		out.Passes = append(out.Passes, Pass{offer.Pass, left, mine, offer.Other, free})
	}
	return out
}

// readers are the members of the counting committee beside the typist.
func (s station) readers(r *api.Request, id congress.CongressID) ([]string, error) {
	o, err := s.congress.Overview(r.Context(), id)
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

// takePass gives a pass to the person and to who reads to them.
func (s station) takePass(r *api.Request) error {
	var in readerInput
	if err := readJSON(r, &in); err != nil {
		return err
	}
	_, err := s.congress.TakePass(r.Context(), r.By, r.RoundID(), congress.Pass(r.Param("pass")), in.Reader,
		r.Device.ID)
	if err != nil {
		return err
	}
	return r.NoContent(http.StatusNoContent)
}

// leavePass returns a pass back in which the person entered nothing.
func (s station) leavePass(r *api.Request) error {
	err := s.congress.LeavePass(r.Context(), r.By, r.RoundID(), congress.Pass(r.Param("pass")))
	if err != nil {
		return err
	}
	return r.NoContent(http.StatusNoContent)
}
