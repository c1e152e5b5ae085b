package store

import (
	"context"
	"errors"
	"runtime"
	"time"

	"github.com/jmoiron/sqlx"

	"kiemphieu/congress"
)

// job is one transaction that waits for the SQLite writer. Its function runs
// in the goroutine of its caller, so that a panic there stays there.
type job struct {
	turn   chan *tx   // the transaction to run in; closed where there will be none
	ran    chan error // what the function gave
	answer chan error // once the group is durable or lost; never blocks
	err    error
}

// maxGroup bounds how many transactions one commit makes durable.
const maxGroup = 64

// errUnfinished: a transaction's function panicked or ended its goroutine.
var errUnfinished = errors.New("store: transaction did not finish")

// errSlow: the disk did not answer in time.
var errSlow = errors.New("store: database takes too long")

// enqueue runs fn when its turn has come and returns once it is durable. A
// caller who gives up while waiting, or whose turn does not come in time, is
// not run. Of what was run, nothing is acknowledged that the disk did not.
func (db *DB) enqueue(ctx context.Context, fn func(*tx) error) error {
	j := &job{turn: make(chan *tx), ran: make(chan error), answer: make(chan error, 1)}
	waiting, cancel := context.WithTimeoutCause(ctx, db.patience, errSlow)
	defer cancel()
	select {
	case db.queue <- j:
	case <-waiting.Done():
		return errors.Join(congress.ErrUnavailable, context.Cause(waiting))
	case <-db.stop:
		return congress.ErrUnavailable
	}
	t, ok := <-j.turn
	if !ok {
		return <-j.answer
	}
	j.run(ctx, t, fn)
	return db.await(ctx, j, t)
}

// await returns once the job is durable or lost, or after a while without
// knowing; what is to follow a commit follows it all the same.
func (db *DB) await(ctx context.Context, j *job, t *tx) error {
	slow := time.NewTimer(db.patience)
	defer slow.Stop()
	select {
	case err := <-j.answer:
		if err == nil {
			t.runAfter(ctx)
		}
		return err
	case <-slow.C:
		go func() {
			if <-j.answer == nil {
				t.runAfter(ctx)
			}
		}()
		return errors.Join(congress.ErrUnavailable, errSlow)
	}
}

// run always tells the writer that it has its transaction back.
func (j *job) run(ctx context.Context, t *tx, fn func(*tx) error) {
	err := errUnfinished
	defer func() { j.ran <- err }()
	if err = ctx.Err(); err != nil {
		err = errors.Join(congress.ErrUnavailable, err)
		return
	}
	err = errUnfinished
	err = fn(t)
}

// writer commits what waits, group after group, until the database is closed.
func (db *DB) writer() {
	for {
		select {
		case first := <-db.queue:
			db.commitGroup(first)
		case <-db.stop:
			return
		}
	}
}

// commitGroup runs every job that waits, each under a savepoint of its own,
// and commits once; then it answers all.
func (db *DB) commitGroup(first *job) {
	var group []*job
	err := db.runGroup(first, &group)
	for _, j := range group {
		switch {
		case j.err != nil:
			j.answer <- db.dialect.classify(j.err)
		case err != nil:
			j.answer <- errors.Join(congress.ErrUnavailable, err)
		default:
			j.answer <- nil
		}
	}
}

func (db *DB) runGroup(first *job, group *[]*job) error {
	sqlTx, err := db.write.BeginTxx(context.Background(), nil) // one caller's cancellation must not undo another's work
	if err != nil {
		close(first.turn)
		*group = append(*group, first)
		return err
	}
	defer rollback(sqlTx)
	for j := first; j != nil; j = db.next(len(*group)) {
		*group = append(*group, j)
		if err := db.runJob(sqlTx, j); err != nil {
			return err
		}
	}
	if err := db.at.still(); err != nil {
		return err
	}
	return sqlTx.Commit()
}

// next returns another job that waits, if there is one and the group has room.
func (db *DB) next(size int) *job {
	if size == maxGroup {
		return nil
	}
	runtime.Gosched() // lets those who were just answered come again
	select {
	case j := <-db.queue:
		return j
	default:
		return nil
	}
}

// runJob runs one job; only an error of the savepoint itself ends the group.
func (db *DB) runJob(sqlTx *sqlx.Tx, j *job) error {
	ctx := context.Background()
	if _, err := sqlTx.ExecContext(ctx, "SAVEPOINT job"); err != nil {
		close(j.turn)
		return err
	}
	j.turn <- &tx{q: sqlTx, prepared: db.writing, db: db, now: db.now(), writable: true, shared: true}
	if j.err = <-j.ran; j.err != nil {
		if _, err := sqlTx.ExecContext(ctx, "ROLLBACK TO job"); err != nil {
			return err
		}
	}
	_, err := sqlTx.ExecContext(ctx, "RELEASE job")
	return err
}
