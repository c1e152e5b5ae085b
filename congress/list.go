package congress

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sort"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// loadList gathers what the checks of a round's list look at, with the people
// on the list in ballot order.
func loadList(ctx context.Context, tx Tx, c Congress, contest Contest, r Round) (listCase, error) {
	rules, err := rulesOf(c)
	if err != nil {
		return listCase{}, err
	}
	l := listCase{rules: rules, contest: contest, round: r, members: map[MemberID]Member{}}
	roster, err := tx.Members(ctx, c)
	if err != nil {
		return l, err
	}
	l.head = HeadOf(roster)
	for _, m := range roster {
		l.members[m.ID] = m
	}
	if l.tenures, err = loadTenures(ctx, tx, c, roster); err != nil {
		return l, err
	}
	if l.vacant, l.vacantKnown, err = vacancies(ctx, tx, l.tenures); err != nil {
		return l, err
	}
	if l.contests, err = tx.ContestsOf(ctx, c); err != nil {
		return l, err
	}
	if l.officers, err = tx.Officers(ctx, c); err != nil {
		return l, err
	}
	if l.elected, err = tx.ElectedOf(ctx, c); err != nil {
		return l, err
	}
	all, err := tx.Nominations(ctx, contest)
	if err != nil {
		return l, err
	}
	for _, n := range all {
		if n.Source == SourceCommittee {
			l.prepared++
		}
	}
	if l.nominations, err = l.standing(ctx, tx, c, all); err != nil {
		return l, err
	}
	return l, l.loadFailed(ctx, tx, c)
}

// standing picks who is on this round's list: in a tie break those tied in
// the round before, else everybody put forward, not withdrawn and not yet
// elected; in ballot order (190-QĐ/TW, Điều 15: by given name).
func (l listCase) standing(ctx context.Context, tx Tx, c Congress, all []Nomination) ([]Nomination, error) {
	tied := map[MemberID]bool{}
	if l.round.Kind == ballot.TieBreak {
		rounds, err := roundsOfContest(ctx, tx, c, l.contest.ID)
		if err != nil {
			return nil, err
		}
		outcome, err := lastOutcome(rounds)
		if err != nil {
			return nil, err
		}
		for _, id := range outcome.Tied {
			tied[MemberID(id)] = true
		}
	}
	var list []Nomination
	for _, n := range all {
		if l.round.Kind == ballot.TieBreak && !tied[n.MemberID] {
			continue
		}
		alternate := l.contest.Office == ballot.Delegates && l.holds(n.MemberID, ballot.Alternates)
		if n.Listed() && !l.won(n.MemberID) && !alternate {
			list = append(list, n)
		}
	}
	keys := make(map[MemberID][]byte, len(list))
	for _, n := range list {
		keys[n.MemberID] = nameKey(l.members[n.MemberID].Name)
	}
	sort.SliceStable(list, func(i, j int) bool {
		a, b := list[i].MemberID, list[j].MemberID
		if order := bytes.Compare(keys[a], keys[b]); order != 0 {
			return order < 0
		}
		return earlier(l.members[a].Joined, l.members[b].Joined) // longer Party age first
	})
	return list, nil
}

// won reports whether an earlier ballot of this contest elected somebody: what another
// elects that has its own title is another office.
func (l listCase) won(m MemberID) bool {
	return slices.ContainsFunc(l.elected, func(e Elected) bool {
		return e.MemberID == m && e.ContestID == l.contest.ID && e.Office == l.contest.Office
	})
}

// earlier orders dates with the unknown last.
func earlier(a, b Date) bool {
	if a == "" || b == "" {
		return a != ""
	}
	return a < b
}

// list returns the ballot list of the people who stand.
func (l listCase) list() ballot.List {
	list := ballot.List{Seats: l.round.Seats}
	names := l.printedNames()
	for _, n := range l.nominations {
		m := l.members[n.MemberID]
		list.Candidates = append(list.Candidates, ballot.Candidate{
			ID: string(m.ID), Name: names[m.ID], Incumbent: m.Incumbent, Female: m.Female,
			EthnicMinority: m.EthnicMinority, Born: string(m.Born), Tenure: l.tenure(m),
		})
	}
	return list
}

// tenure is whether somebody held the office that is elected. The roster says
// it of the committee.
func (l listCase) tenure(m Member) ballot.Tenure {
	if l.contest.Office == ballot.Committee {
		return ballot.TenureAsIncumbent
	}
	return l.tenures.of(m, l.office())
}

// office is what the round elects: of a joint list whose delegates are all
// elected, alternates.
func (l listCase) office() ballot.Office { return jointOf(l.contest, l.elected).office() }

