package pages_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"kiemphieu/api/apitest"
	"kiemphieu/record"
)

// A browser that kept how a log looked gets the proof that it has only grown, from
// whatever size, and nobody of another cell does.
func TestABrowserGetsTheProofOfALog(t *testing.T) {
	h, meetings := apitest.OpenWard(t)
	c := meetings[0]
	path := "/dai-hoi/" + string(c.ID) + "/so-nhat-ky.json?tu="
	ask := func(login, from string) (at record.Checkpoint, proof tlog.TreeProof) {
		t.Helper()
		answer, body := h.Call(h.Client(login), http.MethodGet, path+from, nil)
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", from, answer.StatusCode)
		}
		var told struct {
			Size  int64
			Root  string
			Proof []string
		}
		if err := json.Unmarshal([]byte(body), &told); err != nil {
			t.Fatal(err)
		}
		read := func(text string) record.Hash {
			raw, err := base64.StdEncoding.DecodeString(text)
			if err != nil || len(raw) != len(record.Hash{}) {
				t.Fatalf("%q: %v", text, err)
			}
			return record.Hash(raw)
		}
		for _, hash := range told.Proof {
			proof = append(proof, read(hash))
		}
		return record.Checkpoint{Origin: c.LogOrigin(), Size: told.Size, Root: read(told.Root)}, proof
	}
	entries, err := h.Congress.Log(t.Context(), c.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int64{1, 7, 32, int64(len(entries)) - 1} {
		old := record.Checkpoint{Origin: c.LogOrigin(), Size: size}
		old.Root, err = record.Root(size, func(seq int64) ([]byte, error) { return entries[seq].Hashes, nil })
		if err != nil {
			t.Fatal(err)
		}
		now, proof := ask("cb01.truongban", fmt.Sprint(size))
		if err := record.CheckGrowth(proof, old, now); err != nil {
			t.Errorf("from %d: %v", size, err)
		}
	}
	for _, from := range []string{"", "0", "-1", "x", "100000"} {
		if now, proof := ask("danguy", from); now.Size != int64(len(entries)) || len(proof) > 0 {
			t.Errorf("from %q: size %d, %d hashes", from, now.Size, len(proof))
		}
	}
	answer, _ := h.Call(h.Client("cb02.truongban"), http.MethodGet, path, nil)
	if answer.StatusCode != http.StatusNotFound {
		t.Errorf("another cell: %d", answer.StatusCode)
	}
}
