package minutes_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
	"github.com/xuri/excelize/v2"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/minutes/papertest"
	"kiemphieu/ratify"
	"kiemphieu/ratify/statistics"
)

// ward is the finished ward of S0.
type ward struct {
	congress *congress.Service
	ratify   *ratify.Service
	sums     *statistics.Service
	superior congress.Actor
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func openWard(t *testing.T) ward {
	t.Helper()
	ctx := context.Background()
	p := apptest.OpenFinishedWard(t, app.Config{})
	account, err := p.Congress.AccountByLogin(ctx, "danguy")
	must(t, err)
	by, err := p.Congress.ActorOf(ctx, account.ID)
	must(t, err)
	return ward{p.Congress, p.Ratify, p.Statistics, by}
}

// firstDossier is that of the first congress of the ward.
func firstDossier(t *testing.T) ratify.DossierView {
	t.Helper()
	w := openWard(t)
	meetings, err := w.congress.CongressesUnder(t.Context(), w.superior.OrgPath)
	must(t, err)
	v, err := w.ratify.DossierOf(t.Context(), meetings[0].ID)
	must(t, err)
	return v
}

func pdfOf(t *testing.T, d minutes.Document) []byte {
	t.Helper()
	var out bytes.Buffer
	must(t, d.PDF(&out))
	return out.Bytes()
}

func docxOf(t *testing.T, d minutes.Document) []byte {
	t.Helper()
	var out bytes.Buffer
	must(t, d.DOCX(&out))
	return out.Bytes()
}

// T3: the minutes of every round of the ward carry the figures of the sealed
// outcome, in PDF and in DOCX.
func TestT3MinutesCarryTheOutcome(t *testing.T) {
	size.Long(t)
	w := openWard(t)
	ctx := context.Background()
	meetings, err := w.congress.CongressesUnder(ctx, w.superior.OrgPath)
	must(t, err)
	rounds := 0
	for _, m := range meetings {
		v, err := w.ratify.DossierOf(ctx, m.ID)
		must(t, err)
		for _, r := range v.Reports {
			rounds++
			d := minutes.Count(r)
			compareFigures(t, "PDF", papertest.PDF(t, pdfOf(t, d)), r)
			compareFigures(t, "DOCX", papertest.DOCX(t, docxOf(t, d)), r)
		}
	}
	if rounds != 33 {
		t.Errorf("%d rounds, want 11 congresses of three", rounds)
	}
}

func compareFigures(t *testing.T, kind, text string, r congress.Report) {
	t.Helper()
	flat := strings.Join(strings.Fields(text), " ")
	for i, row := range r.Outcome.Rows {
		name := r.Definition.List.Candidates[i].Name
		figure := fmt.Sprintf("%d/%d = %s", row.Votes, r.Outcome.Base, minutes.PercentVN(row.Votes, r.Outcome.Base))
		if !strings.Contains(flat, name) || !strings.Contains(flat, figure) {
			t.Errorf("%s of %s: lacks %s or %s", kind, r.Congress.Title, name, figure)
		}
	}
	for _, phrase := range []string{"BIÊN BẢN KIỂM PHIẾU", "ĐẢNG CỘNG SẢN VIỆT NAM",
		fmt.Sprintf("Số phiếu hợp lệ: %d", r.Sheet.Valid), fmt.Sprintf("ít nhất %d phiếu", r.Outcome.Needed),
		fmt.Sprintf("tái cử %d; tham gia lần đầu %d; nữ %d", r.Breakdown.Reelected, r.Breakdown.New,
			r.Breakdown.Female)} {
		if !strings.Contains(flat, phrase) {
			t.Errorf("%s of %s: lacks %q", kind, r.Congress.Title, phrase)
		}
	}
	_, elected, _ := strings.Cut(flat, "6. Danh sách trúng cử")
	at := -1
	for _, id := range r.Outcome.Elected {
		next := strings.Index(elected, r.Candidate(id).Name)
		if next <= at {
			t.Errorf("%s of %s: elected not by votes from high to low", kind, r.Congress.Title)
		}
		at = next
	}
}

// summary hands over the rows of the ward.
func (w ward) summary(take func(ratify.CongressRow) error) (ratify.Total, error) {
	return w.ratify.SummaryOf(context.Background(), w.superior.OrgPath, take)
}

// T3: the ward's spreadsheet adds up to what the screen shows.
func TestT3SpreadsheetOfTheWard(t *testing.T) {
	w := openWard(t)
	var out bytes.Buffer
	must(t, minutes.SummaryXLSX(&out, congress.Organisation{Name: "Đảng bộ phường"}, w.summary))
	f, err := excelize.OpenReader(&out)
	must(t, err)
	rows, err := f.GetRows("Tổng hợp")
	must(t, err)
	last := rows[len(rows)-1]
	if got := strings.Join(last[3:8], " "); got != "39 39 24 15 9" {
		t.Errorf("totals %s", got)
	}
	sums := make([]int, 5)
	for _, row := range rows[3 : len(rows)-1] {
		for i, cell := range row[3:8] {
			n := 0
			_, err := fmt.Sscan(cell, &n)
			must(t, err)
			sums[i] += n
		}
	}
	if fmt.Sprint(sums) != "[39 39 24 15 9]" {
		t.Errorf("rows add up to %v", sums)
	}
}

// byLibreOffice returns the PDF that LibreOffice makes of each DOCX.
func byLibreOffice(t *testing.T, documents map[string]minutes.Document) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	args := []string{"--headless", "--norestore", "-env:UserInstallation=file://" + filepath.Join(dir, "profile"),
		"--convert-to", "pdf", "--outdir", dir}
	for name, d := range documents {
		path := filepath.Join(dir, name+".docx")
		must(t, os.WriteFile(path, docxOf(t, d), 0o600))
		args = append(args, path)
	}
	office := exec.CommandContext(t.Context(), papertest.Tool(t, "soffice"), args...) //nolint:gosec // our own files
	office.Env = append(os.Environ(), "FONTCONFIG_FILE="+fontsOfPapers(t))
	if out, err := office.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	made := map[string][]byte{}
	for name := range documents {
		content, err := os.ReadFile(filepath.Join(dir, name+".pdf")) //nolint:gosec // our own file
		must(t, err)
		made[name] = content
	}
	return made
}

