package bundle_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/congress/bundle"
	"kiemphieu/record"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ratified returns the files of a congress of the demo's ward, and who signs them.
func ratified(t *testing.T) ([]record.File, string) {
	t.Helper()
	ctx := context.Background()
	w := apptest.OpenWard(t, app.Config{})
	signer, _, err := w.Congress.LogKey(ctx)
	must(t, err)
	meetings, err := w.Congress.CongressesUnder(ctx, "/")
	must(t, err)
	for _, c := range meetings {
		if c.State != congress.StateRatified {
			continue
		}
		var files []record.File
		must(t, w.Store.View(ctx, func(tx congress.Tx) error {
			files, err = bundle.Files(ctx, tx, c.ID, signer)
			return err
		}))
		return files, signer
	}
	t.Fatal("nothing is ratified in the ward")
	return nil, ""
}

// read packs the files, with one changed, and reads them again.
func read(t *testing.T, files []record.File, signer, name, old, changed string) (bundle.Contents, error) {
	t.Helper()
	var altered []record.File
	for _, f := range files {
		if f.Name == name {
			if !bytes.Contains(f.Content, []byte(old)) {
				t.Fatalf("%s has no %q", name, old)
			}
			f.Content = bytes.Replace(f.Content, []byte(old), []byte(changed), 1)
		}
		altered = append(altered, f)
	}
	var packed bytes.Buffer
	must(t, record.WriteBundle(&packed, altered, signer))
	raw, err := record.ReadBundle(&packed)
	must(t, err)
	return bundle.Read(raw)
}

// Whoever signs can write what they like into the files: each is held to its form.
func TestFilesOfAnotherFormAreRefused(t *testing.T) {
	size.Long(t)
	files, signer := ratified(t)
	whole, err := read(t, files, signer, record.BundleDefinition, "{", "{")
	must(t, err)
	named := 0
	for _, m := range whole.Members {
		if bundle.Named(m.ID) != (m.Name != bundle.UnnamedName) {
			t.Errorf("%s is %s", m.ID, m.Name)
		}
		if bundle.Named(m.ID) {
			named++
		}
	}
	if named == 0 || named == len(whole.Members) || whole.Congress.State != congress.StateRatified ||
		len(whole.Passages) < 2 {
		t.Errorf("%d of %d are named, %d passages", named, len(whole.Members), len(whole.Passages))
	}
	for what, c := range map[string]struct{ name, old, changed string }{
		"a later format":       {record.BundleDefinition, `"format":1`, `"format":2`},
		"a field more":         {record.BundleDefinition, `"format":1`, `"format":1,"voter":"x"`},
		"two values":           {record.BundleResults, `{`, `{"rounds":[],"elected":[]}{`},
		"a list of candidates": {record.BundleDefinition, `"candidates":[`, `"candidates":[{},`},
		"no JSON":              {record.BundleManifests, `{`, `{{`},
		"an event of no time":  {record.BundleLog, `"at":"`, `"at":"x`},
	} {
		if _, err := read(t, files, signer, c.name, c.old, c.changed); !errors.Is(err, record.ErrBundle) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
