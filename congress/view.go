package congress

import (
	"cmp"
	"context"
	"slices"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// Overview is everything the congress page shows.
type Overview struct {
	Congress     Congress
	Organisation Organisation
	Superior     Organisation
	Rules        tally.Rules
	Members      []Member
	Head         Head
	Officers     []Officer
	Contests     []ContestView
	Documents    []Document // without contents
	Preparations []Preparation
	AskDay       bool // today is another day than that of the congress, and nobody has said why
}

// ContestView is a contest with its rounds and who was elected so far.
type ContestView struct {
	Contest Contest
	Rounds  []Round
	Elected []Elected
}

// Current returns the newest round, nil before the first.
func (v ContestView) Current() *Round {
	if len(v.Rounds) == 0 {
		return nil
	}
	return &v.Rounds[len(v.Rounds)-1]
}

// OpenSeats returns how many seats no sealed round has filled yet.
func (v ContestView) OpenSeats() int { return v.Contest.Seats - len(v.Official()) }

// Official lists those elected without the alternates on their joint list.
func (v ContestView) Official() []Elected {
	return slices.DeleteFunc(slices.Clone(v.Elected), func(e Elected) bool {
		return e.Office == ballot.Alternates && v.Contest.Office == ballot.Delegates
	})
}

// Alternates lists the alternates on the joint list, in order of votes.
func (v ContestView) Alternates() []Elected { return byVotes(v.Elected[len(v.Official()):]) }

// Member returns the member with this id, or the zero member.
func (o Overview) Member(id MemberID) Member {
	for _, m := range o.Members {
		if m.ID == id {
			return m
		}
	}
	return Member{}
}

// Overview loads the congress page.
func (s *Service) Overview(ctx context.Context, id CongressID) (Overview, error) {
	var o Overview
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		o, err = LoadOverview(ctx, tx, id)
		return err
	})
	return o, err
}

// LoadOverview loads the congress page within a transaction. A view of a
// congress that was changed beside the program is refused; see [whole].
func LoadOverview(ctx context.Context, tx Tx, id CongressID) (Overview, error) {
	var o Overview
	var err error
	if o.Congress, err = tx.Congress(ctx, id); err != nil {
		return o, err
	}
	if err := whole(ctx, tx, o.Congress); err != nil {
		return o, err
	}
	if o.Organisation, err = tx.Organisation(ctx, o.Congress.OrgID); err != nil {
		return o, err
	}
	if o.Rules, err = citedRules(ctx, tx, o.Congress, o.Organisation.Path); err != nil {
		return o, err
	}
	if o.Superior, err = superiorOf(ctx, tx, o.Congress.OrgID); err != nil {
		return o, err
	}
	if o.Members, err = tx.Members(ctx, o.Congress); err != nil {
		return o, err
	}
	o.Head = HeadOf(o.Members).in(o.Congress)
	if o.Officers, err = tx.Officers(ctx, o.Congress); err != nil {
		return o, err
	}
	o.sortOfficers()
	if o.Documents, err = tx.DocumentsOf(ctx, o.Congress); err != nil {
		return o, err
	}
	if o.Preparations, err = tx.Preparations(ctx, o.Congress); err != nil {
		return o, err
	}
	if o.Contests, err = loadContests(ctx, tx, o.Congress); err != nil {
		return o, err
	}
	return o, o.loadAskDay(ctx, tx)
}

// sortOfficers orders officers by duty, then as they stand on the roster.
func (o Overview) sortOfficers() {
	rank := map[Duty]int{}
	for i, duty := range Duties() {
		rank[duty] = i
	}
	slices.SortStableFunc(o.Officers, func(a, b Officer) int {
		return cmp.Or(cmp.Compare(rank[a.Duty], rank[b.Duty]), cmp.Compare(o.Member(a.MemberID).Number,
			o.Member(b.MemberID).Number))
	})
}

func loadContests(ctx context.Context, tx Tx, c Congress) ([]ContestView, error) {
	contests, err := tx.ContestsOf(ctx, c)
	if err != nil {
		return nil, err
	}
	rounds, err := tx.RoundsOf(ctx, c)
	if err != nil {
		return nil, err
	}
	elected, err := tx.ElectedOf(ctx, c)
	if err != nil {
		return nil, err
	}
	views := make([]ContestView, len(contests))
	for i, contest := range contests {
		views[i].Contest = contest
		for _, r := range rounds {
			if r.ContestID == contest.ID {
				views[i].Rounds = append(views[i].Rounds, r)
			}
		}
		for _, e := range elected {
			if e.ContestID == contest.ID {
				views[i].Elected = append(views[i].Elected, e)
			}
		}
	}
	return views, nil
}

// ListView is everything the list page of a contest shows.
type ListView struct {
	Overview    Overview
	Contest     ContestView
	Nominations []Nomination // all, by member id
	List        ballot.List  // as it would be frozen now, or as it is frozen
	Draft       *Round       // the round being drafted, nil without one
	Findings    []Finding
	Barred      map[MemberID]bool // who cannot stand, as the earlier ballots went
	Last        *tally.Outcome    // of the newest sealed round, see stillTied; nil before the first
}

