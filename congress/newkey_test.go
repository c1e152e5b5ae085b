package congress_test

import (
	"bytes"
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/congress/bundle"
	"kiemphieu/ratify"
	"kiemphieu/record"
	"kiemphieu/store/pgtest"
	"kiemphieu/verify"
)

// keyed is a hall whose key lies where the test can reach it.
func keyed(t *testing.T, database string) (h *hall, at app.Config) {
	t.Helper()
	dir := t.TempDir()
	at = app.Config{Database: cmp.Or(database, filepath.Join(dir, "kiemphieu.db")), Keys: filepath.Join(dir, "keys")}
	return newHall(t, openProgram(t, at), 12, congress.CongressInput{Title: "Đại hội Chi bộ Thử",
		Term: "2025–2027", HeldOn: "2025-03-01", Profile: "190-QD/TW"}), at
}

// again is the hall in a program that is started anew.
func (h *hall) again(at app.Config) *hall {
	h.t.Helper()
	next := *h
	next.program = openProgram(h.t, at)
	next.s = next.program.Congress
	return &next
}

// counted elects somebody, so that there is something to send.
func (h *hall) counted(title string, from int) congress.RoundID {
	h.t.Helper()
	id := h.round(h.named(title, from), ballot.Ordinary, congress.CodeNone, 12)
	h.decide(id, repeat(12, "10")...)
	return id
}

// sent is the bundle of the congress, once it was closed and submitted.
func (h *hall) sent() (bundle.Contents, record.Bundle) {
	h.t.Helper()
	must(h.t, h.s.CloseWithReason(h.ctx, h.organiser, h.congress, "còn nội dung khác"))
	must(h.t, h.program.Ratify.Submit(h.ctx, h.organiser, h.congress, ""))
	return verified(h.t, h.export())
}

// Whoever compared the old key takes the new one from the bundle, since the old
// one signed the change; the old one speaks for nobody any more.
func TestAKeyIsChangedByTheKeyBeforeIt(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { keyChanges(t, "") })
	t.Run("PostgreSQL", func(t *testing.T) { keyChanges(t, pgtest.Database(t)) })
}

func keyChanges(t *testing.T, database string) {
	t.Helper()
	h, _ := keyed(t, database)
	h.mistaken(ballot.Secretary)
	h.counted("Nội dung một", 0)
	_, old, err := h.s.LogKey(h.ctx)
	must(t, err)
	told, err := h.s.ChangeKey(h.ctx)
	must(t, err)
	_, now, err := h.s.LogKey(h.ctx)
	must(t, err)
	if told != 1 || now == old {
		t.Fatalf("%d logs tell of it, key %s after %s", told, now, old)
	}
	h.counted("Nội dung hai", 2)
	h.mistaken(ballot.Deputy)
	if _, err := h.s.ChangeKey(h.ctx); err != nil {
		t.Fatal(err)
	}
	b, raw := h.sent()
	if len(b.KeyChanges) != 2 || b.KeyChanges[0].Key != now {
		t.Fatalf("%+v", b.KeyChanges)
	}
	h.mistaken(ballot.Committee)
	if all, err := h.program.ExamineAll(h.ctx); err != nil || len(all) != 1 || !all[0].OK() {
		t.Errorf("the congress itself, and what stands beside it: %+v %v", all, err)
	}
	_, rs, superior := house(t, openProgram(t, app.Config{}), "Chi bộ Thử")
	p, err := rs.PreviewBundle(h.ctx, superior, b)
	must(t, err)
	if p.Err == nil || p.Cell.ID == "" {
		t.Fatal("a key that nobody compared came in")
	}
	must(t, rs.AcceptKey(h.ctx, superior, p.Cell.ID, old, "điện thoại"))
	_, err = rs.ImportBundle(h.ctx, superior, b)
	must(t, err)
	lines, _, err := rs.KeysOf(h.ctx, superior)
	must(t, err)
	holds := map[string]bool{}
	for _, l := range lines {
		holds[l.Signer.Verifier] = l.Signer.RevokedAt == 0
	}
	if len(holds) != 3 || holds[old] || holds[now] || !holds[b.Verifier] {
		t.Errorf("the register holds %v", holds)
	}
	forgedChanges(t, raw, b)
}

// mistaken has an office written down and struck.
func (h *hall) mistaken(office ballot.Office) {
	h.t.Helper()
	must(h.t, h.holds(office, "2022–2025", "2022-06-01", h.members[0]))
	v, err := h.s.OfficesOf(h.ctx, h.org)
	must(h.t, err)
	must(h.t, h.s.EndMandate(h.ctx, h.organiser, h.org, v.InForce()[0].ID, "", "ghi nhầm", true))
}

