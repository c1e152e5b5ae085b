package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kiemphieu/api"
	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress/bundle"
)

// A bundle of an unknown key that comes by the command line waits where one waits
// that comes by the page: whoever compares the key finds it there.
func TestAnImportedFileOfAnUnknownKeyWaits(t *testing.T) {
	name := filepath.Join(root, "verify", "testdata", "vectors", "00-valid.kpz")
	w := apptest.OpenWard(t, app.Config{})
	_, raw, err := verifyFile(name, "")
	if err != nil {
		t.Fatal(err)
	}
	contents, err := bundle.Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	command := newImportCommand()
	command.SetContext(context.Background())
	err = importBundle(command, w.Ratify, contents)
	if !api.UnknownKey(err) {
		t.Fatalf("a bundle of an unknown key: %v", err)
	}
	if err := keepWaiting(command, w.Ratify, contents, name); err != nil {
		t.Fatal(err)
	}
	account, err := w.Congress.AccountByLogin(t.Context(), "danguy")
	if err != nil {
		t.Fatal(err)
	}
	superior, err := w.Congress.ActorOf(t.Context(), account.ID)
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	waits, err := w.Ratify.QuarantinedBy(t.Context(), superior, hex.EncodeToString(sum[:]))
	if err != nil || waits.Title != contents.Congress.Title {
		t.Errorf("the superior finds %q, %v", waits.Title, err)
	}
	hint := explainImport(importBundle(command, w.Ratify, contents))
	if !strings.Contains(hint.Error(), "khóa chưa ai so") {
		t.Errorf("the command says %v", hint)
	}
}
