package congress

import (
	"context"
	"strings"

	"kiemphieu/tally"
)

// Board is what those who look and do not count are shown of a congress:
// figures of whole sheaves, and results. It holds nothing of a single paper.
type Board struct {
	Overview    Overview
	Contest     Contest         // of the current round
	Round       *Round          // the one that runs, or was sealed last; nil before the first
	Head        Head            // of that round
	Progress    Progress        // of its count
	Findings    []Finding       // what still blocks the seal
	Differences []tally.Finding // numbers that do not balance once all is counted, unexplained
	Running     *Running        // nil until a block of sheaves agrees
	Report      *Report         // once sealed
	Signed      []Role          // who has confirmed the seal
	Explained   []Role          // who has confirmed an explanation of the numbers
	Pairs       []Pair          // who counts which pass
}

// Progress is a count in whole sheaves.
type Progress struct {
	Sheaves int
	Agreed  int          // decided: both passes, or two of three, say the same
	Third   int          // wait for pass C
	Again   int          // of which no two passes agree: one is to be entered again
	Entered map[Pass]int // sheaves entered per pass
}

// ForProjector reports whether running totals may be on the projector now.
func (b Board) ForProjector() bool {
	return b.Running != nil && b.Round.Running == ShownNow && b.Round.Returned >= RunningProjector
}

// Released reports whether the hall may see the result.
func (b Board) Released() bool { return b.Report != nil && b.Round.ReleasedAt != 0 }

// BoardOf loads the board of a congress.
func (s *Service) BoardOf(ctx context.Context, id CongressID) (Board, error) {
	var b Board
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		if b.Overview, err = LoadOverview(ctx, tx, id); err != nil {
			return err
		}
		b.Contest, b.Round = b.Overview.current()
		if b.Round == nil || b.Round.Definition == "" {
			return nil
		}
		if b.Head, err = headOf(*b.Round, b.Overview.Head); err != nil {
			return err
		}
		if b.Round.State == RoundSealed {
			return b.loadReport(ctx, tx)
		}
		return b.loadProgress(ctx, tx)
	})
	return b, err
}

// current is the round of which papers are out: counted before handed out. While
// there is none it is the result that was sealed or let out last, which stays until
// papers of another round are handed out; before the first the round that has come
// furthest. A result that is let out while people vote on something else is shown
// until something is done in that vote.
func (o Overview) current() (Contest, *Round) {
	var contest Contest
	var found *Round
	for _, view := range o.Contests {
		for i := range view.Rounds {
			r := &view.Rounds[i]
			if r.onBoard() > 0 && (found == nil || r.before(*found)) {
				contest, found = view.Contest, r
			}
		}
	}
	return contest, found
}

// inHall is the rank of what the hall votes on or was told; counting goes before it.
const inHall = 4

// onBoard ranks rounds by what the hall waits for, 0 for never.
func (r Round) onBoard() int {
	switch r.State {
	case RoundOpened, RoundCounting:
		return inHall + 1
	case RoundVoting, RoundSealed:
		return inHall
	case RoundPrinted:
		return 3
	case RoundFrozen:
		return 2
	case RoundDrafting:
		return 1
	case RoundCancelled:
	}
	return 0
}

// before reports whether a board shows the round and not another, which comes earlier
// in the day: of two that have come equally far it stays with that one, but for what
// the hall saw last.
func (r Round) before(other Round) bool {
	if r.onBoard() != other.onBoard() {
		return r.onBoard() > other.onBoard()
	}
	return r.onBoard() == inHall && r.lastSeen() >= other.lastSeen()
}

// lastSeen is when the hall saw something of the round last.
func (r Round) lastSeen() Instant {
	if r.State == RoundSealed {
		return max(r.SealedAt, r.ReleasedAt)
	}
	return r.ChangedAt
}

func (b *Board) loadReport(ctx context.Context, tx Tx) error {
	reports, err := LoadReports(ctx, tx, b.Overview)
	for i := range reports {
		if reports[i].Round.ID == b.Round.ID {
			b.Report = &reports[i]
		}
	}
	return err
}

