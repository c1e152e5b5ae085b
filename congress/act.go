package congress

import (
	"context"
	"errors"
	"slices"

	"kiemphieu/record"
)

// Act is one use case at work on one congress, in one transaction. It has
// locked the congress and authorised the actor before the work begins, and
// stores what the work changed and tells the log once it is done.
type Act struct {
	By       Actor
	Congress Congress // stored as the work leaves it
	Contest  Contest  // of an act on a contest, likewise
	Round    Round    // of an act on a round, likewise

	tx      Tx
	before  held           // as the work found them
	events  []Event        // told by the work, in order
	adopted []record.Entry // of a log that came from elsewhere
	recount bool           // statistics are counted from what the work changed
	ledger  ledger         // the congress as its last act signed it
	books   *books         // of an act of the count
	signed  record.Checkpoint
}

// held is what an act holds and may change.
type held struct {
	congress Congress
	contest  Contest
	round    Round
}

// Subject is what an act is about: the id of a congress, a contest, a round or
// a tablet, or a congress that does not exist yet.
type Subject interface {
	// Enter locks the congress concerned and gives the act what it is about.
	Enter(ctx context.Context, tx Tx, a *Act) error
}

// Enter implements [Subject].
func (id CongressID) Enter(ctx context.Context, tx Tx, a *Act) (err error) {
	a.Congress, err = tx.LockCongress(ctx, id)
	return err
}

// Enter implements [Subject].
func (id ContestID) Enter(ctx context.Context, tx Tx, a *Act) (err error) {
	if a.Congress, err = tx.LockCongressOfContest(ctx, id); err == nil {
		a.Contest, err = tx.Contest(ctx, id)
	}
	return err
}

// Enter implements [Subject].
func (id RoundID) Enter(ctx context.Context, tx Tx, a *Act) (err error) {
	if a.Congress, err = tx.LockCongressOfRound(ctx, id); err == nil {
		a.Round, err = tx.Round(ctx, id)
	}
	return err
}

// Enter implements [Subject].
func (id DeviceID) Enter(ctx context.Context, tx Tx, a *Act) error {
	d, err := tx.Device(ctx, id)
	if err != nil {
		return err
	}
	return d.CongressID.Enter(ctx, tx, a)
}

// Transactions runs functions in read-write transactions; every [Store] of
// this package, and of one built upon it, is one.
type Transactions[T Tx] interface {
	InTx(ctx context.Context, fn func(T) error) error
}

// Acts runs every writing use case on a congress.
type Acts[T Tx] struct {
	Store     Transactions[T]
	Publisher Publisher // nil: nobody listens

	rests []string // tables on which the acts rest; none: all
	books *books   // of a service whose acts rest on a few rows
}

// Do runs one act. Where work or anything after it fails, nothing is kept and
// nobody is told. A congress whose log, state and last checkpoint disagree is
// refused with a [*RecordError] before the work begins.
func (acts Acts[T]) Do(ctx context.Context, by Actor, about Subject, work func(T, *Act) error) error {
	var done Act
	err := acts.Store.InTx(acts.books.lane(ctx, about), func(tx T) error {
		a := &Act{By: by, tx: tx}
		err := acts.run(ctx, tx, a, about, work)
		done = *a
		return err
	})
	if errors.Is(err, errKeyNotReady) {
		if err := readyKey(ctx, acts.Store, done.tx.Keyring()); err != nil {
			return err
		}
		return acts.Do(ctx, by, about, work)
	}
	if err != nil {
		return err
	}
	done.remember()
	acts.books.know(about, done.Congress.ID)
	if len(acts.rests) == 0 {
		acts.books.close(&done)
	}
	if acts.Publisher != nil {
		acts.Publisher.Publish(done.Congress.ID)
	}
	return nil
}

// run is one act within its transaction.
func (acts Acts[T]) run(ctx context.Context, tx T, a *Act, about Subject, work func(T, *Act) error) error {
	if err := about.Enter(ctx, tx, a); err != nil {
		return err
	}
	if err := a.authorise(ctx); err != nil {
		return err
	}
	var err error
	if len(acts.rests) > 0 {
		a.books = acts.books
	}
	if a.ledger, err = hold(ctx, tx, a.Congress, a.books, acts.rests...); err != nil {
		return err
	}
	if err := a.onDuty(ctx); err != nil {
		return err
	}
	a.before = held{a.Congress, a.Contest, a.Round}
	if err := work(tx, a); err != nil {
		return err
	}
	if err := a.keep(ctx); err != nil {
		return err
	}
	if err := a.writeLog(ctx); err != nil || !a.recount {
		return err
	}
	return tx.Recount(ctx, a.Congress.OrgID, a.Congress.ID)
}

