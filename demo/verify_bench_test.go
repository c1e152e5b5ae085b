package demo

import (
	"bytes"
	"context"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"path/filepath"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/record"
	"kiemphieu/verify"
)

// Four ballots of 108 papers, and of 1,500, exported and verified: the checks
// take no longer than a person waits, and the bundle fits into a message.
func BenchmarkVerify(b *testing.B) {
	for _, papers := range []int{108, 1500} {
		b.Run(fmt.Sprint(papers), func(b *testing.B) {
			bundle := fourBallots(b, papers)
			for b.Loop() {
				if r, _, err := verify.Verify(bytes.NewReader(bundle), verify.Options{}); err != nil || !r.OK {
					b.Fatalf("%v: %s", err, r.Failed())
				}
			}
			b.ReportMetric(float64(len(bundle))/(1<<20), "MB")
		})
	}
}

// The bundle of four ballots, of a cell or of the largest congress, is no more
// than 2 MB.
func TestABundleFitsIntoAMessage(t *testing.T) {
	size.Long(t)
	papers := size.Pick(108, 108, 1500)
	bundle := fourBallots(t, papers)
	t.Logf("%d papers: %d KB", papers, len(bundle)>>10)
	if len(bundle) > 2<<20 {
		t.Errorf("a bundle of %d papers has %d KB", papers, len(bundle)>>10)
	}
}

// fourBallots holds a congress and gives its bundle.
func fourBallots(tb testing.TB, papers int) []byte {
	tb.Helper()
	must := func(err error) {
		if err != nil {
			tb.Helper()
			tb.Fatal(err)
		}
	}
	ctx, clock := context.Background(), &Clock{}
	p, err := app.Open(ctx, app.Config{Database: filepath.Join(tb.TempDir(), "kiemphieu.db"), Now: clock.Now})
	must(err)
	defer p.Close() //nolint:errcheck // a database that is thrown away
	d := &Demo{Congress: p.Congress, Ratify: p.Ratify, Clock: clock, Hash: "x",
		Print:  func(congress.Printing, io.Writer) error { return nil },
		random: mathrand.New(mathrand.NewPCG(4, uint64(papers))), used: map[string]bool{}, Progress: func(string) {}}
	must(clock.at("2020-06-20", 8))
	must(p.Congress.SetUp(ctx, congress.OrganisationInput{Kind: congress.KindSuperior, Name: "Đảng bộ phường"},
		congress.AccountInput{Login: "quantri", Name: "Quản trị viên", PasswordHash: "x"}))
	admin, err := p.Congress.AccountByLogin(ctx, "quantri")
	must(err)
	var accounts []Account
	h, err := d.open(ctx, &accounts, admin.OrgID, cell{name: "Chi bộ Bốn lần bầu", model: congress.ModelOffice,
		official: papers + 3, seats: 7, reelected: 4, women: 2, heldOn: "2020-06-20"}, "2020–2025", 1)
	must(err)
	must(d.prepare(ctx, h, len(congress.PreparationItems())))
	must(d.attend(ctx, h))
	for _, c := range []contest{{office: ballot.Committee, seats: 7, names: 9},
		{office: ballot.Secretary, seats: 1, names: 1},
		{office: ballot.Deputy, seats: 1, names: 1, from: 1}, {office: ballot.Delegates, seats: 7, names: 9}} {
		box, err := d.vote(ctx, h, c)
		must(err)
		must(d.count(ctx, h, box))
	}
	must(p.Congress.Close(ctx, h.presidium, h.congress))
	signer, _, err := p.Congress.LogKey(ctx)
	must(err)
	files := bytes.Buffer{}
	must(p.Ratify.ExportBundle(ctx, h.congress, &files, signer))
	if files.Len() > record.MaxBundle {
		tb.Fatal("too large")
	}
	return files.Bytes()
}