func (b *Board) loadProgress(ctx context.Context, tx Tx) error {
	count, err := loadCount(ctx, tx, *b.Round)
	if err != nil {
		return err
	}
	b.Progress = Progress{Sheaves: len(count.sheaves), Entered: map[Pass]int{}}
	for _, batch := range count.batches {
		b.Progress.Entered[batch.name()]++
	}
	for _, sheaf := range count.sheaves {
		_, missing := count.decided(sheaf)
		status := sheafStatus(count.batches, sheaf)
		if missing == nil {
			b.Progress.Agreed++
		}
		switch {
		case status.forThird():
			b.Progress.Third++
		case status == SheafOpen:
			b.Progress.Again++
		}
	}
	if b.Round.State != RoundCounting {
		return nil
	}
	sheet, findings, err := count.finished(ctx, tx)
	if err != nil {
		return err
	}
	if b.Findings = findings; findings == nil && b.Round.Explanation == "" {
		if b.Differences, err = b.Round.differences(sheet); err != nil {
			return err
		}
	}
	if b.Running, err = running(*b.Round, count); err != nil {
		return err
	}
	if b.Pairs, err = tx.Pairs(ctx, *b.Round); err != nil {
		return err
	}
	confirmed, err := confirmationsOf(ctx, tx, *b.Round)
	for _, c := range confirmed {
		switch c.Act {
		case JointSeal:
			b.Signed = append(b.Signed, c.Role)
		case JointExplain:
			b.Explained = append(b.Explained, c.Role)
		case JointReprint:
		}
	}
	return err
}

// projectorLetters are read aloud and typed on a remote control: no 0 and O, no 1 and I.
const projectorLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// OpenProjector draws a short code under which anybody in the hall can show
// the congress's board; the one before it ends.
func (s *Service) OpenProjector(ctx context.Context, by Actor, id CongressID) error {
	raw := make([]byte, 6)
	if _, err := s.random.Read(raw); err != nil {
		return err
	}
	var code strings.Builder
	for _, b := range raw {
		code.WriteByte(projectorLetters[int(b)%len(projectorLetters)])
	}
	return s.setProjector(ctx, by, id, code.String())
}

// CloseProjector takes the board off every projector.
func (s *Service) CloseProjector(ctx context.Context, by Actor, id CongressID) error {
	return s.setProjector(ctx, by, id, "")
}

func (s *Service) setProjector(ctx context.Context, by Actor, id CongressID, code string) error {
	return s.act(ctx, by, id, func(a *Act) error {
		a.Congress.Projector = code
		return nil
	})
}

// ByProjector finds the congress that a projector's code shows.
func (s *Service) ByProjector(ctx context.Context, code string) (Congress, error) {
	var c Congress
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		c, err = tx.CongressByProjector(ctx, strings.ToUpper(strings.TrimSpace(code)))
		return err
	})
	return c, err
}

// Release lets the hall see a sealed result; only the chief does it.
func (s *Service) Release(ctx context.Context, by Actor, id RoundID) error {
	if by.Role != RoleChief {
		return &PersonError{Code: "needs_chief", Name: by.Name}
	}
	return s.act(ctx, by, id, func(a *Act) error {
		r := &a.Round
		if r.State != RoundSealed {
			return r.Refuse("release")
		}
		if r.ReleasedAt != 0 {
			return nil
		}
		r.ReleasedAt, r.ReleasedBy = a.Now(), by.Name
		a.Tell(resultReleased{Round: r.ID})
		return nil
	})
}

// ShowRunning puts running totals of a round onto the projector, or takes them
// off. The congress decides it; the decision stands on the minutes.
func (s *Service) ShowRunning(ctx context.Context, by Actor, id RoundID, on bool) error {
	return s.act(ctx, by, id, func(a *Act) error {
		r := &a.Round
		switch {
		case !r.Unfinished():
			return r.Refuse("show_running")
		case on && r.State == RoundCounting && r.Returned < RunningProjector:
			return &FieldError{Field: "running", Code: "too_few_papers", Value: itoa(r.Returned)}
		case (r.Running == ShownNow) == on:
			return nil
		}
		r.Running = ShownOnce
		if on {
			r.Running = ShownNow
		}
		a.Tell(runningShown{Round: r.ID, On: on})
		return nil
	})
}
