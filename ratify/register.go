package ratify

import (
	"cmp"
	"context"
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kiemphieu/congress"
	letters "kiemphieu/congress/text"
)

// Post is the post in which somebody signs for a cell or a committee.
type Post string

// The posts that sign; a deputy signs as such, and for nobody else.
const (
	PostSecretary Post = "BÍ THƯ" //nolint:gosec // a post, not a secret
	PostDeputy         = "PHÓ " + PostSecretary
)

// Posts lists the posts in the order in which screens offer them.
func Posts() []Post { return []Post{PostSecretary, PostDeputy} }

// cellSeries is the body in the symbol of a cell's papers.
const cellSeries = "CB"

// Register is what an organisation has numbered.
type Register interface {
	// PaperNumber finds a line by its organisation, kind, term, series and number.
	PaperNumber(ctx context.Context, p NumberedPaper) (NumberedPaper, error)
	// PaperNumbers lists the lines of an organisation by kind, term, series and number.
	PaperNumbers(ctx context.Context, org congress.OrgID) ([]NumberedPaper, error)
	PutPaperNumber(ctx context.Context, p NumberedPaper) error
	DeletePaperNumber(ctx context.Context, p NumberedPaper) error
}

// SignedBy is who signs a paper, and on whose proposal.
type SignedBy struct {
	Post    Post
	Signer  string
	Advised string
}

func (s SignedBy) check() error {
	return congress.WrongFields(
		congress.FieldHolds(slices.Contains(Posts(), s.Post), "post", "unknown", string(s.Post)),
		congress.Required("signer", letters.Clean(s.Signer), 100),
		congress.AtMost("advised", s.Advised, 200),
	)
}

// SubmissionInput is what a cell says of its tờ trình.
type SubmissionInput struct {
	Number int
	Day    congress.Date
	SignedBy
}

// PapersNumbered lists the register of the actor's organisation.
func (s *Service) PapersNumbered(ctx context.Context, by congress.Actor) ([]NumberedPaper, error) {
	var lines []NumberedPaper
	err := s.store.View(ctx, func(tx Tx) (err error) {
		lines, err = tx.PaperNumbers(ctx, by.OrgID)
		return err
	})
	return lines, err
}

// NumberSubmission gives the tờ trình of a closed congress a number of the
// cell's register, its day and who signs; said again, it replaces what was
// said. A number that another paper has is refused.
func (s *Service) NumberSubmission(ctx context.Context, by congress.Actor, id congress.CongressID,
	in SubmissionInput) error {
	return s.acts.Do(ctx, by, id, func(tx Tx, a *congress.Act) error {
		if !a.Congress.Over() {
			return a.Congress.Refuse("number")
		}
		number := congress.FieldHolds(in.Number >= 1 && in.Number <= 9999, "sent_number", "range",
			strconv.Itoa(in.Number))
		sent, err := sentUp(ctx, tx, a.Congress)
		if err != nil {
			return err
		}
		day := paperDay("sent_on", in.Day, a.Now().Date(), notBefore(a.Congress),
			bound{until: sent, code: "after_sent"})
		if err := congress.WrongFields(number, day, in.check()); err != nil {
			return err
		}
		p := NumberedPaper{OrgID: a.Congress.OrgID, Kind: PaperSubmission, Term: a.Congress.Term, Series: cellSeries,
			Number: in.Number, Day: in.Day, CongressID: id, About: a.Congress.Title}
		return numberPaper(ctx, tx, a, p.signed(in.SignedBy))
	})
}

// sentUp is the day on which the dossier of a congress went up, "" while it is with the
// cell.
func sentUp(ctx context.Context, tx Tx, c congress.Congress) (congress.Date, error) {
	if c.State == congress.StateClosed {
		return "", nil
	}
	dossier, err := newest(ctx, tx, c)
	return dossier.SubmittedAt.Date(), err
}