// authorise: what the actor does not see is not there, and who holds a duty at
// a congress acts for the organisation of that congress alone.
func (a *Act) authorise(ctx context.Context) error {
	switch {
	case a.By.OrgID != a.Congress.OrgID && a.By.Role.OfHall():
		return ErrNotFound
	case a.By.OrgID == a.Congress.OrgID:
		return nil
	}
	org, err := a.tx.Organisation(ctx, a.Congress.OrgID)
	if err == nil && !a.By.Sees(org.Path) {
		err = ErrNotFound
	}
	return err
}

// onDuty refuses an account of the hall that nobody with this duty at this
// congress was given: who the administrator made a teller of the cell counts
// nothing before the congress made the person one.
func (a *Act) onDuty(ctx context.Context) error {
	if !a.By.Role.OfHall() {
		return nil
	}
	officers, err := a.officers(ctx)
	if err != nil {
		return err
	}
	for _, o := range officers {
		if o.AccountID != "" && o.AccountID == a.By.AccountID && o.Duty.Role() == a.By.Role {
			return nil
		}
	}
	return &PersonError{Code: "no_duty", Name: a.By.Name}
}

// officers returns who has which duty. An act of the count takes those that the last act
// signed, as this process has read them before.
func (a *Act) officers(ctx context.Context) ([]Officer, error) {
	sum := a.ledger.sums["officers"]
	if known, ok := a.books.officersOf(a.Congress.ID, sum); ok {
		return known, nil
	}
	officers, err := a.tx.Officers(ctx, a.Congress)
	if err != nil || a.books == nil || !a.ledger.signed {
		return officers, err
	}
	texts := make([]string, len(officers))
	for i, o := range officers {
		_, texts[i] = a.tx.Text(o, "")
	}
	slices.Sort(texts)
	if sumOf(hashed(texts)) != sum {
		return nil, a.Congress.broken("state_changed", "officers")
	}
	a.books.keepOfficers(a.Congress.ID, sum, officers)
	return officers, nil
}

// takeUpRound has the act hold a round beside what it is about.
func (a *Act) takeUpRound(r Round) { a.Round, a.before.round = r, r }

// takeUpContest has the act hold a contest beside what it is about.
func (a *Act) takeUpContest(c Contest) { a.Contest, a.before.contest = c, c }

// Now is the moment of the act.
func (a *Act) Now() Instant { return At(a.tx.Now()) }

// Tell has an event written to the log of the congress when the work is done;
// events stand there in the order in which they were told.
func (a *Act) Tell(event Event) { a.events = append(a.events, event) }

// Recount has the congress counted anew for the statistics when the work is
// done. Every act calls it that changes what they are counted from: states,
// seats, nominations, members, results.
func (a *Act) Recount() { a.recount = true }

// Move moves the congress, or refuses with a [*StateError].
func (a *Act) Move(action Action) error {
	a.Recount()
	return a.Congress.Move(action, a.By, a.Now())
}

// moveRound is Move for the round.
func (a *Act) moveRound(action roundAction) error { return a.Round.move(action, a.By, a.Now()) }

// errUntold: a use case changed a state and told the log nothing.
var errUntold = errors.New("congress: a state changed that the log does not tell")

// keep stores what the work changed.
func (a *Act) keep(ctx context.Context) error {
	was := a.before
	moved := a.Congress.State != was.congress.State || a.Round.State != was.round.State ||
		a.Contest.Settled != was.contest.Settled
	if moved && len(a.events)+len(a.adopted) == 0 {
		return errUntold
	}
	if a.Congress != a.before.congress {
		if err := a.tx.PutCongress(ctx, a.Congress); err != nil {
			return err
		}
	}
	if a.Contest != a.before.contest {
		if err := a.tx.PutContest(ctx, a.Contest); err != nil {
			return err
		}
	}
	if a.Round != a.before.round {
		return a.tx.PutRound(ctx, a.Round)
	}
	return nil
}
