package minutes_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/minutes/papertest"
	"kiemphieu/ratify"
	"kiemphieu/recount"
)

// children is what ISO/IEC 29500-4 (transitional), wml.xsd, lets stand inside
// an element, in the order in which it must stand; of elements that the writer
// does not use the list is silent, so that a new one has to be looked up. An
// element that ends in "*" may be repeated. Of rPr the schema leaves the order
// free since 2008; Word keeps that of the first edition.
func children() map[string][]string {
	order := map[string][]string{
		"document":   {"body"},
		"body":       {"p*", "tbl*", "sectPr"},
		"hdr":        {"p*"},
		"settings":   {"compat"},
		"compat":     {"compatSetting*"},
		"p":          {"pPr", "r*"},
		"r":          {"rPr", "fldChar", "instrText", "t*", "noBreakHyphen*", "drawing"},
		"pPr":        {"keepNext", "keepLines", "widowControl", "spacing", "ind", "jc"},
		"rPr":        {"rFonts", "b", "i", "sz", "u"},
		"tbl":        {"tblPr", "tblGrid", "tr*"},
		"tblPr":      {"tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook"},
		"tblBorders": {"top", "left", "bottom", "right", "insideH", "insideV"},
		"tblCellMar": {"top", "left", "bottom", "right"},
		"tblGrid":    {"gridCol*"},
		"tr":         {"trPr", "tc*"},
		"trPr":       {"cantSplit", "tblHeader"},
		"tc":         {"tcPr", "p*", "tbl*"},
		"tcPr":       {"tcW", "gridSpan", "tcBorders", "vAlign"},
		"sectPr":     {"headerReference*", "pgSz", "pgMar", "titlePg"},

		"drawing":     {"inline"}, // dml-wordprocessingDrawing.xsd, dml-picture.xsd and dml-main.xsd
		"inline":      {"extent", "effectExtent", "docPr", "cNvGraphicFramePr", "graphic"},
		"graphic":     {"graphicData"},
		"graphicData": {"pic"},
		"pic":         {"nvPicPr", "blipFill", "spPr"},
		"nvPicPr":     {"cNvPr", "cNvPicPr"},
		"blipFill":    {"blip", "srcRect", "stretch"},
		"stretch":     {"fillRect"},
		"spPr":        {"xfrm", "prstGeom"},
		"xfrm":        {"off", "ext"},
		"prstGeom":    {"avLst"},
	}
	const empty = "instrText t noBreakHyphen fldChar rFonts b i sz u keepNext widowControl spacing ind jc " +
		"top left bottom right " +
		"insideH insideV " +
		"tblLayout tblW tblInd compatSetting gridCol cantSplit " +
		"tblHeader tcW vAlign pgSz pgMar titlePg headerReference extent docPr cNvPr cNvPicPr blip fillRect off ext " +
		"avLst"
	for name := range strings.FieldsSeq(empty) {
		order[name] = nil
	}
	return order
}

// free names the elements whose children may stand in any order.
var free = []string{"body", "tc", "trPr", "r"}

// element is an element of the part being checked.
type element struct {
	name string
	seen []string
}

// checkPart holds a part of the package against the schema.
func checkPart(content []byte) []string {
	var findings []string
	var open []*element
	decoder := xml.NewDecoder(bytes.NewReader(content))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return findings
		}
		if err != nil {
			return append(findings, err.Error())
		}
		switch token := token.(type) {
		case xml.StartElement:
			if len(open) > 0 {
				parent := open[len(open)-1]
				parent.seen = append(parent.seen, token.Name.Local)
			}
			open = append(open, &element{name: token.Name.Local})
		case xml.EndElement:
			findings = append(findings, open[len(open)-1].check()...)
			open = open[:len(open)-1]
		}
	}
}