// lastOutcome returns the outcome of the newest sealed round.
func lastOutcome(rounds []Round) (tally.Outcome, error) {
	for i := len(rounds) - 1; i >= 0; i-- {
		if rounds[i].State == RoundSealed {
			return rounds[i].TallyOutcome()
		}
	}
	return tally.Outcome{}, ErrNotFound
}

// TallyOutcome reads the stored outcome of a sealed round.
func (r Round) TallyOutcome() (tally.Outcome, error) {
	var o tally.Outcome
	if err := json.Unmarshal([]byte(r.Outcome), &o); err != nil {
		return o, fmt.Errorf("congress: outcome of round %s: %w", r.ID, err)
	}
	return o, nil
}

// TallySheet reads the stored sheet of a sealed round.
func (r Round) TallySheet() (tally.Sheet, error) {
	var sheet tally.Sheet
	if err := json.Unmarshal([]byte(r.Sheet), &sheet); err != nil {
		return sheet, fmt.Errorf("congress: sheet of round %s: %w", r.ID, err)
	}
	return sheet, nil
}

// BallotDefinition reads what was frozen of the round.
func (r Round) BallotDefinition() (ballot.Definition, error) {
	var d ballot.Definition
	if err := json.Unmarshal([]byte(r.Definition), &d); err != nil {
		return d, fmt.Errorf("congress: definition of round %s: %w", r.ID, err)
	}
	return d, nil
}

// StartRound opens the next round of a contest for drafting: the first, or
// another ordinary one after the congress decided to fill open seats, or a
// tie break with exactly the tied names and the seats at stake.
func (s *Service) StartRound(ctx context.Context, by Actor, id ContestID, kind ballot.Kind) (RoundID, error) {
	newRound, err := newID(s.random)
	if err != nil {
		return "", err
	}
	if !kind.Valid() {
		return "", &FieldError{Field: "kind", Code: "unknown", Value: string(kind)}
	}
	err = s.act(ctx, by, id, func(a *Act) error {
		r, err := nextRound(ctx, a.tx, a.Congress, a.Contest, kind)
		if err != nil {
			return err
		}
		r.ID, r.ChangedBy, r.ChangedAt = RoundID(newRound), by.Name, a.Now()
		a.Tell(roundStarted{Contest: a.Contest.ID, Round: r.ID, Number: r.Number, BallotOf: kind, Seats: r.Seats})
		return a.tx.PutRound(ctx, r)
	})
	return RoundID(newRound), err
}

// nextRound works out number and seats of a contest's next round.
func nextRound(ctx context.Context, tx Tx, c Congress, contest Contest, kind ballot.Kind) (Round, error) {
	r := Round{OrgID: c.OrgID, CongressID: c.ID, ContestID: contest.ID, Number: 1, Kind: kind, Seats: contest.Seats,
		State: RoundDrafting, Code: CodeQR, Counting: CountTwoPasses, Format: ballot.FormatA5TwoUp}
	if contest.Settled != SettledNot {
		return r, contest.Refuse("start_round")
	}
	if c.State != StatePreparing && c.State != StateInSession {
		return r, c.Refuse("start_round")
	}
	rounds, err := roundsOfContest(ctx, tx, c, contest.ID)
	if err != nil {
		return r, err
	}
	var last *tally.Outcome
	sealed := 0
	for _, old := range rounds {
		if old.Unfinished() {
			return r, old.Refuse("start_round")
		}
		r.Number = max(r.Number, old.Number+1)
		if old.State != RoundSealed {
			continue
		}
		outcome, err := old.TallyOutcome()
		if err != nil {
			return r, err
		}
		r.Seats, last = outcome.OpenSeats, &outcome
		sealed++
	}
	if last != nil {
		nominations, err := tx.Nominations(ctx, contest)
		if err != nil {
			return r, err
		}
		last = stillTied(*last, nominations)
	}
	elected, err := tx.ElectedOf(ctx, c)
	if err != nil {
		return r, err
	}
	if joint := jointOf(contest, elected); joint.alternatesOnly() {
		r.Seats = joint.places
	}
	rules, err := rulesOf(c)
	if err == nil && usedUp(contest, sealed, rules) {
		err = Standing{Subject: "contest", State: "ballots_used_up"}.Refuse("start_round")
	}
	if err != nil {
		return r, err
	}
	return r, fits(kind, last)
}

// usedUp: after the third ballot for secretary without result the superior
// appoints (rules 5.5).
func usedUp(contest Contest, sealed int, rules tally.Rules) bool {
	return contest.Office == ballot.Secretary && sealed >= rules.SecretaryMaxRounds
}

// UsedUp reports whether the contest has no ballot left: its secretary is
// appointed, or there is none.
func (v ContestView) UsedUp(rules tally.Rules) bool {
	sealed := 0
	for _, r := range v.Rounds {
		if r.State == RoundSealed {
			sealed++
		}
	}
	return usedUp(v.Contest, sealed, rules)
}

