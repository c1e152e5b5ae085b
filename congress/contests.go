package congress

import (
	"cmp"
	"context"
	"slices"

	"kiemphieu/ballot"
)

// ContestInput is what a person types to add or edit a contest.
type ContestInput struct {
	Office ballot.Office
	Title  string // for ballot.Other
	Seats  int
	// Alternates allotted beside delegates, on one joint list with them.
	Alternates int
}

func (in ContestInput) check() error {
	var title error
	if in.Office == ballot.Other {
		title = Required("title", clean(in.Title), 120)
	}
	return WrongFields(FieldHolds(in.Office.Valid(), "office", "unknown", string(in.Office)), title,
		between("seats", in.Seats, 1, 200), between("alternates", in.Alternates, 0, 200),
		FieldHolds(in.Alternates == 0 || in.Office == ballot.Delegates, "alternates", "only_delegates",
			itoa(in.Alternates)))
}

// AddContest adds a contest at the end of the order of the day. Committee,
// secretary and deputy are separate ballots, so each stands once.
func (s *Service) AddContest(ctx context.Context, by Actor, id CongressID, in ContestInput) (ContestID, error) {
	added, err := s.AddContests(ctx, by, id, in)
	if err != nil {
		return "", err
	}
	return added[0], nil
}

// AddContests adds several contests at the end of the order of the day, or none
// of them. Of those that a congress has once, one that is there is no second.
func (s *Service) AddContests(ctx context.Context, by Actor, id CongressID, list ...ContestInput) ([]ContestID, error) {
	ids := make([]ContestID, len(list))
	for i, in := range list {
		newContest, err := newID(s.random)
		if err := cmp.Or(err, in.check()); err != nil {
			return nil, err
		}
		ids[i] = ContestID(newContest)
	}
	return ids, s.act(ctx, by, id, func(a *Act) error {
		for i, in := range list {
			if err := a.addContest(ctx, ids[i], in); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *Act) addContest(ctx context.Context, id ContestID, in ContestInput) error {
	c := a.Congress
	if c.State != StatePreparing && c.State != StateInSession {
		return c.Refuse("add_contest")
	}
	if !slices.Contains(c.Meeting.ElectsIn(), in.Office) && in.Office == ballot.Alternates {
		return &FieldError{Field: "office", Code: "joint_list", Value: string(in.Office)}
	}
	if !slices.Contains(c.Meeting.ElectsIn(), in.Office) {
		return &FieldError{Field: "office", Code: "not_in_term", Value: string(in.Office)}
	}
	contests, err := a.tx.ContestsOf(ctx, c)
	if err != nil {
		return err
	}
	position := 1
	for _, other := range contests {
		if other.Office == in.Office && in.Office != ballot.Other {
			return &FieldError{Field: "office", Code: "duplicate", Value: string(in.Office)}
		}
		position = max(position, other.Position+1)
	}
	contest := Contest{OrgID: c.OrgID, CongressID: c.ID, ID: id, Position: position, Office: in.Office,
		Title: clean(in.Title), Seats: in.Seats, Alternates: in.Alternates}
	a.Recount()
	a.Tell(contestChanged{Contest: contest.ID, Office: contest.Office, Seats: contest.Seats,
		Alternates: contest.Alternates})
	return a.tx.PutContest(ctx, contest)
}

// UsualAgenda returns what a members' congress of this size elects, in its
// order, with the seats that are usual: a committee, then its secretary and
// deputy (rules 6.1); a smaller cell its secretary alone, and a deputy where
// it wants one. It is empty where nobody is on the roster, or something is to
// be elected already.
func (o Overview) UsualAgenda() []ContestInput {
	official := o.Head.Official
	if official == 0 || len(o.Contests) > 0 || o.Congress.ByElection() {
		return nil
	}
	secretary := ContestInput{Office: ballot.Secretary, Seats: 1}
	if official < o.Rules.CommitteeMinMembers {
		return []ContestInput{secretary}
	}
	seats := o.Rules.CommitteeMax
	for _, usual := range []struct{ most, seats int }{{20, 3}, {50, 5}} {
		if official <= usual.most {
			seats = min(seats, usual.seats)
		}
	}
	return []ContestInput{{Office: ballot.Committee, Seats: seats}, secretary, {Office: ballot.Deputy, Seats: 1}}
}

// EditContest changes seats and title while no list is frozen; once a ballot was
// sealed, the title alone: its papers say how many were to be elected.
func (s *Service) EditContest(ctx context.Context, by Actor, id ContestID, in ContestInput) error {
	if err := in.check(); err != nil {
		return err
	}
	return s.listAct(ctx, by, id, func(a *Act, draft *Round) error {
		if in.Seats != a.Contest.Seats || in.Alternates != a.Contest.Alternates {
			if sealed, err := sealedOf(ctx, a); err != nil || len(sealed) > 0 {
				fixed := &FieldError{Field: "seats", Code: "ballot_sealed", Value: itoa(a.Contest.Seats)}
				return cmp.Or[error](err, fixed)
			}
		}
		a.Contest.Title, a.Contest.Seats = clean(in.Title), in.Seats
		if a.Contest.Office == ballot.Delegates {
			a.Contest.Alternates = in.Alternates
		}
		if draft != nil && draft.Number == 1 {
			draft.Seats = in.Seats
		}
		a.Recount()
		a.Tell(contestChanged{Contest: a.Contest.ID, Office: a.Contest.Office, Seats: a.Contest.Seats,
			Alternates: a.Contest.Alternates})
		return nil
	})
}

// RemoveContest drops a contest that has no round yet. One that has, ends with a
// reason instead: its rounds stay told.
func (s *Service) RemoveContest(ctx context.Context, by Actor, id ContestID) error {
	return s.act(ctx, by, id, func(a *Act) error {
		if a.Congress.Over() {
			return a.Congress.Refuse("remove_contest")
		}
		rounds, err := roundsOfContest(ctx, a.tx, a.Congress, id)
		if err == nil && len(rounds) > 0 {
			err = Standing{Subject: "contest", State: "has_rounds"}.Refuse("remove_contest")
		}
		if err != nil {
			return err
		}
		a.Recount()
		a.Tell(contestChanged{Contest: a.Contest.ID, Office: a.Contest.Office, Seats: a.Contest.Seats, Removed: true})
		return a.tx.DeleteContest(ctx, a.Contest)
	})
}

// Nominate puts a member forward, or changes who put them forward and with
// what support; on the floor also who did, where that is known. Whether the law
// lets them stand is a finding at the freeze.
func (s *Service) Nominate(ctx context.Context, by Actor, id ContestID, member MemberID, source Source,
	support int, from ...MemberID) error {
	if source != SourceCommittee && source != SourceFloor && source != SourceSelf {
		return &FieldError{Field: "source", Code: "unknown", Value: string(source)}
	}
	if err := between("support", support, 0, maxMembers); err != nil {
		return err
	}
	nominator := MemberID("")
	if len(from) > 0 && source == SourceFloor {
		nominator = from[0]
	}
	if nominator == member {
		return &FieldError{Field: "nominator", Code: "nominates_self"}
	}
	return s.nominationAct(ctx, by, id, member, func(a *Act, n *Nomination) error {
		n.Source, n.Support, n.From = source, support, nominator
		if nominator == "" {
			return nil
		}
		_, err := memberOf(ctx, a.tx, a.Congress, nominator)
		return err
	})
}

// Withdraw records a request to be left off the list, or what the congress
// decided about it.
func (s *Service) Withdraw(ctx context.Context, by Actor, id ContestID, member MemberID, state Withdrawal,
	reason string) error {
	switch state {
	case withdrawalNone, WithdrawalRequested, WithdrawalAllowed, WithdrawalRefused:
	default:
		return &FieldError{Field: "withdrawal", Code: "unknown", Value: string(state)}
	}
	if err := AtMost("reason", reason, 300); err != nil {
		return err
	}
	return s.nominationAct(ctx, by, id, member, func(_ *Act, n *Nomination) error {
		if n.Source == "" {
			return ErrNotFound
		}
		n.Withdrawal, n.Reason = state, reason
		return nil
	})
}

// sealedOf lists the sealed rounds of the contest of an act.
func sealedOf(ctx context.Context, a *Act) ([]Round, error) {
	rounds, err := roundsOfContest(ctx, a.tx, a.Congress, a.Contest.ID)
	return slices.DeleteFunc(rounds, func(r Round) bool { return r.State != RoundSealed }), err
}

// Unnominate takes a nomination back as if it had never been made (a slip of
// the finger); somebody who withdraws is recorded by Withdraw, and so is who
// stood in a ballot that is sealed.
func (s *Service) Unnominate(ctx context.Context, by Actor, id ContestID, member MemberID) error {
	return s.listAct(ctx, by, id, func(a *Act, _ *Round) error {
		sealed, err := sealedOf(ctx, a)
		if err != nil {
			return err
		}
		for _, r := range sealed {
			d, err := r.BallotDefinition()
			if err != nil {
				return err
			}
			if at := d.List.Index(string(member)); at >= 0 {
				return &PersonError{Code: "has_stood", Name: d.List.Candidates[at].Name}
			}
		}
		a.Recount()
		return a.tx.DeleteNomination(ctx, a.Contest, member)
	})
}

func (s *Service) nominationAct(ctx context.Context, by Actor, id ContestID, member MemberID,
	edit func(*Act, *Nomination) error) error {
	return s.listAct(ctx, by, id, func(a *Act, _ *Round) error {
		if _, err := memberOf(ctx, a.tx, a.Congress, member); err != nil {
			return err
		}
		nominations, err := a.tx.Nominations(ctx, a.Contest)
		if err != nil {
			return err
		}
		n := Nomination{OrgID: a.Contest.OrgID, CongressID: a.Contest.CongressID, ContestID: a.Contest.ID,
			MemberID: member}
		for _, old := range nominations {
			if old.MemberID == member {
				n = old
			}
		}
		if err := edit(a, &n); err != nil {
			return err
		}
		a.Recount()
		return a.tx.PutNomination(ctx, n)
	})
}

// listAct is a change to a contest's list: refused while a round of it is
// frozen or later and still open, and once the contest is settled. draft is
// the round being drafted, if any; it is stored as work leaves it.
func (s *Service) listAct(ctx context.Context, by Actor, id ContestID, work func(a *Act, draft *Round) error) error {
	return s.act(ctx, by, id, func(a *Act) error {
		if a.Contest.Settled != SettledNot {
			return a.Contest.Refuse("change_list")
		}
		rounds, err := roundsOfContest(ctx, a.tx, a.Congress, a.Contest.ID)
		if err != nil {
			return err
		}
		draft, err := draftOf(rounds)
		if err != nil {
			return err
		}
		if draft != nil {
			a.takeUpRound(*draft)
			draft = &a.Round
		}
		return work(a, draft)
	})
}

// draftOf returns the round being drafted, nil if no round is open, and an
// error if the list of an open round is frozen.
func draftOf(rounds []Round) (*Round, error) {
	for i := range rounds {
		r := &rounds[i]
		if r.State == RoundDrafting {
			return r, nil
		}
		if r.Unfinished() {
			return nil, r.Refuse("change_list")
		}
	}
	return nil, nil
}

func roundsOfContest(ctx context.Context, tx Tx, c Congress, id ContestID) ([]Round, error) {
	all, err := tx.RoundsOf(ctx, c)
	var rounds []Round
	for _, r := range all {
		if r.ContestID == id {
			rounds = append(rounds, r)
		}
	}
	return rounds, err
}
