package ratify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kiemphieu/congress"
	letters "kiemphieu/congress/text"
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
func (s *Service) Decide(ctx context.Context, by congress.Actor, id congress.CongressID,
	r Resolution) (decided bool, err error) {
	if err := r.check(); err != nil {
		return false, err
	}
	r.Number = AsNumbered(r.Number)
	err = s.acts.Do(ctx, by, id, func(tx Tx, a *congress.Act) error {
		if err := nothingProposed(ctx, tx, a.Congress); err != nil {
			return err
		}
		d := deciding{Act: a, tx: tx, r: r, names: by.Name}
		if err := d.examine(ctx); err != nil {
			return err
		}
		two, err := wantsTwo(ctx, tx, by, a.Congress)
		if err != nil {
			return err
		}
		failed, err := s.despite(ctx, tx, &d)
		if err != nil {
			return err
		}
		two = two || failed
		if decided = !two; two {
			return d.propose(ctx)
		}
		return d.carryOut(ctx)
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
	return s.acts.Do(ctx, by, id, func(tx Tx, a *congress.Act) error {
		p, err := tx.Proposal(ctx, a.Congress)
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
		d := deciding{Act: a, tx: tx, r: p.Resolution(), names: p.ProposedBy + ", " + by.Name}
		if err := d.examine(ctx); err != nil {
			return err
		}
		if _, err := s.despite(ctx, tx, &d); err != nil {
			return err
		}
		if err := tx.DeleteProposal(ctx, a.Congress); err != nil {
			return err
		}
		return d.carryOut(ctx)
	})
}

// Withdraw takes a proposal back; anybody of the committee that made it can.
func (s *Service) Withdraw(ctx context.Context, by congress.Actor, id congress.CongressID) error {
	return s.acts.Do(ctx, by, id, func(tx Tx, a *congress.Act) error {
		p, err := tx.Proposal(ctx, a.Congress)
		if err != nil {
			return err
		}
		if p.ByOrg != by.OrgID {
			return &congress.PersonError{Code: "other_committee", Name: p.ProposedBy}
		}
		a.Tell(congress.DecisionWithdrawn{Version: p.Version, Decision: string(p.Kind)})
		return tx.DeleteProposal(ctx, a.Congress)
	})
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
	return congress.Standing{Subject: "dossier", State: "proposed", By: p.ProposedBy}.Refuse("decide")
}

// deciding is a decision at work.
type deciding struct {
	*congress.Act
	tx    Tx
	r     Resolution
	names string // who decides, as the dossier keeps it

	// found by examine
	dossier Dossier
	elected []congress.Elected
	contest congress.Contest
	failed  []string // codes of checks, past which the result is ratified
}

// examine refuses what cannot be decided, and changes nothing.
func (d *deciding) examine(ctx context.Context) error {
	if d.By.OrgID == d.Congress.OrgID {
		return &congress.PersonError{Code: "own_congress", Name: d.By.Name}
	}
	if err := d.stands(); err != nil {
		return err
	}
	var err error
	if d.dossier, err = newest(ctx, d.tx, d.Congress); err != nil {
		return err
	}
	if err := d.examineDay(ctx); err != nil {
		return err
	}
	if d.elected, err = d.tx.ElectedOf(ctx, d.Congress); err != nil {
		return err
	}
	if err := d.examineRefused(); err != nil {
		return err
	}
	if d.r.Kind == DecideAppoint {
		if err := d.examineAppointee(ctx); err != nil {
			return err
		}
	}
	p, ok, err := d.paper(ctx)
	if err != nil || !ok {
		return err
	}
	return numberUnused(ctx, d.tx, p)
}

// examineDay: a decision follows what was sent up, and one that annuls a result those
// that it undoes.
func (d *deciding) examineDay(ctx context.Context) error {
	bounds := []bound{{from: d.dossier.SubmittedAt.Date(), code: "before_submission"}, notBefore(d.Congress)}
	if d.r.Kind == DecideAnnul {
		appointed, err := d.tx.Appointments(ctx, d.Congress)
		if err != nil {
			return err
		}
		bounds = append(bounds, bound{from: d.dossier.DecidedOn, code: "before_ratification"})
		for _, a := range appointed {
			bounds = append(bounds, bound{from: a.DecidedOn, code: "before_appointment"})
		}
	}
	return paperDay("decided_on", d.r.DecidedOn, d.Now().Date(), bounds...)
}

// examineRefused: a ratification leaves out persons whom it is about, each once; of
// any other decision nobody is left out. Nobody ratifies delegates (rules 6.2).
func (d *deciding) examineRefused() error {
	if d.r.Kind != DecideRatify {
		d.r.Refused = nil
	}
	d.r.Refused = slices.Compact(slices.Sorted(slices.Values(d.r.Refused)))
	for _, id := range d.r.Refused {
		asked := func(e congress.Elected) bool { return e.MemberID == id && !sent(e.Office) }
		if !slices.ContainsFunc(d.elected, asked) {
			return &congress.FieldError{Field: "refused", Code: "unknown", Value: string(id)}
		}
	}
	return nil
}

// paper is the line that the decision takes in the register of those who decide,
// or false where its number is written in another way.
func (d *deciding) paper(ctx context.Context) (p NumberedPaper, ok bool, err error) {
	p, ok = numberOf(d.By.OrgID, PaperDecision, d.Congress, d.r.Number, d.r.DecidedOn)
	p.By, p.At = d.names, d.Now()
	if ok {
		p, err = inTermOf(ctx, d.tx, p)
	}
	return p, ok, err
}

// stands: a dossier that was submitted is decided; somebody is appointed then,
// or once the rest is ratified.
func (d *deciding) stands() error {
	act := congress.ActionRatify
	switch d.r.Kind {
	case DecideAppoint:
		if d.Congress.State == congress.StateRatified {
			return nil
		}
	case DecideAnnul:
		act = congress.ActionAnnul
	case DecideRatify:
	}
	tried := d.Congress
	return tried.Move(act, d.By, d.Now())
}

// despite refuses to ratify past a check that failed without a written reason, and
// reports whether one did: then one person records the reason and another confirms.
func (s *Service) despite(ctx context.Context, tx Tx, d *deciding) (failed bool, err error) {
	if d.r.Kind != DecideRatify {
		return false, nil
	}
	v, err := s.loadDossier(ctx, tx, d.Congress.ID)
	if err != nil {
		return false, err
	}
	for _, c := range v.Failed() {
		d.failed = append(d.failed, c.Code)
	}
	d.failed = slices.Compact(d.failed)
	d.r.Despite = letters.Clean(d.r.Despite)
	switch {
	case len(d.failed) == 0:
		d.r.Despite = ""
		return false, nil
	case d.r.Despite == "":
		return true, &congress.FieldError{Field: "despite", Code: "checks_failed", Value: strconv.Itoa(len(d.failed))}
	}
	return true, congress.AtMost("despite", d.r.Despite, 1000)
}

// propose keeps the decision for a second person.
func (d *deciding) propose(ctx context.Context) error {
	var refused []string
	for _, id := range d.r.Refused {
		refused = append(refused, string(id))
	}
	p := Proposal{OrgID: d.Congress.OrgID, CongressID: d.Congress.ID, Version: d.dossier.Version, Kind: d.r.Kind,
		Number: letters.Clean(d.r.Number), DecidedOn: d.r.DecidedOn,
		Reason: letters.Clean(d.r.Reason), Refused: strings.Join(refused, " "), ContestID: d.r.Appointee.ContestID,
		MemberID: d.r.Appointee.MemberID,
		Name:     d.r.Appointee.Name, Born: d.r.Appointee.Born, ByOrg: d.By.OrgID, AccountID: d.By.AccountID,
		ProposedBy: d.By.Name, ProposedAt: d.Now(), Despite: d.r.Despite}
	d.Tell(congress.DecisionProposed{Version: p.Version, Decision: string(p.Kind), Number: p.Number,
		DecidedOn: p.DecidedOn,
		Refused:   len(d.r.Refused), Reason: p.Reason, Despite: p.Despite, Failed: d.failed})
	return d.tx.PutProposal(ctx, p)
}

// carryOut stores the decision.
func (d *deciding) carryOut(ctx context.Context) error {
	if d.r.Kind == DecideAppoint {
		if err := d.register(ctx); err != nil {
			return err
		}
		return d.appoint(ctx)
	}
	act, state := congress.ActionRatify, DossierRatified
	if d.r.Kind == DecideAnnul {
		act, state = congress.ActionAnnul, DossierAnnulled
	}
	if err := d.refuse(ctx); err != nil {
		return err
	}
	if err := d.register(ctx); err != nil {
		return err
	}
	return d.close(ctx, act, state)
}

// register takes the number of the decision in the register of those who
// decide; who signs is said later.
func (d *deciding) register(ctx context.Context) error {
	p, ok, err := d.paper(ctx)
	if err != nil || !ok {
		return err
	}
	return d.tx.PutPaperNumber(ctx, p)
}

// close moves the congress, writes the dossier and tells the log.
func (d *deciding) close(ctx context.Context, action congress.Action, state DossierState) error {
	if err := d.Move(action); err != nil {
		return err
	}
	told := congress.DossierDecided{Version: d.dossier.Version, Decision: string(state),
		Number: letters.Clean(d.r.Number), DecidedOn: d.r.DecidedOn, Refused: len(d.r.Refused),
		Reason: letters.Clean(d.r.Reason)}
	var err error
	if told.Heads, err = headsOf(ctx, d.tx, d.Congress, d.By.OrgID); err != nil {
		return err
	}
	if act := DossierState(told.Decision); act == DossierRatified {
		told.Despite, told.Failed = d.r.Despite, d.failed
	}
	dossier := d.dossier.decided(told, d.names, d.Now())
	d.Congress.Reason = told.Reason
	d.Tell(told)
	if err := d.tx.PutDossier(ctx, dossier); err != nil {
		return err
	}
	switch state {
	case DossierRatified:
		return recognise(ctx, d.tx, d.Congress, dossier)
	case DossierAnnulled:
		return takeBack(ctx, d.tx, d.Congress, dossier)
	case DossierSubmitted, DossierReturned:
	}
	return nil
}

// decided returns the dossier as a decision leaves it. What was ratified stays
// told where it is annulled later.
func (d Dossier) decided(told congress.DossierDecided, names string, at congress.Instant) Dossier {
	later := d.State == DossierRatified && DossierState(told.Decision) == DossierAnnulled
	d.State = DossierState(told.Decision)
	if later {
		d.AnnulledNumber, d.AnnulledOn, d.AnnulledReason = told.Number, told.DecidedOn, told.Reason
		d.AnnulledBy, d.AnnulledAt = names, at
		return d
	}
	d.Number, d.DecidedOn, d.Reason, d.DecidedBy, d.DecidedAt = told.Number, told.DecidedOn, told.Reason, names, at
	d.Despite = told.Despite
	return d
}

// Annulment returns the decision that annulled the result, as the papers about
// it tell it; false where none did.
func (d Dossier) Annulment() (Dossier, bool) {
	if d.AnnulledOn != "" {
		d.Number, d.DecidedOn, d.Reason, d.DecidedBy, d.DecidedAt = d.AnnulledNumber, d.AnnulledOn, d.AnnulledReason,
			d.AnnulledBy, d.AnnulledAt
	}
	return d, d.State == DossierAnnulled
}

// Ratification returns the decision that ratified the result, also where it was
// annulled later; false where none did.
func (d Dossier) Ratification() (Dossier, bool) {
	if d.AnnulledOn != "" {
		d.State = DossierRatified
	}
	return d, d.State == DossierRatified
}

// refuse marks the persons who are not ratified, in every office they won for which
// they need it.
func (d *deciding) refuse(ctx context.Context) error {
	for _, e := range d.elected {
		if sent(e.Office) || !slices.Contains(d.r.Refused, e.MemberID) {
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
	Despite    string              `db:"despite"` // why although checks failed
}

// RefusedIDs returns those whom the proposal leaves out.
func (p Proposal) RefusedIDs() []congress.MemberID {
	var ids []congress.MemberID
	for _, id := range strings.Fields(p.Refused) {
		ids = append(ids, congress.MemberID(id))
	}
	return ids
}

// Resolution returns the decision that was put forward.
func (p Proposal) Resolution() Resolution {
	return Resolution{Kind: p.Kind, Decision: Decision{Number: p.Number, DecidedOn: p.DecidedOn,
		Refused: p.RefusedIDs(), Reason: p.Reason, Despite: p.Despite},
		Appointee: Appointee{ContestID: p.ContestID, MemberID: p.MemberID, Name: p.Name, Born: p.Born}}
}

// Digest tells this proposal from any other, so that a second person confirms
// what they have read and nothing else.
func (p Proposal) Digest() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%#v", p))
	return hex.EncodeToString(sum[:16])
}
