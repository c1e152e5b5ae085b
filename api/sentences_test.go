package api_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/api/webhook"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/outside"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
	"kiemphieu/roster"
	"kiemphieu/tally"
	"kiemphieu/web"
)

// known is a row of the error table.
type known struct {
	code   string // of its sentence
	status int
}

// errorTable reads the rows of the table from its source.
func errorTable(t *testing.T) (rows []known) {
	t.Helper()
	status := map[string]int{}
	for n := range 600 {
		status[strings.ReplaceAll(http.StatusText(n), " ", "")] = n
	}
	eachFile(t, ".", func(f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			row, ok := n.(*ast.CompositeLit)
			if !ok || row.Type != nil || len(row.Elts) != 3 {
				return true
			}
			code := appendText(nil, row.Elts[2])
			answer, ok := strings.CutPrefix(lastName(row.Elts[1]), "Status")
			if ok && code != nil {
				rows = append(rows, known{code[0], status[answer]})
			}
			return true
		})
	})
	if len(rows) < 30 {
		t.Fatalf("only %d rows found: the search is broken", len(rows))
	}
	return rows
}

// Every exported error of the rooms below the server has an answer of its own.
func TestErrorTableIsComplete(t *testing.T) {
	site, err := web.Load()
	apitest.Must(t, err)
	elsewhere := map[string]string{
		"congress.ErrSetUpDone": "a *StateError", "congress.ErrInvitation": "a *StateError",
		"congress.ErrConflict": "in the table",
		"ratify.ErrRehearsal":  "in the table",
	}
	source, err := os.ReadFile("errors.go")
	apitest.Must(t, err)
	for _, room := range []string{"congress", "ratify", "ballot", "tally"} {
		for _, name := range exportedErrors(t, room) {
			full := room + "." + name
			if !strings.Contains(string(source), full) && elsewhere[full] == "" {
				t.Errorf("%s has no answer", full)
			}
		}
	}
	for _, k := range errorTable(t) {
		if !site.Has("error." + k.code) {
			t.Errorf("error.%s has no sentence", k.code)
		}
	}
}

// docs/errors.md names every code of the table and of the guards, with its status.
func TestErrorsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/errors.md")
	apitest.Must(t, err)
	guards := []known{{"method", http.StatusMethodNotAllowed}, {"too_large", http.StatusRequestEntityTooLarge},
		{"internal", http.StatusInternalServerError}}
	for _, k := range append(errorTable(t), guards...) {
		if !strings.Contains(string(page), fmt.Sprintf("| `%s` | %d |", k.code, k.status)) {
			t.Errorf("%s (%d) is not documented", k.code, k.status)
		}
	}
}

// exportedErrors lists Err… variables and …Error types of a package.
func exportedErrors(t *testing.T, room string) []string {
	t.Helper()
	var names []string
	eachFile(t, "../"+room, func(f *ast.File) {
		for _, decl := range f.Decls {
			g, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				switch s := spec.(type) {
				case *ast.ValueSpec:
					for _, n := range s.Names {
						if strings.HasPrefix(n.Name, "Err") {
							names = append(names, n.Name)
						}
					}
				case *ast.TypeSpec:
					if strings.HasSuffix(s.Name.Name, "Error") && ast.IsExported(s.Name.Name) {
						names = append(names, s.Name.Name)
					}
				}
			}
		}
	})
	return names
}

func eachFile(t *testing.T, dir string, visit func(*ast.File)) {
	t.Helper()
	paths, err := filepath.Glob(dir + "/*.go")
	apitest.Must(t, err)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		apitest.Must(t, err)
		visit(f)
	}
}

// Every code that the program can produce has its sentence.
func TestEveryCodeHasASentence(t *testing.T) {
	site, err := web.Load()
	apitest.Must(t, err)
	want := codesOfTypes()
	for literal, prefix := range map[string]string{"FieldError": "error.field_", "PersonError": "error.person_",
		"BatchError": "error.batch_", "Finding": "finding."} {
		for _, room := range []string{"congress", "ratify", "roster", "api", "api/pages", "api/v1"} {
			for _, code := range codesIn(t, room, literal) {
				want = append(want, prefix+code)
			}
		}
	}
	for _, code := range calledWith(t, "../congress", "add", 2) {
		want = append(want, "finding."+code)
	}
	for _, code := range calledWith(t, "../congress", "lawFinding", 1) {
		want = append(want, "finding."+code)
	}
	for _, room := range []string{"congress", "ratify"} {
		for _, code := range calledWith(t, "../"+room, "FieldHolds", 2) {
			want = append(want, "error.field_"+code)
		}
	}
	for _, code := range calledWith(t, "../roster", "fileError", 0) {
		want = append(want, "error.field_"+code)
	}
	for _, code := range calledWith(t, "pages", "act", 3) {
		want = append(want, "done."+code)
	}
	for _, code := range calledWith(t, "pages", "form", 4) {
		if code != "" { // the act says itself what it did
			want = append(want, "done."+code)
		}
	}
	want = append(want, templateKeys(t)...)
	if len(want) < 200 {
		t.Fatalf("only %d codes found: the search is broken", len(want))
	}
	for _, code := range want {
		if !site.Has(code) {
			t.Errorf("%s has no sentence", code)
		}
	}
}