// ListOf loads the list page. Before a round is started the findings are
// those of the round that would come next.
func (s *Service) ListOf(ctx context.Context, id ContestID) (ListView, error) {
	var v ListView
	err := s.store.View(ctx, func(tx Tx) error {
		contest, err := tx.Contest(ctx, id)
		if err != nil {
			return err
		}
		if v.Overview, err = LoadOverview(ctx, tx, contest.CongressID); err != nil {
			return err
		}
		for _, c := range v.Overview.Contests {
			if c.Contest.ID == id {
				v.Contest = c
			}
		}
		if v.Nominations, err = tx.Nominations(ctx, contest); err != nil {
			return err
		}
		outcome, err := lastOutcome(v.Contest.Rounds)
		if err == nil {
			v.Last = stillTied(outcome, v.Nominations)
		} else if !isNotFound(err) {
			return err
		}
		return v.load(ctx, tx)
	})
	return v, err
}

// load fills in the list and its findings.
func (v *ListView) load(ctx context.Context, tx Tx) error {
	r := v.Contest.Current()
	switch {
	case r != nil && r.State == RoundDrafting:
		v.Draft = r
	case r != nil && r.Definition != "":
		d, err := r.BallotDefinition()
		v.List = d.List
		return err
	default:
		r = &Round{Kind: ballot.Ordinary, Seats: v.Contest.OpenSeats()}
		if joint := jointOf(v.Contest.Contest, v.Contest.Elected); joint.alternatesOnly() {
			r.Seats = joint.places
		}
	}
	l, err := loadList(ctx, tx, v.Overview.Congress, v.Contest.Contest, *r)
	if err != nil {
		return err
	}
	v.List, v.Findings = l.list(), l.findings()
	v.Barred = map[MemberID]bool{}
	for _, m := range v.Overview.Members {
		v.Barred[m.ID] = l.settled(ballot.Committee) && l.outOfOrder(m.ID) != ""
	}
	return nil
}

// RoundView is everything the pages of a round show.
type RoundView struct {
	Overview      Overview
	Contest       Contest
	Round         Round
	Head          Head              // of the round: as its papers were handed out, before that as it stands
	Definition    ballot.Definition // zero while drafting
	Sheaves       []SheafView
	Machine       machineReport // of a round that is counted with one, while it is
	HandCounts    []HandCount
	Confirmations []Confirmation
	Pairs         []Pair
	Devices       []Device            // joined or about to join
	Standing      []Finding           // who may no longer stand on the frozen list; blocks hand-out and seal
	Findings      []Finding           // what still blocks the seal
	Account       tally.BallotAccount // once the box is open
	Differences   []tally.Finding     // numbers that do not balance
	Accounts      []Remark            // what happened to the accounts of officers, while the seal is to come
	Complaints    []hallComplaint     // made in the hall about the count, likewise
	Sheet         *tally.Sheet        // once everything agrees
	Outcome       *tally.Outcome      // once sealed
}

// SheafView is a sheaf with who entered it and how the passes compare. Marks
// appear only as differences, never as a list of a sheaf.
type SheafView struct {
	Sheaf       Sheaf
	Status      SheafStatus
	EnteredBy   map[Pass]string
	Differences []difference
}

// Signed reports whether somebody with the role put their name to an act.
func (v RoundView) Signed(act JointAct, role Role) *Confirmation {
	for i, c := range v.Confirmations {
		if c.Act == act && c.Role == role {
			return &v.Confirmations[i]
		}
	}
	return nil
}

// RoundOf loads the pages of a round.
func (s *Service) RoundOf(ctx context.Context, id RoundID) (RoundView, error) {
	var v RoundView
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		if v.Round, err = tx.Round(ctx, id); err != nil {
			return err
		}
		if v.Overview, err = LoadOverview(ctx, tx, v.Round.CongressID); err != nil {
			return err
		}
		if v.Head, err = headOf(v.Round, v.Overview.Head); err != nil {
			return err
		}
		v.Head = v.Head.in(v.Overview.Congress)
		if v.Contest, err = tx.Contest(ctx, v.Round.ContestID); err != nil {
			return err
		}
		if v.Confirmations, err = confirmationsOf(ctx, tx, v.Round); err != nil {
			return err
		}
		if v.Pairs, err = tx.Pairs(ctx, v.Round); err != nil {
			return err
		}
		if v.Devices, err = presentDevices(ctx, tx, v.Overview.Congress); err != nil || v.Round.Definition == "" {
			return err
		}
		if v.Standing, err = v.standing(ctx, tx); err != nil {
			return err
		}
		if v.Round.State == RoundOpened || v.Round.State == RoundCounting {
			if v.Accounts, err = accountRemarks(ctx, tx, v.Overview.Congress); err != nil {
				return err
			}
			if v.Complaints, err = loadHallComplaints(ctx, tx, v.Round); err != nil {
				return err
			}
		}
		return v.loadCount(ctx, tx)
	})
	return v, err
}