// DecisionPaper is a decision of the superior about a congress: what it is, its
// number and day, and who signs it as far as somebody said so.
type DecisionPaper struct {
	What   string // end of the key of a word: ratified, annulled, appointed, complaint
	Number string
	Day    congress.Date
	Signed congress.PaperNumbered
}

// Decisions lists the decisions about a congress that have a number, those about
// the result first.
func (v DossierView) Decisions() []DecisionPaper {
	var all []DecisionPaper
	add := func(what, number string, day congress.Date) {
		if number != "" {
			all = append(all, DecisionPaper{what, number, day, v.SignerOf(number)})
		}
	}
	if first, ok := v.Dossier.Ratification(); ok {
		add("ratified", first.Number, first.DecidedOn)
	}
	if annulment, ok := v.Dossier.Annulment(); ok {
		add("annulled", annulment.Number, annulment.DecidedOn)
	}
	for _, a := range v.Appointments {
		add("appointed", a.Number, a.DecidedOn)
	}
	for _, c := range v.Complaints {
		for _, step := range c.Steps {
			if ComplaintStep(step.Step) == ComplaintDecided {
				add("complaint", step.Number, step.Day)
			}
		}
	}
	return all
}

// SignerOf tells who signs the decision with a number, zero while nobody said.
func (v DossierView) SignerOf(number string) congress.PaperNumbered {
	for i := len(v.Signed) - 1; i >= 0; i-- {
		if bareCode(v.Signed[i].Code) == bareCode(number) {
			return v.Signed[i]
		}
	}
	return congress.PaperNumbered{}
}

// bareCode is a number as it is compared: "08-QĐ/ĐU" and "8 - QĐ/ĐU" are one.
func bareCode(number string) string {
	return strings.TrimLeft(strings.Join(strings.Fields(number), ""), "0")
}

// SignDecision says who signs a decision about a congress, and on whose proposal
// it was taken; its number and day are those of the decision.
func (s *Service) SignDecision(ctx context.Context, by congress.Actor, id congress.CongressID, number string,
	in SignedBy) error {
	if err := in.check(); err != nil {
		return err
	}
	return s.acts.Do(ctx, by, id, func(tx Tx, a *congress.Act) error {
		if by.OrgID == a.Congress.OrgID {
			return &congress.PersonError{Code: "own_congress", Name: by.Name}
		}
		v, err := s.loadDossier(ctx, tx, id)
		if err != nil {
			return err
		}
		decisions := v.Decisions()
		if len(decisions) == 0 {
			return congress.Standing{Subject: "dossier", State: string(v.Dossier.State)}.Refuse("sign")
		}
		at := slices.IndexFunc(decisions, func(d DecisionPaper) bool { return bareCode(d.Number) == bareCode(number) })
		if at < 0 {
			return &congress.FieldError{Field: "decision", Code: "unknown", Value: number}
		}
		p, ok := numberOf(by.OrgID, PaperDecision, a.Congress, decisions[at].Number, decisions[at].Day)
		if !ok {
			return &congress.FieldError{Field: "decision", Code: "format", Value: number}
		}
		if p, err = inTermOf(ctx, tx, p); err != nil {
			return err
		}
		return numberPaper(ctx, tx, a, p.signed(in))
	})
}

func (p NumberedPaper) signed(by SignedBy) NumberedPaper {
	p.Post, p.Signer, p.Advised = by.Post, letters.Clean(by.Signer), letters.Clean(by.Advised)
	return p
}

// numberPaper writes a line of the register, in the place of the one that the
// same paper had, and tells the log.
func numberPaper(ctx context.Context, tx Tx, a *congress.Act, p NumberedPaper) error {
	if _, err := tx.LockOrganisation(ctx, p.OrgID); err != nil {
		return err
	}
	was, err := lineOf(ctx, tx, a.Congress, p)
	if err != nil {
		return err
	}
	if err := numberFree(ctx, tx, p, was); err != nil {
		return err
	}
	if was.Number > 0 {
		if err := tx.DeletePaperNumber(ctx, was); err != nil {
			return err
		}
	}
	p.By, p.At = a.By.Name, a.Now()
	a.Tell(congress.PaperNumbered{Paper: string(p.Kind), Code: p.Code(), Day: p.Day, Post: string(p.Post),
		Signer: p.Signer, Advised: p.Advised})
	return tx.PutPaperNumber(ctx, p)
}