// codesOfTypes lists the sentences of closed sets.
func codesOfTypes() []string {
	var codes []string
	add := func(prefix string, values ...any) {
		for _, v := range values {
			codes = append(codes, fmt.Sprintf("%s.%v", prefix, v))
		}
	}
	for _, r := range congress.Roles() {
		add("role", r)
	}
	for _, d := range congress.Duties() {
		add("duty", d)
	}
	for _, o := range ballot.Offices() {
		add("office", o)
	}
	for _, r := range ballot.Reasons() {
		add("reason", r)
	}
	for _, s := range ballot.CodeStatuses() {
		add("station.status", s)
	}
	for _, k := range tally.DeductionKinds(tally.MembersCongress) {
		add("deduction", k)
	}
	for _, code := range roster.RemarkCodes() {
		add("import.remark", code)
	}
	for _, code := range roster.NoticeCodes() {
		add("import.notice", code)
	}
	for _, reason := range roster.Reasons() {
		add("import.reason", reason)
	}
	for _, e := range outside.WebhookEvents() {
		add("told", e)
	}
	for _, f := range webhook.Failures() {
		add("failure", f)
	}
	add("delivery", outside.DeliveryWaiting, outside.DeliveryDelivered, outside.DeliveryFailed)
	for _, c := range []tally.SheetCode{tally.SheetRange, tally.SheetPapers, tally.SheetRow, tally.SheetFew,
		tally.SheetMany} {
		codes = append(codes, "error.field_sheet_"+string(c))
	}
	add("calendar", "name", "held", "postponed", "rehearsal", "report", "complaint", "decision")
	for _, s := range outside.Scopes() {
		add("scope", s)
	}
	for _, m := range congress.CellModels() {
		add("model", m)
	}
	add("state.congress", congress.StatePreparing, congress.StatePostponed, congress.StateInSession,
		congress.StateClosed, congress.StateSubmitted, congress.StateRatified, congress.StateAnnulled)
	add("state.round", congress.RoundDrafting, congress.RoundFrozen, congress.RoundPrinted, congress.RoundVoting,
		congress.RoundOpened, congress.RoundCounting, congress.RoundSealed, congress.RoundCancelled, "count_begun")
	add("state.contest", congress.SettledComplete, congress.SettledShort, congress.SettledAppointed, "has_rounds",
		"no_tie", "tied", "ballots_used_up", "too_early")
	add("dossier", ratify.DossierSubmitted, ratify.DossierReturned, ratify.DossierRatified, ratify.DossierAnnulled)
	add("counting", congress.CountTwoPasses, congress.CountWithMachine, congress.CountSinglePass, congress.CountTotals)
	add("sheaf", congress.SheafWaiting, congress.SheafAgreed, congress.SheafDiffers, congress.SheafOpen,
		congress.SheafDrawn)
	for _, item := range append(congress.PreparationItems(), congress.FollowUpItems()...) {
		add("preparation", item, "short."+string(item))
	}
	for _, k := range calendar.Kinds() {
		add("day", k)
	}
	add("late", ratify.LateCongress, ratify.LateReport, ratify.LateDecision)
	add("line", "date", "span", "kind", "twice", "name")
	add("step", "preparation", "follow_up")
	add("balance", "account_printed", "account_handed_out", "account_counted", "account_missing", "account_replaced")
	for _, code := range ratify.FlagCodes() {
		add("flag", code, code+".short")
	}
	for _, state := range ratify.InboxStates() {
		add("inbox", state)
	}
	add("inbox", "all", "left", "today", "over", "just_over")
	add("proposal", ratify.DecideRatify, ratify.DecideAnnul, ratify.DecideAppoint)
	add("done", ratify.DecideRatify, ratify.DecideAnnul, ratify.DecideAppoint, "proposed")
	add("state.dossier", "proposed")
	add("state.contest", "already_appointed")
	for _, check := range []string{"base", "deadline", "threshold", "tellers", "surplus", "passes", "account",
		"order"} {
		add("check."+check, ratify.CheckOK, ratify.CheckWarning, ratify.CheckFailed)
	}
	return codes
}

// codesIn finds Code: "…" in composite literals of a type.
func codesIn(t *testing.T, room, typeName string) []string {
	t.Helper()
	var codes []string
	eachFile(t, "../"+room, func(f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			literal, ok := n.(*ast.CompositeLit)
			if !ok || lastName(literal.Type) != typeName {
				return true
			}
			for _, element := range literal.Elts {
				pair, ok := element.(*ast.KeyValueExpr)
				if ok && lastName(pair.Key) == "Code" {
					codes = appendText(codes, pair.Value)
				}
			}
			return true
		})
	})
	return codes
}

// calledWith finds the texts given as argument n of calls of a function.
func calledWith(t *testing.T, dir, function string, n int) []string {
	t.Helper()
	var codes []string
	eachFile(t, dir, func(f *ast.File) {
		ast.Inspect(f, func(node ast.Node) bool {
			if call, ok := node.(*ast.CallExpr); ok && lastName(call.Fun) == function && len(call.Args) > n {
				codes = appendText(codes, call.Args[n])
			}
			return true
		})
	})
	return codes
}

func appendText(codes []string, e ast.Expr) []string {
	if text, ok := e.(*ast.BasicLit); ok && text.Kind == token.STRING {
		return append(codes, strings.Trim(text.Value, `"`))
	}
	return codes
}

func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// templateKeys lists the keys that templates name outright.
func templateKeys(t *testing.T) []string {
	t.Helper()
	var keys []string
	apitest.Must(t, filepath.WalkDir("../web/templates", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path) //nolint:gosec // our own templates
		for _, m := range regexp.MustCompile(`text "([a-z_.]+)"`).FindAllStringSubmatch(string(text), -1) {
			keys = append(keys, m[1])
		}
		return err
	}))
	slices.Sort(keys)
	return slices.Compact(keys)
}