// fontsOfPapers lets LibreOffice find letters as wide as those of Times New
// Roman, whatever this machine has.
func fontsOfPapers(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, font := range map[string][]byte{"regular": liberationserifregular.TTF, "bold": liberationserifbold.TTF,
		"italic": liberationserifitalic.TTF} {
		must(t, os.WriteFile(filepath.Join(dir, name+".ttf"), font, 0o600))
	}
	path := filepath.Join(dir, "fonts.conf")
	must(t, os.WriteFile(path, fmt.Appendf(nil,
		`<fontconfig><dir>%[1]s</dir><cachedir>%[1]s/cache</cachedir></fontconfig>`, dir), 0o600))
	return path
}

func titleOf(d minutes.Document) string {
	for _, b := range d.Blocks {
		if title, ok := b.(minutes.Title); ok {
			return title.Name
		}
	}
	return "?"
}

// Every name stands whole on every format, and pages differ by their code alone.
func TestPapersCarryEveryName(t *testing.T) {
	for name, test := range map[string]struct {
		names, seats int
		format       ballot.Format
		pages        int
	}{
		"one name, A6": {1, 1, ballot.FormatA6, 3}, "two for one, A5": {2, 1, ballot.FormatA5, 3},
		"nine, two up": {9, 7, ballot.FormatA5TwoUp, 2},
		"eighteen, A5": {18, 14, ballot.FormatA5, 3}, "twelve, A6": {12, 12, ballot.FormatA6, 3},
		"thirty, A4": {30, 24, ballot.FormatA4, 3},
	} {
		p := printing(t, test.names, test.seats, test.format)
		var out, again bytes.Buffer
		must(t, minutes.WritePapers(p, &out))
		must(t, minutes.WritePapers(p, &again))
		if !bytes.Equal(out.Bytes(), again.Bytes()) {
			t.Errorf("%s: the same papers printed twice differ", name)
		}
		pages := strings.Split(strings.TrimSuffix(papertest.PDF(t, out.Bytes()), "\f"), "\f")
		if len(pages) != test.pages {
			t.Errorf("%s: %d pages, want %d", name, len(pages), test.pages)
		}
		for _, c := range p.Definition.List.Candidates {
			if !strings.Contains(strings.Join(strings.Fields(pages[0]), " "), c.Name) {
				t.Errorf("%s: %s is not whole", name, c.Name)
			}
		}
		if test.format != ballot.FormatA5TwoUp && len(slices.Compact(pages)) != 1 {
			t.Errorf("%s: pages differ in more than their code", name)
		}
	}
}

func printing(t *testing.T, names, seats int, format ballot.Format) congress.Printing {
	t.Helper()
	hard := []string{"Nguyễn Phước Quý Thị Diễm Khuê", "H'Bluêk Niê Kđăm", "Tôn Nữ Thị Ngọc Ẩn", "Đỗ Thị Ưỡng"}
	list := ballot.List{Seats: seats}
	for i := range names {
		list.Candidates = append(list.Candidates, ballot.Candidate{ID: fmt.Sprint(i), Name: hard[i%len(hard)]})
	}
	d := ballot.Definition{Congress: "Đại hội Chi bộ Tổ dân phố Hưng Thịnh", Term: "2025–2027",
		Office: ballot.Committee, Round: 1, Kind: ballot.Ordinary, Style: list.Style(), List: list, CodeMode: "qr"}
	_, tokens, err := ballot.NewManifest(d, 3, rand.Reader)
	must(t, err)
	return congress.Printing{Definition: d, Tokens: tokens, N: 3, Format: format}
}
