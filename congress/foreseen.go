package congress

import (
	"cmp"
	"context"
	"slices"

	"kiemphieu/ballot"
)

// foreseen is who the convening committee put forward for secretary or deputy as
// the list of the committee was frozen, and who stood on that list.
type foreseen struct {
	Member MemberID      `json:"member"`
	Name   string        `json:"name"`
	Office ballot.Office `json:"office"`
}

// foreseen lists them for a list that is to be frozen; nobody for another office.
func (l listCase) foreseen(ctx context.Context, tx Tx) ([]foreseen, error) {
	if l.contest.Office != ballot.Committee {
		return nil, nil
	}
	var all []foreseen
	for _, c := range l.contests {
		if c.Office != ballot.Secretary && c.Office != ballot.Deputy {
			continue
		}
		put, err := tx.Nominations(ctx, c)
		if err != nil {
			return nil, err
		}
		for _, n := range l.nominations {
			if slices.ContainsFunc(put, func(p Nomination) bool {
				return p.MemberID == n.MemberID && p.Source == SourceCommittee && p.Listed()
			}) {
				all = append(all, foreseen{Member: n.MemberID, Name: l.members[n.MemberID].Name, Office: c.Office})
			}
		}
	}
	return all, nil
}

// loadFailed finds who was foreseen and is not elected to the committee, about whom
// the superior has not answered yet (rules 6.5).
func (l *listCase) loadFailed(ctx context.Context, tx Tx, c Congress) error {
	office := l.contest.Office
	if office != ballot.Secretary && office != ballot.Deputy || !l.settled(ballot.Committee) {
		return nil
	}
	entries, err := tx.LogEntries(ctx, c, 0)
	if err != nil {
		return err
	}
	rounds, err := tx.RoundsOf(ctx, c)
	if err != nil {
		return err
	}
	all, answered, err := foreseenIn(entries, rounds)
	l.failed = slices.DeleteFunc(all, func(f foreseen) bool {
		return answered[f.Member] || l.holds(f.Member, ballot.Committee)
	})
	return err
}

// foreseenIn reads who was foreseen by the lists of the rounds that were sealed, each
// once, and about whom the superior has answered.
func foreseenIn(entries []LogEntry, rounds []Round) (all []foreseen, answered map[MemberID]bool, err error) {
	of := map[RoundID][]foreseen{}
	answered = map[MemberID]bool{}
	for _, entry := range entries {
		frozen, err := eventIn[listFrozen](entry)
		answer, err2 := eventIn[foreseenAnswered](entry)
		if err := cmp.Or(err, err2); err != nil {
			return nil, nil, err
		}
		if frozen != nil {
			of[frozen.Round] = frozen.Foreseen
		}
		if answer != nil {
			for _, f := range answer.Foreseen {
				answered[f.Member] = true
			}
		}
	}
	for _, r := range rounds {
		for _, f := range of[r.ID] {
			known := slices.ContainsFunc(all, func(other foreseen) bool { return other.Member == f.Member })
			if r.State == RoundSealed && !known {
				all = append(all, f)
			}
		}
	}
	return all, answered, nil
}

// checkForeseen: where who was foreseen as secretary or deputy is not elected to the
// committee, the election of both stops until the superior has answered (rules 6.5).
func (l listCase) checkForeseen(add adder) {
	for _, f := range l.failed {
		add(true, "order", "foreseen_not_elected", "name", f.Name, "office", string(f.Office))
	}
}

// NoteAnswer records what the superior answered to the report that who was foreseen as
// secretary or deputy is not elected to the committee, and who answered. Without it
// neither is elected; the minutes tell it.
func (s *Service) NoteAnswer(ctx context.Context, by Actor, id ContestID, from, answer string) error {
	from, answer = clean(from), clean(answer)
	if err := WrongFields(Required("answer_from", from, 200), Required("superior_answer", answer,
		1000)); err != nil {
		return err
	}
	return s.act(ctx, by, id, func(a *Act) error {
		l, err := loadList(ctx, a.tx, a.Congress, a.Contest, Round{Kind: ballot.Ordinary, Seats: a.Contest.Seats})
		if err != nil {
			return err
		}
		if a.Congress.Over() || len(l.failed) == 0 {
			return Standing{Subject: "contest", State: "nothing_reported"}.Refuse("note_answer")
		}
		a.Tell(foreseenAnswered{Contest: id, Foreseen: l.failed, From: from, Answer: answer})
		return nil
	})
}

// remarks tells of each of them what the superior answered.
func (e foreseenAnswered) remarks() []Remark {
	var all []Remark
	for _, f := range e.Foreseen {
		all = append(all, Remark{Code: "foreseen", Params: pairs([]string{"name", f.Name, "office", string(f.Office),
			"from", e.From, "answer", e.Answer})})
	}
	return all
}

// contestIn finds the contest of a round, "" for no round.
func contestIn(entries []LogEntry, round RoundID) (ContestID, error) {
	for _, entry := range entries {
		started, err := eventIn[roundStarted](entry)
		if err != nil {
			return "", err
		}
		if started != nil && started.Round == round {
			return started.Contest, nil
		}
	}
	return "", nil
}