// standing finds what would refuse the next step of a frozen round: until the box
// is open with the support of those present, as far as that is known.
func (v *RoundView) standing(ctx context.Context, tx Tx) ([]Finding, error) {
	present := 0
	switch v.Round.State {
	case RoundDrafting, RoundSealed, RoundCancelled:
		return nil, nil
	case RoundFrozen, RoundPrinted, RoundVoting:
		if v.Head.Unknown == 0 {
			present = v.Head.Present
		}
	case RoundOpened, RoundCounting:
	}
	return stillStanding(ctx, tx, v.Overview.Congress, v.Round, present)
}

func (v *RoundView) loadCount(ctx context.Context, tx Tx) error {
	count, err := loadCount(ctx, tx, v.Round)
	if err != nil {
		return err
	}
	v.Definition, v.HandCounts = count.definition, count.hand
	switch v.Round.State {
	case RoundSealed:
		return v.loadResult(count)
	case RoundOpened, RoundCounting:
		return v.loadOpen(ctx, tx, count)
	case RoundDrafting, RoundFrozen, RoundPrinted, RoundVoting, RoundCancelled:
	}
	return nil
}

// loadOpen shows a count that goes on. The account is held against itself the
// moment the box is open, and against the papers counted once they all are.
func (v *RoundView) loadOpen(ctx context.Context, tx Tx, count countCase) error {
	for _, sheaf := range count.sheaves {
		v.Sheaves = append(v.Sheaves, viewSheaf(count.batches, sheaf))
	}
	v.Machine = count.machineNow(v.Pairs)
	sheet := tally.Sheet{Returned: v.Round.Returned}
	if v.Round.State == RoundCounting {
		counted, findings, err := count.finished(ctx, tx)
		if err != nil {
			return err
		}
		if v.Findings = findings; findings == nil {
			sheet, v.Sheet = counted, &counted
		}
	}
	return v.loadAccount(sheet)
}

func (v *RoundView) loadAccount(sheet tally.Sheet) error {
	var err error
	v.Account, err = v.Round.account(sheet)
	v.Differences = v.Account.Differences()
	return err
}

func (v *RoundView) loadResult(count countCase) error {
	for _, sheaf := range count.sheaves {
		v.Sheaves = append(v.Sheaves, SheafView{Sheaf: sheaf, Status: SheafAgreed})
	}
	sheet, err := v.Round.TallySheet()
	if err != nil {
		return err
	}
	outcome, err := v.Round.TallyOutcome()
	if err != nil {
		return err
	}
	v.Sheet, v.Outcome = &sheet, &outcome
	return v.loadAccount(sheet)
}

func viewSheaf(batches []Batch, sheaf Sheaf) SheafView {
	view := SheafView{Sheaf: sheaf, Status: sheafStatus(batches, sheaf), EnteredBy: map[Pass]string{}}
	for _, b := range batchesOf(batches, sheaf.Number) {
		view.EnteredBy[b.name()] = b.EnteredBy
	}
	if view.Status == SheafDiffers || view.Status == SheafOpen {
		view.Differences = differences(batches, sheaf.Number)
	}
	return view
}

// Station is what a counting station needs of a round: what to check papers
// against, and which sheaves this person still has to enter.
type Station struct {
	Congress   Congress
	Round      Round
	Definition ballot.Definition
	Contest    Contest
	Manifest   []byte // sorted token hashes, 32 bytes each
	Sheaves    []SheafView
	Machine    machineReport // how it stands so far
}

// StationOf loads the counting station of a round. It tells which sheaves are
// entered, and of no code whether it is counted, in whatever pass.
func (s *Service) StationOf(ctx context.Context, id RoundID) (Station, error) {
	var st Station
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		if st.Round, err = tx.Round(ctx, id); err != nil {
			return err
		}
		if st.Round.State != RoundCounting {
			return st.Round.Refuse("enter_batch")
		}
		count, err := loadCount(ctx, tx, st.Round)
		if err != nil {
			return err
		}
		st.Definition = count.definition
		if st.Congress, err = tx.Congress(ctx, st.Round.CongressID); err != nil {
			return err
		}
		if st.Contest, err = tx.Contest(ctx, st.Round.ContestID); err != nil {
			return err
		}
		for _, sheaf := range count.sheaves {
			view := viewSheaf(count.batches, sheaf)
			view.Differences = nil // the chief's business: stations count blind
			st.Sheaves = append(st.Sheaves, view)
		}
		st.Machine = count.machineNow(nil)
		st.Manifest, err = tx.Manifest(ctx, st.Round)
		return err
	})
	return st, err
}

// CongressesUnder lists the congresses of an organisation and of all below it.
func (s *Service) CongressesUnder(ctx context.Context, path string) ([]Congress, error) {
	var all []Congress
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		all, err = tx.CongressesUnder(ctx, path)
		return err
	})
	return all, err
}

// Log reads a congress's log from a sequence number on.
func (s *Service) Log(ctx context.Context, id CongressID, from int64) ([]LogEntry, error) {
	var entries []LogEntry
	err := s.store.View(ctx, func(tx Tx) error {
		c, err := tx.Congress(ctx, id)
		if err != nil {
			return err
		}
		entries, err = tx.LogEntries(ctx, c, from)
		return err
	})
	return entries, err
}
