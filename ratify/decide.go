package ratify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"kiemphieu/congress"
)

// DecisionKind is what is decided.
type DecisionKind string

// The kinds of decision. Sending a dossier back for more papers is none: it
// has no number, decides nothing, and one person may do it.
const (
	DecideRatify  DecisionKind = "ratified"  // chuẩn y, perhaps without single persons
	DecideAnnul   DecisionKind = "annulled"  // hủy kết quả, bầu lại
	DecideAppoint DecisionKind = "appointed" // chỉ định
)

// Appointee is who is appointed to the office of a contest.
type Appointee struct {
	ContestID congress.ContestID
	MemberID  congress.MemberID // of the roster, or ""
	Name      string            // of somebody from elsewhere
	Born      congress.Birth    // likewise; may be unknown
}

// Resolution is a decision with what it is about.
type Resolution struct {
	Kind DecisionKind
	Decision
	Appointee Appointee // DecideAppoint alone
}

// Decide carries out a decision, or puts it forward where the committee wants
// two people: then it reports false, and nothing is decided until a second
// person of the same committee confirms it.
func (s *Service) Decide(ctx context.Context, by congress.Actor, id congress.CongressID, r Resolution) (decided bool, err error) {
	if err := r.check(); err != nil {
		return false, err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		c, err := tx.LockCongress(ctx, id)
		if err != nil {
			return err
		}
		if err := nothingProposed(ctx, tx, c); err != nil {
			return err
		}
		act := deciding{tx: tx, c: c, by: by, r: r, names: by.Name}
		if err := act.examine(ctx); err != nil {
			return err
		}
		two, err := wantsTwo(ctx, tx, by, c)
		if err != nil {
			return err
		}
		if decided = !two; two {
			return act.propose(ctx)
		}
		return act.carryOut(ctx)
	})
	return decided, err
}

// Ratify approves the result, perhaps without single persons (190-QĐ/TW, Điều 33).
func (s *Service) Ratify(ctx context.Context, by congress.Actor, id congress.CongressID, d Decision) error {
	_, err := s.Decide(ctx, by, id, Resolution{Kind: DecideRatify, Decision: d})
	return err
}

// Annul voids the result and directs a new election.
func (s *Service) Annul(ctx context.Context, by congress.Actor, id congress.CongressID, d Decision) error {
	_, err := s.Decide(ctx, by, id, Resolution{Kind: DecideAnnul, Decision: d})
	return err
}

// Confirm carries out what another person of the same committee has put
// forward. Digest is that of the proposal that the second person read:
// another one is ErrConflict.
func (s *Service) Confirm(ctx context.Context, by congress.Actor, id congress.CongressID, digest string) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		c, p, err := lockProposal(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case p.Digest() != digest:
			return congress.ErrConflict
		case p.AccountID == by.AccountID:
			return &congress.PersonError{Code: "same_person", Name: by.Name}
		case p.ByOrg != by.OrgID:
			return &congress.PersonError{Code: "other_committee", Name: p.ProposedBy}
		}
		act := deciding{tx: tx, c: c, by: by, r: p.Resolution(), names: p.ProposedBy + ", " + by.Name}
		if err := act.examine(ctx); err != nil {
			return err
		}
		if err := tx.DeleteProposal(ctx, c); err != nil {
			return err
		}
		return act.carryOut(ctx)
	})
}

// Withdraw takes a proposal back; anybody of the committee that made it can.
func (s *Service) Withdraw(ctx context.Context, by congress.Actor, id congress.CongressID) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		c, p, err := lockProposal(ctx, tx, id)
		if err != nil {
			return err
		}
		if p.ByOrg != by.OrgID {
			return &congress.PersonError{Code: "other_committee", Name: p.ProposedBy}
		}
		if err := tx.DeleteProposal(ctx, c); err != nil {
			return err
		}
		return congress.AppendEvent(ctx, tx, c, by, congress.DecisionWithdrawn{Version: p.Version, Decision: string(p.Kind)})
	})
}

