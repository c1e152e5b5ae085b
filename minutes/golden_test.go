package minutes_test

import (
	"bytes"
	"context"
	"flag"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/minutes/papertest"
	"kiemphieu/ratify"
)

// update writes the adopted texts and pictures anew: go test ./minutes -update
func update() bool { return flag.Lookup("update").Value.String() == "true" }

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the adopted texts and pictures anew")
	flag.Parse()
	os.Exit(m.Run())
}

// T4: every document of a congress reads word for word as it was adopted; what
// a hash says of the run is masked.
func TestT4DocumentsReadAsAdopted(t *testing.T) {
	w := openWard(t)
	ctx := context.Background()
	meetings, err := w.congress.CongressesUnder(ctx, w.superior.OrgPath)
	must(t, err)
	v, err := w.ratify.DossierOf(ctx, meetings[0].ID)
	must(t, err)
	for name, d := range map[string]minutes.Document{"bien-ban-chi-uy": minutes.Count(v.Reports[0]),
		"bien-ban-bi-thu": minutes.Count(v.Reports[1]), "mo-dau": minutes.Opening(v.Reports[0]),
		"tong-hop": minutes.CongressSummary(v), "to-trinh": minutes.Submission(v), "trich-ngang": minutes.Extract(v),
		"quyet-dinh": minutes.Decision(v)} {
		text := regexp.MustCompile(`[0-9a-f]{8,}( [0-9a-f]{8})*`).ReplaceAllString(d.Text(), "<hash>")
		// grows with every kind of event
		text = regexp.MustCompile(`sổ nhật ký của máy \(.*`).ReplaceAllString(text, "sổ nhật ký của máy <số, từ>")
		compareFile(t, filepath.Join("testdata", name+".txt"), []byte(text+"\n"), bytes.Equal)
	}
}

// decisions returns every decision that a superior can take about a dossier:
// somebody is refused, all is annulled (by a committee without a standing
// committee), a secretary is appointed.
func decisions(v ratify.DossierView) map[string]minutes.Document {
	v.Above = congress.Organisation{Name: "Đảng bộ thị xã Kỳ Anh"}
	v.Overview.Contests = slices.Clone(v.Overview.Contests)
	committee := &v.Overview.Contests[0]
	committee.Elected = slices.Clone(committee.Elected)
	committee.Elected[1].Refused = true
	refused, annulled := v, v
	annulled.NoStanding = true
	refused.Dossier.Reason, annulled.Dossier.Reason, annulled.Dossier.State = "Chưa đủ tiêu chuẩn.",
		"Vi phạm nguyên tắc bầu cử", ratify.DossierAnnulled
	return map[string]minutes.Document{"quyet-dinh-khong-chuan-y": minutes.Decision(refused),
		"quyet-dinh-huy": minutes.Decision(annulled),
		"chi-dinh": minutes.Appointment(v, ratify.Appointment{Name: "Nguyễn Văn Bình", Born: "1970-02-03",
			Office: "secretary", Number: "174-QĐ/ĐU", DecidedOn: "2022-07-20"})}
}

// T4: every decision reads word for word as it was adopted, with number and
// date; whoever is refused stands below the list and not in it.
func TestT4DecisionsReadAsAdopted(t *testing.T) {
	w := openWard(t)
	ctx := context.Background()
	meetings, err := w.congress.CongressesUnder(ctx, w.superior.OrgPath)
	must(t, err)
	v, err := w.ratify.DossierOf(ctx, meetings[0].ID)
	must(t, err)
	for name, d := range decisions(v) {
		compareFile(t, filepath.Join("testdata", name+".txt"), []byte(d.Text()+"\n"), bytes.Equal)
	}
}

// A year of birth is printed as a year, never as a day.
func TestAYearOfBirthStaysAYear(t *testing.T) {
	d := minutes.Appointment(ratify.DossierView{}, ratify.Appointment{Name: "Nguyễn Văn Bình", Born: "1970",
		Office: "secretary"})
	if want := "đồng chí Nguyễn Văn Bình, sinh năm 1970,"; !strings.Contains(d.Text(), want) {
		t.Errorf("%q is not in %s", want, d.Text())
	}
}

// compareFile holds content against the adopted file.
func compareFile(t *testing.T, path string, content []byte, same func(a, b []byte) bool) {
	t.Helper()
	if update() {
		must(t, os.MkdirAll(filepath.Dir(path), 0o750))
		must(t, os.WriteFile(path, content, 0o600))
	}
	adopted, err := os.ReadFile(path) //nolint:gosec // our own file
	must(t, err)
	if !same(adopted, content) {
		t.Errorf("%s is not as adopted: look, and run `go test ./minutes -update` if it is meant\n%s", path,
			content[:min(len(content), 4000)])
	}
}

// T4: papers of both styles look as they were adopted, pixel by pixel but for
// what another version of the renderer does to edges.
func TestT4PapersLookAsAdopted(t *testing.T) {
	for name, test := range map[string]struct {
		names, seats int
		format       ballot.Format
	}{"gach-ten": {6, 5, ballot.FormatA5}, "dong-y": {3, 3, ballot.FormatA5}, "ba-muoi": {30, 25, ballot.FormatA4}} {
		p := printing(t, test.names, test.seats, test.format)
		p.Tokens, p.N, p.Definition.CodeMode = nil, 1, "none"
		var pdf bytes.Buffer
		must(t, minutes.WritePapers(p, &pdf))
		compareFile(t, filepath.Join("testdata", name+".png"), picture(t, pdf.Bytes()), looksAlike)
	}
}

// picture renders the first page at 50 dots an inch.
func picture(t *testing.T, pdf []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "x.pdf")
	must(t, os.WriteFile(path, pdf, 0o600))
	must(t, exec.CommandContext(t.Context(), papertest.Tool(t, "pdftoppm"), "-r", "50", "-gray", "-png", "-singlefile",
		path,
		filepath.Join(dir, "x")).Run()) //nolint:gosec // our own file
	content, err := os.ReadFile(filepath.Join(dir, "x.png")) //nolint:gosec // our own file
	must(t, err)
	return content
}

// looksAlike allows one pixel in a thousand to differ by more than a quarter
// of the way from white to black.
func looksAlike(a, b []byte) bool {
	x, errA := png.Decode(bytes.NewReader(a))
	y, errB := png.Decode(bytes.NewReader(b))
	if errA != nil || errB != nil || x.Bounds() != y.Bounds() {
		return false
	}
	return different(x, y)*1000 < x.Bounds().Dx()*x.Bounds().Dy()
}

func different(a, b image.Image) int {
	n := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			p, _, _, _ := a.At(x, y).RGBA()
			q, _, _, _ := b.At(x, y).RGBA()
			if max(p, q)-min(p, q) > 1<<14 {
				n++
			}
		}
	}
	return n
}

// The comparison of pictures bites: one name more is another picture.
func TestAnotherPaperLooksDifferent(t *testing.T) {
	var pictures [2][]byte
	for i := range pictures {
		p := printing(t, 6+i, 5, ballot.FormatA5)
		p.Tokens, p.N = nil, 1
		var pdf bytes.Buffer
		must(t, minutes.WritePapers(p, &pdf))
		pictures[i] = picture(t, pdf.Bytes())
	}
	if looksAlike(pictures[0], pictures[1]) {
		t.Error("a paper with a name more looks the same")
	}
}