// submissionOf is what was said of the tờ trình of a congress, zero while nobody did.
func submissionOf(ctx context.Context, tx Tx, c congress.Congress) (congress.PaperNumbered, error) {
	entries, err := tx.LogEntries(ctx, c, 0)
	if err != nil {
		return congress.PaperNumbered{}, err
	}
	told, err := actsIn(entries)
	return told.submission(math.MaxInt64), err
}

// submissionFits refuses to send up a tờ trình that was numbered for a day before the
// congress, which may have been corrected since.
func submissionFits(ctx context.Context, tx Tx, a *congress.Act) error {
	said, err := submissionOf(ctx, tx, a.Congress)
	if err != nil || said.Code == "" {
		return err
	}
	return paperDay("sent_on", said.Day, a.Now().Date(), notBefore(a.Congress))
}

// lineOf finds the line that a paper has already, zero where it has none. What was
// sent up before a congress was reopened is another paper, and keeps its own.
func lineOf(ctx context.Context, tx Tx, c congress.Congress, p NumberedPaper) (NumberedPaper, error) {
	lines, err := tx.PaperNumbers(ctx, p.OrgID)
	if err != nil {
		return NumberedPaper{}, err
	}
	code := p.Code()
	if p.Kind == PaperSubmission {
		said, err := submissionOf(ctx, tx, c)
		if err != nil {
			return NumberedPaper{}, err
		}
		code = said.Code
	}
	at := slices.IndexFunc(lines, func(l NumberedPaper) bool {
		return l.CongressID == c.ID && l.Kind == p.Kind && l.Code() == code
	})
	if at < 0 {
		return NumberedPaper{}, nil
	}
	return lines[at], nil
}

// PaperInput is what is typed of a paper that the program does not print, so that
// its number is taken as well.
type PaperInput struct {
	Kind   PaperKind
	Term   string
	Series string
	Number int // 0 takes the next
	Day    congress.Date
	About  string
	Signer string
}

func (in PaperInput) check(today congress.Date) error {
	known := slices.Contains(PaperKinds(), in.Kind)
	return congress.WrongFields(congress.FieldHolds(known, "paper_kind", "unknown", string(in.Kind)),
		congress.Required("term", in.Term, 60),
		congress.FieldHolds(seriesForm.MatchString(in.Series), "series", "format", in.Series),
		congress.FieldHolds(in.Number == 0 || in.Number >= firstNumber && in.Number <= lastNumber, "paper_number",
			"range", ""),
		paperDay("day", in.Day, today), congress.Required("about", in.About, 300),
		congress.AtMost("signer", in.Signer, 100))
}

// seriesForm is a body as it stands in a symbol: "CB", "ĐU", "UBKT".
var seriesForm = regexp.MustCompile(`^\pL{1,8}$`)

// EnterPaper writes a paper that was made elsewhere into the register of the
// actor's organisation. A number that another paper has is refused.
func (s *Service) EnterPaper(ctx context.Context, by congress.Actor, in PaperInput) (NumberedPaper, error) {
	for _, typed := range []*string{&in.Term, &in.Series, &in.About, &in.Signer} {
		*typed = letters.Clean(*typed)
	}
	p := NumberedPaper{OrgID: by.OrgID, Kind: in.Kind, Term: in.Term, Series: in.Series, Number: in.Number, Day: in.Day,
		About: in.About, Signer: in.Signer, By: by.Name}
	err := s.store.InTx(ctx, func(tx Tx) error {
		if err := in.check(congress.At(tx.Now()).Date()); err != nil {
			return err
		}
		if err := ofKnownTerm(ctx, tx, p); err != nil {
			return err
		}
		p.At = congress.At(tx.Now())
		return enterPaper(ctx, tx, &p)
	})
	return p, renamedNumber(err)
}

