package verify_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/record"
	"kiemphieu/verify"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ward is the demo's ward.
type ward struct {
	congress *congress.Service
	ratify   *ratify.Service
	meetings []congress.Congress
	signer   string
}

func openWard(t *testing.T) *ward {
	t.Helper()
	p := apptest.OpenWard(t, app.Config{})
	w := &ward{congress: p.Congress, ratify: p.Ratify}
	var err error
	w.signer, _, err = w.congress.LogKey(context.Background())
	must(t, err)
	w.meetings, err = w.congress.CongressesUnder(context.Background(), "/")
	must(t, err)
	return w
}

// export returns the bundle of a congress of the ward whose dossier was decided.
func (w *ward) export(t *testing.T, n int) []byte {
	t.Helper()
	var out bytes.Buffer
	must(t, w.ratify.ExportBundle(context.Background(), w.meetings[n].ID, &out, w.signer))
	return out.Bytes()
}

func run(t *testing.T, bundle []byte, opts verify.Options) verify.Report {
	t.Helper()
	report, _, err := verify.Verify(bytes.NewReader(bundle), opts)
	must(t, err)
	secondOpinion(t, bundle, opts.Checkpoint, report)
	return report
}

// failed lists the codes of the checks that found something.
func failed(r verify.Report) string {
	var codes []string
	for _, c := range r.Checks {
		if !c.OK() {
			codes = append(codes, c.Code)
		}
	}
	return strings.Join(codes, " ")
}

func TestBundlesOfTheWardStandUp(t *testing.T) {
	w := openWard(t)
	exported := 0
	for i, c := range w.meetings {
		if c.State != congress.StateRatified {
			err := w.ratify.ExportBundle(context.Background(), c.ID, io.Discard, w.signer)
			if err == nil {
				t.Errorf("%s is exported while it is %s", c.Title, c.State)
			}
			continue
		}
		exported++
		bundle := w.export(t, i)
		if r := run(t, bundle, verify.Options{}); !r.OK || r.Congress != c.Title {
			t.Errorf("%s: %s", c.Title, r.Failed())
		}
		if !bytes.Equal(bundle, w.export(t, i)) {
			t.Errorf("%s: two exports differ", c.Title)
		}
	}
	if exported != 9 {
		t.Errorf("%d bundles", exported)
	}
	_ = record.MaxBundle
}