// forgedChanges: a change that the old key did not sign, or after which it goes
// on signing, is refused by both verifiers.
func forgedChanges(t *testing.T, raw record.Bundle, b bundle.Contents) {
	t.Helper()
	first := b.KeyChanges[0]
	for name, keep := range map[string]func(size int64, verifier string) bool{
		"nobody": func(size int64, _ string) bool { return !changeAt(b, size) },
		"the new key alone": func(size int64, verifier string) bool {
			return !changeAt(b, size) || verifier != first.Old
		},
		"the old key alone": func(size int64, verifier string) bool {
			return !changeAt(b, size) || verifier != first.Key
		},
	} {
		var notes []string
		for _, c := range b.Checkpoints {
			if keep(c.Size, c.Verifier) {
				notes = append(notes, c.Note)
			}
		}
		var files []record.File
		for _, f := range raw.Files() {
			if f.Name == record.BundleCheckpoints {
				f.Content = []byte(strings.Join(notes, "\n"))
			}
			files = append(files, f)
		}
		signer, _, err := record.NewKey(strings.NewReader(strings.Repeat("k", 64)), "kiemphieu")
		must(t, err)
		var out bytes.Buffer
		must(t, record.WriteBundle(&out, files, signer))
		r, _, err := verify.Verify(&out, verify.Options{})
		must(t, err)
		if at := slices.IndexFunc(r.Checks, func(c verify.Check) bool { return c.Code == "log" }); !strings.Contains(
			strings.Join(r.Checks[at].Failures, " "), "đổi khóa") {
			t.Errorf("signed by %s: %v", name, r.Checks[at].Failures)
		}
	}
}

// changeAt reports whether the event before this size changed the key.
func changeAt(b bundle.Contents, size int64) bool {
	return strings.Contains(string(b.Leaves[size-1]), `"kind":"key.changed"`)
}

// Without the old key, or its passphrase, the congress goes on under a new one,
// and says so: on minutes, to the superior, who compares again.
func TestACongressGoesOnAfterALostKey(t *testing.T) {
	h, at := keyed(t, "")
	before := h.counted("Nội dung một", 0)
	_, old, err := h.s.LogKey(h.ctx)
	must(t, err)
	var broken *congress.RecordError
	if _, err := h.s.ReplaceLostKey(h.ctx, "tưởng mất"); !errors.As(err, &broken) || broken.Code != "key_here" {
		t.Errorf("a key that is there: %v", err)
	}
	must(t, os.Remove(filepath.Join(at.Keys, "log.key")))
	h = h.again(at)
	var wrong *congress.FieldError
	if _, err := h.s.ReplaceLostKey(h.ctx, " "); !errors.As(err, &wrong) || wrong.Field != "reason" {
		t.Errorf("without a reason: %v", err)
	}
	told, err := h.s.ReplaceLostKey(h.ctx, "Máy bị hỏng ổ đĩa.")
	must(t, err)
	after := h.counted("Nội dung hai", 2)
	says(t, h.spoken(after), []string{"Khóa ký sổ nhật ký bị mất, từ ",
		" khóa mới ký; khóa mới phải được so lại; lý do: Máy bị hỏng ổ đĩa."}, nil)
	if told != 1 || h.codes(before) != "" || h.codes(after) != "key_lost " {
		t.Errorf("%d logs; minutes tell %q, then %q", told, h.codes(before), h.codes(after))
	}
	b, _ := h.sent()
	_, rs, superior := house(t, openProgram(t, app.Config{}), "Chi bộ Thử")
	p, err := rs.PreviewBundle(h.ctx, superior, b)
	must(t, err)
	must(t, rs.AcceptKey(h.ctx, superior, p.Cell.ID, old, "điện thoại"))
	_, err = rs.ImportBundle(h.ctx, superior, b)
	if f := refused[*congress.FieldError](t, "not compared again", err); f.Code != "bundle_unknown_key" {
		t.Errorf("%v", f)
	}
	must(t, rs.AcceptKey(h.ctx, superior, p.Cell.ID, b.Verifier, "gặp trực tiếp"))
	_, err = rs.ImportBundle(h.ctx, superior, b)
	must(t, err)
	v, err := rs.DossierOf(h.ctx, h.congress)
	must(t, err)
	if !slices.ContainsFunc(v.Remarks.All, func(r congress.Remark) bool { return r.Code == "key_lost" }) ||
		!slices.ContainsFunc(v.Checks, func(c ratify.Check) bool {
			return c.Code == "told" && c.Result == ratify.CheckWarning
		}) {
		t.Errorf("the superior reads %+v", v.Remarks.All)
	}
	lines, _, err := rs.KeysOf(h.ctx, superior)
	must(t, err)
	for _, l := range lines {
		if (l.Signer.RevokedAt == 0) != (l.Signer.Verifier == b.Verifier) {
			t.Errorf("the register still holds %s", l.Signer.Verifier)
		}
	}
}

// A crash after the database has named the new key, and before its file is in
// its place: the next start puts it there.
func TestAChangeOfTheKeySurvivesACrash(t *testing.T) {
	h, at := keyed(t, "")
	h.counted("Nội dung một", 0)
	key := filepath.Join(at.Keys, "log.key")
	old, err := os.ReadFile(key)
	must(t, err)
	_, err = h.s.ChangeKey(h.ctx)
	must(t, err)
	_, verifier, err := h.s.LogKey(h.ctx)
	must(t, err)
	must(t, os.Rename(key, key+".next"))
	must(t, os.WriteFile(key, old, 0o600))
	h = h.again(at)
	if _, now, err := h.s.LogKey(h.ctx); err != nil || now != verifier {
		t.Fatalf("%s signs, want %s: %v", now, verifier, err)
	}
	h.counted("Nội dung hai", 2)
}