// stillTied leaves a tie out of an outcome that no ballot can decide: so many of those
// tied have withdrawn since that fewer stand than there are seats. The congress decides.
func stillTied(o tally.Outcome, nominations []Nomination) *tally.Outcome {
	stand := 0
	for _, n := range nominations {
		if n.Listed() && slices.Contains(o.Tied, string(n.MemberID)) {
			stand++
		}
	}
	if len(o.Tied) > 0 && stand < o.OpenSeats {
		o.Tied, o.Next = nil, tally.CongressDecides
	}
	return &o
}

// fits refuses a tie break without a tie. A tie at the last seat of an
// ordinary ballot allows only a tie break; a tie within a tie break, or open
// seats, leave the choice to the congress.
func fits(kind ballot.Kind, last *tally.Outcome) error {
	if kind == ballot.TieBreak && (last == nil || len(last.Tied) == 0) {
		return Standing{Subject: "contest", State: "no_tie"}.Refuse("start_tie_break")
	}
	if kind == ballot.Ordinary && last != nil && last.Next == tally.TieBallot {
		return Standing{Subject: "contest", State: "tied"}.Refuse("start_round")
	}
	return nil
}

// Freeze adopts the list of a round. From now on its definition stands, and
// its hash names it on every paper and in the log. Findings of law refuse it.
// code says whether papers will carry a QR code, which is part of what is frozen.
func (s *Service) Freeze(ctx context.Context, by Actor, id RoundID, code CodeMode) error {
	if code != CodeQR && code != CodeNone {
		return &FieldError{Field: "code", Code: "unknown", Value: string(code)}
	}
	return s.act(ctx, by, id, func(a *Act) error {
		c, r := &a.Congress, &a.Round
		contest, err := a.tx.Contest(ctx, r.ContestID)
		if err != nil {
			return err
		}
		l, err := loadList(ctx, a.tx, *c, contest, *r)
		if err != nil {
			return err
		}
		if findings := l.findings(); blocksFreeze(findings) {
			return &FindingsError{Findings: findings}
		}
		plan, err := l.foreseen(ctx, a.tx)
		if err != nil {
			return err
		}
		org, err := a.tx.Organisation(ctx, c.OrgID)
		if err != nil {
			return err
		}
		if err := a.moveRound(roundActionFreeze); err != nil {
			return err
		}
		r.Code = code
		definition := define(*c, org, contest, *r, l.list())
		joint := jointOf(contest, l.elected)
		definition.Office, definition.Alternates = joint.office(), joint.beside(r.Kind)
		if err := r.Define(definition); err != nil {
			return err
		}
		a.Tell(listFrozen{Round: r.ID, DefinitionHash: r.DefinitionHash, Names: len(definition.List.Candidates),
			Seats: r.Seats, Held: l.held(), Foreseen: plan})
		return nil
	})
}

// Define stores a definition and its hash on the round.
func (r *Round) Define(d ballot.Definition) error {
	text, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("congress: definition: %w", err)
	}
	hash := d.Hash()
	r.Definition, r.DefinitionHash = string(text), fmt.Sprintf("%x", hash[:])
	return nil
}

func define(c Congress, org Organisation, contest Contest, r Round, list ballot.List) ballot.Definition {
	return ballot.Definition{
		Congress: c.Title, Organisation: org.Name, Term: c.Term, Profile: c.Profile, Rehearsal: c.Rehearsal,
		Contest: contest.Title, Office: contest.Office, Round: r.Number, Kind: r.Kind, Style: list.Style(),
		List: list, CodeMode: string(r.Code), RoundID: string(r.ID), InTerm: c.ByElection(),
	}
}

// Unfreeze takes the list back before papers are made.
func (s *Service) Unfreeze(ctx context.Context, by Actor, id RoundID) error {
	return s.act(ctx, by, id, func(a *Act) error {
		if err := a.moveRound(roundActionReopen); err != nil {
			return err
		}
		a.Round.Definition, a.Round.DefinitionHash = "", ""
		a.Tell(roundReopened{Round: a.Round.ID})
		return nil
	})
}

// Cancel returns up a round whose result is not sealed; its number is not used
// again and its papers stay void, because their round tag is.
func (s *Service) Cancel(ctx context.Context, by Actor, id RoundID, reason string) error {
	if err := Required("reason", reason, 500); err != nil {
		return err
	}
	return s.act(ctx, by, id, func(a *Act) error {
		if err := a.moveRound(roundActionCancel); err != nil {
			return err
		}
		a.Round.Reason = reason
		a.Tell(roundGivenUp{Round: a.Round.ID, Reason: reason})
		return a.tx.WipeCount(ctx, a.Round)
	})
}