// check holds the children of an element against the schema.
func (e element) check() []string {
	allowed, ok := children()[e.name]
	if !ok {
		return []string{e.name + " is not in the list: look it up in wml.xsd"}
	}
	var findings []string
	at := 0
	for i, name := range e.seen {
		place := slices.IndexFunc(allowed, func(s string) bool { return strings.TrimSuffix(s, "*") == name })
		switch {
		case place < 0:
			findings = append(findings, fmt.Sprintf("%s in %s", name, e.name))
			continue
		case slices.Contains(e.seen[:i], name) && !strings.HasSuffix(allowed[place], "*"):
			findings = append(findings, fmt.Sprintf("a second %s in %s", name, e.name))
		case place < at && !slices.Contains(free, e.name):
			findings = append(findings, fmt.Sprintf("%s stands too late in %s: %v", name, e.name, e.seen))
		}
		at = max(at, place)
	}
	if e.name == "tc" && (len(e.seen) == 0 || e.seen[len(e.seen)-1] != "p") {
		findings = append(findings, "tc does not end in a paragraph")
	}
	if e.name == "body" && (len(e.seen) == 0 || e.seen[len(e.seen)-1] != "sectPr") {
		findings = append(findings, "body does not end in sectPr")
	}
	return findings
}

// T4, case s13: every part of every DOCX is valid in the order of its elements.
func TestT4DOCXFollowsTheSchema(t *testing.T) {
	for name, d := range allDocuments(t) {
		content := docxOf(t, d)
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		must(t, err)
		for _, part := range []string{"document", "header1", "header2", "settings"} {
			content, err := fs.ReadFile(archive, "word/"+part+".xml")
			must(t, err)
			findings := checkPart(content)
			slices.Sort(findings)
			for _, f := range slices.Compact(findings) {
				t.Errorf("%s, %s: %s", name, part, f)
			}
		}
	}
}

// No line parts what a hyphen or a dash joins, and what is read back is what was written.
func TestADashPartsNothing(t *testing.T) {
	content := docxOf(t, minutes.Document{Title: "Thử", Blocks: []minutes.Block{minutes.Paragraph{
		Text: "Nhiệm kỳ 2022–2025, số 24-QĐ/TW, năm 22-25-28 – hết"}}})
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	must(t, err)
	written, err := fs.ReadFile(archive, "word/document.xml")
	must(t, err)
	for _, want := range []string{"2022–\u20602025", "24</w:t><w:noBreakHyphen/>", ">25</w:t><w:noBreakHyphen/>"} {
		if !strings.Contains(string(written), want) {
			t.Errorf("no %q in %s", want, written)
		}
	}
	if text := papertest.DOCX(t, content); !strings.Contains(text, "2022–2025, số 24-QĐ/TW, năm 22-25-28 – hết") {
		t.Error(text)
	}
}

// The check of the schema bites.
func TestTheSchemaCheckBites(t *testing.T) {
	for broken, want := range map[string]string{
		`<tblPr><tblLayout/><tblBorders/></tblPr>`: "tblBorders stands too late",
		`<rPr><u/><sz/></rPr>`:                     "sz stands too late",
		`<tr><tc><p/><tbl/></tc></tr>`:             "does not end in a paragraph",
		`<p><pPr/><pPr/></p>`:                      "a second pPr",
		`<p><table/></p>`:                          "table in p",
	} {
		if findings := strings.Join(checkPart([]byte(broken)), "; "); !strings.Contains(findings, want) {
			t.Errorf("%s: %q, want %q", broken, findings, want)
		}
	}
}