func lockProposal(ctx context.Context, tx Tx, id congress.CongressID) (congress.Congress, Proposal, error) {
	c, err := tx.LockCongress(ctx, id)
	if err != nil {
		return c, Proposal{}, err
	}
	p, err := tx.Proposal(ctx, c)
	return c, p, err
}

// nothingProposed refuses to decide beside a proposal that waits.
func nothingProposed(ctx context.Context, tx Tx, c congress.Congress) error {
	p, err := tx.Proposal(ctx, c)
	if errors.Is(err, congress.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return &congress.StateError{Subject: "dossier", State: "proposed", Action: "decide", By: p.ProposedBy, At: p.ProposedAt}
}

// deciding is a decision at work in a transaction.
type deciding struct {
	tx    Tx
	c     congress.Congress
	by    congress.Actor
	r     Resolution
	names string // who decides, as the dossier keeps it

	// found by examine
	dossier Dossier
	elected []congress.Elected
	contest congress.Contest
}

// examine refuses what cannot be decided, and changes nothing.
func (d *deciding) examine(ctx context.Context) error {
	if d.by.OrgID == d.c.OrgID {
		return &congress.PersonError{Code: "own_congress", Name: d.by.Name}
	}
	if err := d.stands(); err != nil {
		return err
	}
	var err error
	if d.dossier, err = newest(ctx, d.tx, d.c); err != nil {
		return err
	}
	if d.r.DecidedOn < d.dossier.SubmittedAt.Date() {
		return &congress.FieldError{Field: "decided_on", Code: "before_submission", Value: string(d.r.DecidedOn)}
	}
	if d.elected, err = d.tx.ElectedOf(ctx, d.c); err != nil {
		return err
	}
	for _, id := range d.r.Refused {
		if !slices.ContainsFunc(d.elected, func(e congress.Elected) bool { return e.MemberID == id }) {
			return &congress.FieldError{Field: "refused", Code: "unknown", Value: string(id)}
		}
	}
	if d.r.Kind == DecideAppoint {
		return d.examineAppointee(ctx)
	}
	return nil
}

// stands: a dossier that was submitted is decided; somebody is appointed then,
// or once the rest is ratified.
func (d *deciding) stands() error {
	act := congress.ActionRatify
	switch d.r.Kind {
	case DecideAppoint:
		if d.c.State == congress.StateRatified {
			return nil
		}
	case DecideAnnul:
		act = congress.ActionAnnul
	case DecideRatify:
	}
	tried := d.c
	return tried.Move(act, d.by, congress.At(d.tx.Now()))
}

// propose keeps the decision for a second person.
func (d *deciding) propose(ctx context.Context) error {
	var refused []string
	for _, id := range d.r.Refused {
		refused = append(refused, string(id))
	}
	p := Proposal{OrgID: d.c.OrgID, CongressID: d.c.ID, Version: d.dossier.Version, Kind: d.r.Kind, Number: strings.TrimSpace(d.r.Number), DecidedOn: d.r.DecidedOn,
		Reason: strings.TrimSpace(d.r.Reason), Refused: strings.Join(refused, " "), ContestID: d.r.Appointee.ContestID, MemberID: d.r.Appointee.MemberID,
		Name: d.r.Appointee.Name, Born: d.r.Appointee.Born, ByOrg: d.by.OrgID, AccountID: d.by.AccountID, ProposedBy: d.by.Name, ProposedAt: congress.At(d.tx.Now())}
	if err := d.tx.PutProposal(ctx, p); err != nil {
		return err
	}
	return congress.AppendEvent(ctx, d.tx, d.c, d.by, congress.DecisionProposed{Version: p.Version, Decision: string(p.Kind), Number: p.Number,
		DecidedOn: p.DecidedOn, Refused: len(d.r.Refused), Reason: p.Reason})
}

// carryOut stores the decision.
func (d *deciding) carryOut(ctx context.Context) error {
	if d.r.Kind == DecideAppoint {
		return d.appoint(ctx)
	}
	act, state := congress.ActionRatify, DossierRatified
	if d.r.Kind == DecideAnnul {
		act, state = congress.ActionAnnul, DossierAnnulled
	}
	if err := d.refuse(ctx); err != nil {
		return err
	}
	return decideDossier(ctx, d.tx, d.by, d.names, d.c, d.dossier, act, state, d.r.Decision)
}

// decideDossier moves the congress, writes the dossier and tells the log.
func decideDossier(ctx context.Context, tx Tx, by congress.Actor, names string, c congress.Congress, dossier Dossier, act congress.Action, state DossierState, d Decision) error {
	now := congress.At(tx.Now())
	if err := c.Move(act, by, now); err != nil {
		return err
	}
	dossier.State, dossier.Number, dossier.DecidedOn, dossier.Reason = state, strings.TrimSpace(d.Number), d.DecidedOn, strings.TrimSpace(d.Reason)
	dossier.DecidedBy, dossier.DecidedAt = names, now
	c.Reason = dossier.Reason
	if err := tx.PutDossier(ctx, dossier); err != nil {
		return err
	}
	if err := tx.PutCongress(ctx, c); err != nil {
		return err
	}
	return congress.AppendEvent(ctx, tx, c, by, congress.DossierDecided{Version: dossier.Version, Decision: string(state), Number: dossier.Number,
		DecidedOn: d.DecidedOn, Refused: len(d.Refused), Reason: dossier.Reason})
}

// refuse marks the persons who are not ratified, in every office they won.
func (d *deciding) refuse(ctx context.Context) error {
	for _, e := range d.elected {
		if !slices.Contains(d.r.Refused, e.MemberID) {
			continue
		}
		e.Refused = true
		if err := d.tx.SetRefused(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// Proposal is a decision that waits for a second person.
type Proposal struct {
	OrgID      congress.OrgID      `db:"org_id"`
	CongressID congress.CongressID `db:"congress_id"`
	Version    int                 `db:"version"` // of the dossier
	Kind       DecisionKind        `db:"decision"`
	Number     string              `db:"number"`
	DecidedOn  congress.Date       `db:"decided_on"`
	Reason     string              `db:"reason"`
	Refused    string              `db:"refused"`    // member ids, a space between
	ContestID  congress.ContestID  `db:"contest_id"` // of an appointment, as is what follows
	MemberID   congress.MemberID   `db:"member_id"`
	Name       string              `db:"name"`
	Born       congress.Birth      `db:"born"`
	ByOrg      congress.OrgID      `db:"by_org"` // committee whose second person confirms
	AccountID  congress.AccountID  `db:"account_id"`
	ProposedBy string              `db:"proposed_by"`
	ProposedAt congress.Instant    `db:"proposed_at"`
}

// RefusedIDs gives those whom the proposal leaves out.
func (p Proposal) RefusedIDs() []congress.MemberID {
	var ids []congress.MemberID
	for _, id := range strings.Fields(p.Refused) {
		ids = append(ids, congress.MemberID(id))
	}
	return ids
}

// Resolution gives the decision that was put forward.
func (p Proposal) Resolution() Resolution {
	return Resolution{Kind: p.Kind, Decision: Decision{Number: p.Number, DecidedOn: p.DecidedOn, Refused: p.RefusedIDs(), Reason: p.Reason},
		Appointee: Appointee{ContestID: p.ContestID, MemberID: p.MemberID, Name: p.Name, Born: p.Born}}
}

// Digest tells this proposal from any other, so that a second person confirms
// what he has read and nothing else.
func (p Proposal) Digest() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%#v", p))
	return hex.EncodeToString(sum[:16])
}
