package congress

import (
	"cmp"
	"context"
	"encoding/hex"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// maxPapers bounds one printing.
const maxPapers = 5000

// PapersInput says what to print.
type PapersInput struct {
	Count   int // papers for voters
	Reserve int // more, for exchange
	Format  ballot.Format
}

func (in PapersInput) check() error {
	return WrongFields(between("count", in.Count, 1, maxPapers), between("reserve", in.Reserve, 0, maxPapers),
		FieldHolds(in.Format.Valid(), "format", "unknown", string(in.Format)))
}

// Printing is what a printer of papers needs. Tokens are in random order and
// nowhere else: whoever prints them forgets them.
type Printing struct {
	Congress   Congress
	Superior   Organisation // whose stamp goes on the paper; the cell itself where it has none
	Definition ballot.Definition
	Tokens     []ballot.Token // empty with CodeNone
	N          int
	Format     ballot.Format
}

// MakePapers draws the codes of a frozen round, has print render the papers,
// and then commits to them: number and manifest root go to the log before the
// first paper can be handed out. If print fails nothing is committed and no
// code is valid. A second printing replaces the first and needs the chief and
// a member of the presidium (JointReprint).
func (s *Service) MakePapers(ctx context.Context, by Actor, id RoundID, in PapersInput,
	print func(Printing) error) error {
	if err := in.check(); err != nil {
		return err
	}
	p, err := s.printing(ctx, id, in)
	if err != nil {
		return err
	}
	manifest := ballot.Manifest{Definition: p.Definition.Hash()}
	if p.Definition.CodeMode == string(CodeQR) {
		if manifest, p.Tokens, err = ballot.NewManifest(p.Definition, p.N, s.random); err != nil {
			return err
		}
		if err := s.shuffle(p.Tokens); err != nil {
			return err
		}
	}
	if err := print(p); err != nil {
		return err
	}
	clear(p.Tokens)
	return s.commitPapers(ctx, by, id, in, manifest)
}

// printing loads what is printed; it fails early where commitPapers would.
func (s *Service) printing(ctx context.Context, id RoundID, in PapersInput) (Printing, error) {
	p := Printing{N: in.Count + in.Reserve, Format: in.Format}
	err := s.store.View(ctx, func(tx Tx) error {
		r, err := tx.Round(ctx, id)
		if err != nil {
			return err
		}
		if err := printable(ctx, tx, r); err != nil {
			return err
		}
		if p.Definition, err = r.BallotDefinition(); err != nil {
			return err
		}
		if !ballot.Fits(p.Definition.List, in.Format) {
			return &FieldError{Field: "format", Code: "too_small", Value: itoa(len(p.Definition.List.Candidates))}
		}
		if p.Congress, err = tx.Congress(ctx, r.CongressID); err != nil {
			return err
		}
		p.Superior, err = superiorOf(ctx, tx, r.OrgID)
		return err
	})
	return p, err
}

func superiorOf(ctx context.Context, tx Tx, id OrgID) (Organisation, error) {
	org, err := tx.Organisation(ctx, id)
	if err != nil || org.ParentID == "" {
		return org, err
	}
	return tx.Organisation(ctx, org.ParentID)
}

// printable refuses a round that is not frozen, and a reprint without its two names.
func printable(ctx context.Context, tx Tx, r Round) error {
	act := roundActionPrint
	if r.State == RoundPrinted {
		act = roundActionReprint
		confirmations, err := confirmationsOf(ctx, tx, r)
		if err != nil {
			return err
		}
		if !bothConfirmed(confirmations, JointReprint, reprintSubject(r)) {
			return &PersonError{Code: "needs_two"}
		}
	}
	probe := r
	return probe.move(act, Actor{}, 0)
}

// shuffle puts tokens into an order that nothing records.
func (s *Service) shuffle(tokens []ballot.Token) error {
	order, err := ballot.Shuffle(s.random, len(tokens))
	if err != nil {
		return err
	}
	sorted := append([]ballot.Token(nil), tokens...)
	for i, from := range order {
		tokens[i] = sorted[from]
	}
	clear(sorted)
	return nil
}

func (s *Service) commitPapers(ctx context.Context, by Actor, id RoundID, in PapersInput,
	manifest ballot.Manifest) error {
	return s.act(ctx, by, id, func(a *Act) error {
		r := &a.Round
		if err := printable(ctx, a.tx, a.Round); err != nil {
			return err
		}
		if r.DefinitionHash != hex.EncodeToString(manifest.Definition[:]) {
			return ErrConflict
		}
		reason, act := "", roundActionPrint
		if r.State == RoundPrinted {
			confirmations, err := confirmationsOf(ctx, a.tx, a.Round)
			if err != nil {
				return err
			}
			reason, act = confirmedText(confirmations, JointReprint), roundActionReprint
			r.Destroyed = r.Printed
			if err := a.tx.DeleteConfirmations(ctx, a.Round, JointReprint); err != nil {
				return err
			}
		}
		if err := a.moveRound(act); err != nil {
			return err
		}
		r.Printed, r.Reserve, r.Format = r.Destroyed+in.Count+in.Reserve, in.Reserve, in.Format
		r.Printings++
		if r.Code == CodeQR {
			root := manifest.Root()
			r.ManifestRoot = hex.EncodeToString(root[:])
		}
		event := papersMade{Round: r.ID, Code: r.Code, N: in.Count + in.Reserve, Reserve: in.Reserve,
			ManifestRoot:   r.ManifestRoot,
			DefinitionHash: r.DefinitionHash, Printing: r.Printings, Reason: reason}
		a.Tell(event)
		return a.tx.PutManifest(ctx, a.Round, manifest.Bytes())
	})
}

// HandOut records how many voters are present and how many papers were handed
// to them. The first call freezes the base of the round, and the first of the
// day opens the congress. Called again it corrects both numbers; papers swapped
// since stay counted. A congress whose preparation lacks something is refused here.
func (s *Service) HandOut(ctx context.Context, by Actor, id RoundID, present, papers int) error {
	return s.HandOutWithReason(ctx, by, id, present, papers, "")
}

// HandOutWithReason is HandOut with the reason why a congress opens although
// its preparation lacks something; the log keeps it and the superior sees it.
// Where nothing is missing, or the congress is open already, it is not used.
func (s *Service) HandOutWithReason(ctx context.Context, by Actor, id RoundID, present, papers int,
	reason string) error {
	return s.handOut(ctx, by, id, present, papers, reason, func(*Act) error { return nil })
}

// HandOutShuffled is HandOutWithReason, and asks who shuffled the stack in view of
// everybody and who watched, two people, before the first paper of a printing goes
// out: the log and the minutes tell it. Figures that are corrected ask for nobody.
func (s *Service) HandOutShuffled(ctx context.Context, by Actor, id RoundID, present, papers int,
	reason, shuffledBy, watchedBy string) error {
	shuffledBy, watchedBy = clean(shuffledBy), clean(watchedBy)
	return s.handOut(ctx, by, id, present, papers, reason, func(a *Act) error {
		if a.Round.State != RoundPrinted {
			return nil
		}
		err := WrongFields(Required("shuffled_by", shuffledBy, 100), cmp.Or(Required("watched_by", watchedBy, 100),
			FieldHolds(!SameName(shuffledBy, watchedBy), "watched_by", "other_person", watchedBy)))
		if err != nil {
			return err
		}
		a.Tell(papersShuffled{Round: a.Round.ID, ShuffledBy: shuffledBy, WatchedBy: watchedBy})
		return nil
	})
}

func (s *Service) handOut(ctx context.Context, by Actor, id RoundID, present, papers int, reason string,
	before func(*Act) error) error {
	return s.act(ctx, by, id, func(a *Act) error {
		if err := a.onTheDay(ctx); err != nil {
			return err
		}
		if err := before(a); err != nil {
			return err
		}
		if err := openDay(ctx, a, reason); err != nil {
			return err
		}
		if err := a.moveRound(roundActionHandOut); err != nil {
			return err
		}
		r := &a.Round
		if r.Base == "" {
			if err := freezeBase(ctx, a); err != nil {
				return err
			}
		}
		if err := r.checkHandOut(present, papers); err != nil {
			return err
		}
		if err := a.mustStand(ctx, present); err != nil {
			return err
		}
		r.Present, r.HandedOut = present, papers+r.Exchanged
		a.Tell(papersHandedOut{Round: r.ID, Present: present, HandedOut: r.HandedOut, Exchanged: r.Exchanged})
		return nil
	})
}

// checkHandOut: the voters whom the chief counts are those of the attendance,
// which is corrected first where it is wrong; nobody gets two papers.
func (r Round) checkHandOut(present, papers int) error {
	base, _, err := r.FrozenBase()
	if err != nil {
		return err
	}
	if present != base.Present {
		return &FieldError{Field: "present", Code: "attendance", Value: itoa(base.Present)}
	}
	return between("handed_out", papers, 1, min(present, r.Printed-r.Destroyed-r.Exchanged))
}

// openDay opens the congress when the first paper of the day is about to be
// handed out.
func openDay(ctx context.Context, a *Act, reason string) error {
	if a.Congress.State == StateInSession {
		return nil
	}
	if err := admit(ctx, a, reason); err != nil {
		return err
	}
	if err := citeBases(ctx, a); err != nil {
		return err
	}
	return a.Move(ActionOpen)
}

// Exchange records that a voter gave back a spoiled paper unmarked by the
// count and got a new one.
func (s *Service) Exchange(ctx context.Context, by Actor, id RoundID) error {
	return s.act(ctx, by, id, func(a *Act) error {
		r := &a.Round
		if r.State != RoundVoting {
			return r.Refuse("exchange")
		}
		if r.Destroyed+r.HandedOut >= r.Printed {
			return &FieldError{Field: "exchanged", Code: "no_papers_left"}
		}
		r.Exchanged++
		r.HandedOut++
		r.ChangedBy, r.ChangedAt = by.Name, a.Now()
		a.Tell(papersHandedOut{Round: r.ID, Present: r.Present, HandedOut: r.HandedOut, Exchanged: r.Exchanged})
		return nil
	})
}

// TakeBackExchange records that an exchange was noted by mistake.
func (s *Service) TakeBackExchange(ctx context.Context, by Actor, id RoundID) error {
	return s.act(ctx, by, id, func(a *Act) error {
		r := &a.Round
		if r.State != RoundVoting || r.Exchanged == 0 {
			return r.Refuse("take_back_exchange")
		}
		r.Exchanged--
		r.HandedOut--
		r.ChangedBy, r.ChangedAt = by.Name, a.Now()
		a.Tell(papersHandedOut{Round: r.ID, Present: r.Present, HandedOut: r.HandedOut, Exchanged: r.Exchanged})
		return nil
	})
}

// BoxInput is what is counted when the box is opened. How many papers nobody
// put into it follows from the numbers.
type BoxInput struct {
	Returned int // papers in the box
	Unused   int // papers left over
}

// OpenBox records the papers taken out of the box. Numbers that do not
// balance are stored as they are and shown as findings: the paper leads.
func (s *Service) OpenBox(ctx context.Context, by Actor, id RoundID, in BoxInput) error {
	if err := in.check(); err != nil {
		return err
	}
	return s.act(ctx, by, id, func(a *Act) error {
		r := &a.Round
		if err := a.moveRound(roundActionOpenBox); err != nil {
			return err
		}
		if err := a.onTheDay(ctx); err != nil {
			return err
		}
		r.Returned, r.Unused = in.Returned, in.Unused
		if err := r.derive(); err != nil {
			return err
		}
		a.Tell(boxOpened{Round: r.ID, Returned: r.Returned, Unused: r.Unused, NotReturned: r.NotReturned})
		return r.fitsPeople(tally.Sheet{})
	})
}

func (in BoxInput) check() error {
	return WrongFields(between("returned", in.Returned, 1, 2*maxPapers), between("unused", in.Unused, 0, 2*maxPapers))
}

// derive computes what follows from the numbers that were typed.
func (r *Round) derive() error {
	account, err := r.account(tally.Sheet{})
	r.NotReturned = account.Kept()
	return err
}

// PaperNumbers is the ballot account as it should read. The voters present are
// those of the round's base and are not corrected here.
type PaperNumbers struct {
	HandedOut, Exchanged, Returned, Unused int
}

func (in PaperNumbers) check() error {
	return WrongFields(
		between("handed_out", in.HandedOut, 1, 2*maxPapers),
		between("exchanged", in.Exchanged, 0, maxPapers),
		BoxInput{in.Returned, in.Unused}.check())
}

// CorrectBallotAccount replaces numbers of the ballot account after the box was
// opened and before the seal; each correction is kept as an event. The number
// of papers returned is bound to the sheaves once they are made (ResizeSheaf).
func (s *Service) CorrectBallotAccount(ctx context.Context, by Actor, id RoundID, in PaperNumbers,
	reason string) error {
	reason = clean(reason)
	if err := WrongFields(in.check(), Required("reason", reason, 300)); err != nil {
		return err
	}
	return s.act(ctx, by, id, func(a *Act) error {
		r := &a.Round
		if r.State != RoundOpened && r.State != RoundCounting {
			return r.Refuse("correct_account")
		}
		if r.State == RoundCounting && r.Counting != CountTotals && in.Returned != r.Returned {
			return &FieldError{Field: "returned", Code: "sheaves_made"}
		}
		was := r.numbers()
		r.HandedOut, r.Exchanged, r.Returned, r.Unused = in.HandedOut, in.Exchanged, in.Returned, in.Unused
		r.Explanation = ""
		if err := r.derive(); err != nil {
			return err
		}
		if err := countFitsPeople(ctx, a.tx, a.Round); err != nil {
			return err
		}
		r.ChangedBy, r.ChangedAt = by.Name, a.Now()
		a.Tell(ballotAccountCorrected{Round: r.ID, Was: was, Now: r.numbers(), Reason: reason})
		return withdrawSignatures(ctx, a.tx, a.Round)
	})
}

// numbers returns the ballot account by field name.
func (r Round) numbers() map[string]int {
	return map[string]int{"present": r.Present, "handed_out": r.HandedOut, "exchanged": r.Exchanged,
		"returned": r.Returned, "unused": r.Unused, "not_returned": r.NotReturned}
}