// allDocuments returns every kind of document of a finished congress, and one as
// a rehearsal.
func allDocuments(t *testing.T) map[string]minutes.Document {
	t.Helper()
	v := firstDossier(t)
	documents := map[string]minutes.Document{"bien-ban": minutes.Count(v.Reports[0]),
		"bien-ban-dong-y": minutes.Count(v.Reports[1]), "mo-dau": minutes.Opening(v.Reports[0]),
		"niem-phong": minutes.PacketLabel(v.Reports[0]),
		"tong-hop":   minutes.CongressSummary(v), "to-trinh": minutes.Submission(v), "trich-ngang": minutes.Extract(v),
		"quyet-dinh": minutes.Decision(v)}
	again := v
	again.Dossier.AnnulledOn, again.Dossier.AnnulledNumber = "2022-08-01", "120-QĐ/ĐU"
	again.Dossier.AnnulledReason = "Vi phạm nguyên tắc bầu cử"
	documents["huy-sau-chuan-y"] = minutes.Annulment(again)
	maps.Copy(documents, decisions(v))
	maps.Copy(documents, afterwards(v))
	_, book := wardBook(t)
	documents["thong-ke"] = minutes.StatisticsReport(book, "2022-08-15")
	documents["bi-mat"] = minutes.Secrecy(v, minutes.Running{Version: "1.0.0", Server: true,
		Statements: []string{"log_statement = all"},
		Swap:       []string{"/dev/sda2"}, Hibernates: true, Cores: true}, "2022-08-15")
	stopped := recount.Recount{Number: 1}
	stopped.Order.Number, stopped.Order.Day, stopped.Order.Text = "05-QĐ/ĐU", "2022-07-01", "Có đơn & cần kiểm lại"
	documents["kiem-lai"] = minutes.Recount(v.Reports[0], stopped)
	rehearsal := documents["bien-ban"]
	rehearsal.Rehearsal = true
	documents["dien-tap"] = rehearsal
	return documents
}

// afterwards returns the papers about what follows a congress: complaints and
// denunciations in each step, and the custody of the papers.
func afterwards(v ratify.DossierView) map[string]minutes.Document {
	documents := map[string]minutes.Document{}
	c := ratify.Complaint{Number: 1, Form: ratify.FormComplaint, Late: true, Steps: []congress.ComplaintNoted{
		{Complaint: 1, Step: "received", Day: "2025-03-03", Form: "complaint", Text: "Thùng phiếu & việc niêm phong"},
		{Complaint: 1, Step: "handed", Day: "2025-03-04", To: "Ủy ban kiểm tra Đảng ủy", Text: "Xác minh"},
		{Complaint: 1, Step: "found", Day: "2025-03-10", Number: "01-KL/UBKT", Breach: true, Text: "Mở thùng hai lần."},
		{Complaint: 1, Step: "decided", Day: "2025-03-12", Number: "07-QĐ/ĐU", Text: "Hủy kết quả, bầu lại"}}}
	for i, step := range c.Steps {
		if d, ok := minutes.Complaint(v, c, i); ok {
			documents["khieu-nai-"+step.Step] = d
		}
	}
	v.Custody.Steps = []congress.CustodyNoted{
		{Step: "sealed", Day: "2025-03-01", Packets: 3, Holder: "Đồng chí A", Text: "nguyên vẹn"},
		{Step: "opened", Day: "2025-03-09", Number: "02-QĐ/ĐU", Text: "xác minh đơn"}}
	for i, step := range v.Custody.Steps {
		documents["bao-quan-"+step.Step] = minutes.Custody(v, i)
	}
	return documents
}

// Every kind of document that the room makes is among those that are checked.
func TestEveryKindOfDocumentIsChecked(t *testing.T) {
	var made []string
	checked := map[string]bool{}
	files, err := os.ReadDir(".")
	must(t, err)
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file.Name(), nil, 0)
		must(t, err)
		if name := file.Name(); name == "wml_test.go" || name == "golden_test.go" {
			ast.Inspect(tree, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok {
					checked[s.Sel.Name] = true
				}
				return true
			})
		}
		if !strings.HasSuffix(file.Name(), "_test.go") {
			made = append(made, makers(tree)...)
		}
	}
	if len(made) < 11 {
		t.Errorf("only %q make documents", made)
	}
	for _, name := range made {
		if !checked[name] {
			t.Errorf("what %s makes is not held against the schema", name)
		}
	}
}

// makers are the exported functions of a file that return a document.
func makers(file *ast.File) []string {
	var names []string
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv != nil || !f.Name.IsExported() || f.Type.Results == nil {
			continue
		}
		if result, ok := f.Type.Results.List[0].Type.(*ast.Ident); ok && result.Name == "Document" {
			names = append(names, f.Name.Name)
		}
	}
	return names
}
