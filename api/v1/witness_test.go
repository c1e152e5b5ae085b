package v1_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"kiemphieu/api/apitest"
	v1 "kiemphieu/api/v1"
	"kiemphieu/congress"
	"kiemphieu/record"
	"kiemphieu/security"
)

// logsAs asks about logs.
func logsAs(h *apitest.House, login string, seen ...string) []v1.Log {
	h.T.Helper()
	answer, body := h.Call(h.Client(login), http.MethodGet, "/api/v1/logs?seen="+strings.Join(seen, "&seen="), nil)
	var told v1.Logs
	apitest.Must(h.T, json.Unmarshal([]byte(body), &told))
	if answer.StatusCode != http.StatusOK {
		h.T.Fatalf("%v: %d", seen, answer.StatusCode)
	}
	return told.Logs
}

func hashIn(t *testing.T, text string) record.Hash {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != len(record.Hash{}) {
		t.Fatalf("%q: %v", text, err)
	}
	return record.Hash(raw)
}

// A browser that kept how a log looked gets the proof that it has only grown, from
// whatever size, and nobody of another cell does.
func TestABrowserGetsTheProofOfALog(t *testing.T) {
	h, meetings := apitest.OpenWard(t)
	c := meetings[0]
	entries, err := h.Congress.Log(t.Context(), c.ID, 0)
	apitest.Must(t, err)
	whole := int64(len(entries))
	for _, size := range []int64{1, 7, 32, whole - 1} {
		old := record.Checkpoint{Origin: c.LogOrigin(), Size: size}
		old.Root, err = record.Root(size, func(seq int64) ([]byte, error) { return entries[seq].Hashes, nil })
		apitest.Must(t, err)
		told := logsAs(h, "cb01.truongban", fmt.Sprintf("%s.%d", c.ID, size))[0]
		var proof tlog.TreeProof
		for _, hash := range told.Proof {
			proof = append(proof, hashIn(t, hash))
		}
		now := record.Checkpoint{Origin: c.LogOrigin(), Size: told.Size, Root: hashIn(t, told.Root)}
		if err := record.CheckGrowth(proof, old, now); err != nil || told.Congress != c.ID {
			t.Errorf("from %d: %v", size, err)
		}
	}
	for _, from := range []int64{0, -1, whole, 100000} {
		told := logsAs(h, "danguy", fmt.Sprintf("%s.%d", c.ID, from))[0]
		if told.Size != whole || len(told.Proof) > 0 {
			t.Errorf("from %d: size %d, %d hashes", from, told.Size, len(told.Proof))
		}
	}
	if logs := logsAs(h, "cb02.truongban", string(c.ID)+".5"); len(logs) > 0 {
		t.Errorf("another cell: %v", logs)
	}
	both := logsAs(h, "danguy", string(c.ID)+".1", string(meetings[1].ID)+".1", "nothing.0")
	if len(both) != 2 || both[1].Congress != meetings[1].ID {
		t.Errorf("two of three: %v", both)
	}
	for _, bad := range []string{string(c.ID), string(c.ID) + ".x", strings.Repeat("x.0&seen=", 100) + "x.0"} {
		answer, _ := h.Call(h.Client("danguy"), http.MethodGet, "/api/v1/logs?seen="+bad, nil)
		if answer.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%.60s: %d", bad, answer.StatusCode)
		}
	}
}

// A screen that remembers another log says so: the security log has it, and the page
// of the congress until its person has compared it with the paper.
func TestAWitnessIsHeard(t *testing.T) {
	h, meetings := apitest.OpenWard(t)
	c := meetings[0]
	const notice = "Có máy nhớ sổ nhật ký khác của đại hội này"
	say := func(login string, compared bool) int {
		t.Helper()
		body, err := json.Marshal(v1.Doubt{Congress: c.ID, Seen: 40, Size: 31, Compared: compared})
		apitest.Must(t, err)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL+"/api/v1/logs/doubts",
			bytes.NewReader(body))
		apitest.Must(t, err)
		request.Header.Set("Content-Type", "application/json")
		answer, _ := h.Do(h.Client(login), request)
		return answer.StatusCode
	}
	page := func() string {
		_, body := h.Call(h.Client("cb01.capuy"), http.MethodGet, "/dai-hoi/"+string(c.ID), nil)
		return body
	}
	if strings.Contains(page(), notice) {
		t.Fatal("a notice of nothing")
	}
	if got := say("cb02.truongban", false); got != http.StatusNotFound {
		t.Errorf("another cell: %d", got)
	}
	for range 2 { // a page says it each time that it is opened
		if got := say("danguy", false); got != http.StatusNoContent {
			t.Fatalf("the superior: %d", got)
		}
	}
	if body := page(); strings.Count(body, notice) != 1 || !strings.Contains(body, "40 việc") ||
		!strings.Contains(body, "31 việc") {
		t.Errorf("the page does not tell:\n%s", body)
	}
	if got := say("cb01.truongban", true); got != http.StatusNoContent || !strings.Contains(page(), notice) {
		t.Errorf("another person settles it: %d", got)
	}
	if got := say("danguy", true); got != http.StatusNoContent || strings.Contains(page(), notice) {
		t.Errorf("its person has compared it: %d", got)
	}
	var kinds []security.Kind
	apitest.Must(t, h.Security.Each(t.Context(), congress.Actor{OrgPath: "/"}, func(e security.Event) error {
		if e.About == c.Title {
			kinds = append(kinds, e.Kind)
		}
		return nil
	}))
	slices.Sort(kinds)
	if !slices.Equal(kinds, []security.Kind{security.RecordCompared, security.RecordDoubted}) {
		t.Errorf("the security log has %v", kinds)
	}
}