// ofKnownTerm refuses a paper of another term than the one that its issuer is known
// to have been in on its day.
func ofKnownTerm(ctx context.Context, tx Tx, p NumberedPaper) error {
	terms, err := termsOf(ctx, tx, p.OrgID)
	if err != nil {
		return err
	}
	known := terms.On(p.Day)
	return congress.FieldHolds(known == "" || known == p.Term, "term", "of_day", known)
}

// enterPaper writes a new line, with the next number where it has none.
func enterPaper(ctx context.Context, tx Tx, p *NumberedPaper) error {
	if _, err := tx.LockOrganisation(ctx, p.OrgID); err != nil {
		return err
	}
	if p.Number == 0 {
		lines, err := besideOf(ctx, tx, *p)
		if err != nil {
			return err
		}
		p.Number = nextNumber(lines)
	}
	if err := numberUnused(ctx, tx, *p); err != nil {
		return err
	}
	return tx.PutPaperNumber(ctx, *p)
}

// RemovePaper takes a line out again that was entered by mistake; what the
// program numbered about a congress stays.
func (s *Service) RemovePaper(ctx context.Context, by congress.Actor, p NumberedPaper) error {
	p.OrgID = by.OrgID
	return s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.LockOrganisation(ctx, p.OrgID); err != nil {
			return err
		}
		line, err := tx.PaperNumber(ctx, p)
		if err != nil {
			return err
		}
		if line.CongressID != "" {
			return congress.Standing{Subject: "paper", State: "congress"}.Refuse("remove")
		}
		return tx.DeletePaperNumber(ctx, line)
	})
}

// numberFree refuses a number that another paper has than the one that had a line.
func numberFree(ctx context.Context, tx Tx, p, was NumberedPaper) error {
	taken, err := tx.PaperNumber(ctx, p)
	if err == nil && taken == was {
		return nil
	}
	return freed(p, taken, err)
}

// numberUnused refuses to a new paper a number that any paper has beside which it is
// numbered.
func numberUnused(ctx context.Context, tx Tx, p NumberedPaper) error {
	lines, err := besideOf(ctx, tx, p)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(lines, func(l NumberedPaper) bool { return l.Number == p.Number })
	if at < 0 {
		return nil
	}
	return freed(p, lines[at], nil)
}

func freed(p, taken NumberedPaper, err error) error {
	if errors.Is(err, congress.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	field := "number"
	if p.Kind == PaperSubmission {
		field = "sent_number"
	}
	return &congress.FieldError{Field: field, Code: "number_taken", Value: taken.Code() + " (" + taken.About + ")"}
}

// loadPapers finds in the log who signs the submission, and the decisions. Once the
// congress was reopened, another submission is to come.
func (v *DossierView) loadPapers(entries []congress.LogEntry) error {
	for _, numbered := range v.acts.submissions {
		was, p := v.Submission, numbered.event
		if was.Code != "" && p.Code != "" && (was.Code != p.Code || was.Day != p.Day) {
			v.Restated++
		}
		v.Submission = p
	}
	numbered, err := congress.EventsIn[congress.PaperNumbered](entries)
	v.Signed = slices.DeleteFunc(numbered, func(p congress.PaperNumbered) bool {
		return p.Paper == string(PaperSubmission)
	})
	return err
}

// NextSubmission offers a number for the tờ trình of a congress: the one that
// it has, or the next in the register of its term.
func (s *Service) NextSubmission(ctx context.Context, c congress.Congress) (int, error) {
	next := 0
	p := NumberedPaper{OrgID: c.OrgID, Kind: PaperSubmission, Term: c.Term, Series: cellSeries}
	err := s.store.View(ctx, func(tx Tx) error {
		lines, err := besideOf(ctx, tx, p)
		if err != nil {
			return err
		}
		was, err := lineOf(ctx, tx, c, p)
		next = cmp.Or(was.Number, nextNumber(lines))
		return err
	})
	return next, err
}
