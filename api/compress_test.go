package api_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
)

// A page goes out packed, at most half as long; what a form answers, where
// codes are shown once, does not.
func TestPagesArePackedAndFormsAreNot(t *testing.T) {
	t.Parallel()
	h := apitest.Open(t)
	admin := h.Client("parent.administrator")
	ask := func(method, path, encoding string, form url.Values) (string, []byte) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, h.URL+path, strings.NewReader(form.Encode()))
		apitest.Must(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept-Encoding", encoding)
		answer, err := admin.Do(r)
		apitest.Must(t, err)
		body, err := io.ReadAll(answer.Body)
		apitest.Must(t, err)
		apitest.Must(t, answer.Body.Close())
		return answer.Header.Get("Content-Encoding"), body
	}
	_, whole := ask(http.MethodGet, "/quan-tri", "identity", nil)
	how, packed := ask(http.MethodGet, "/quan-tri", "gzip", nil)
	if how != "gzip" || len(packed)*2 > len(whole) {
		t.Fatalf("%q: %d bytes of %d", how, len(packed), len(whole))
	}
	text, err := gzip.NewReader(bytes.NewReader(packed))
	apitest.Must(t, err)
	if again, err := io.ReadAll(text); err != nil || !bytes.Equal(again, whole) {
		t.Errorf("%v: the packed page is another one", err)
	}
	how, slip := ask(http.MethodPost, "/quan-tri/tai-khoan", "gzip", url.Values{"org": {string(h.Orgs["own"])},
		"login": {"moi"}, "name": {"Người mới"}, "role": {"teller"}})
	if how != "" || !bytes.Contains(slip, []byte("slip_code")) {
		t.Errorf("a slip came as %q: %s", how, slip)
	}
}
