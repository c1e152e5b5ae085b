package congress_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"kiemphieu/minutes"
	"kiemphieu/words"
)

// speech gathers what papers and explanations say on the days of a run.
type speech struct {
	mu   sync.Mutex
	text strings.Builder
}

var everything speech

func (s *speech) add(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.WriteString(strings.ToLower(text) + "\n")
}

// T6: once all days are over, a sentence that none of them said is one that nobody
// has read for a day of which it is true.
//
// unsaid lists the sentences of minutes, explanations and remarks, and the words
// within them, that no day has said.
func unsaid() (missing []string) {
	text := everything.text.String()
	var families []string
	for _, name := range []string{"count", "explain", "remarks", "words"} {
		file, err := parser.ParseFile(token.NewFileSet(), "../minutes/"+name+".go", nil, 0)
		if err != nil {
			return []string{err.Error()}
		}
		families = append(families, familiesOf(file)...)
		if name == "words" {
			continue // the words of a sentence, and the forms of dates
		}
		for _, sentence := range sentencesOf(file) {
			if !patternOf(sentence).MatchString(text) {
				missing = append(missing, fmt.Sprintf("minutes/%s.go: %q", name, sentence))
			}
		}
	}
	slices.Sort(families)
	for _, family := range slices.Compact(families) {
		for _, code := range slices.Sorted(maps.Keys(words.Families()[family])) {
			said := strings.Contains(text, strings.ToLower(words.Of(family, code)))
			switch name := family + "." + code; {
			case said && elsewhere()[name]:
				missing = append(missing, name+" is said, and listed as not")
			case !said && !elsewhere()[name]:
				missing = append(missing, fmt.Sprintf("words: %s, %q", name, words.Of(family, code)))
			}
		}
	}
	return missing
}

// elsewhere are words that no minutes of a cell say: those of meetings that are no cell's.
func elsewhere() map[string]bool {
	return map[string]bool{"deduction.committee_absent": true, "deduction.delegates_absent_no_alternate": true,
		"summoned.delegates_congress": true, "summoned.committee_meeting": true,
		"deduction.prosecuted": true} // of a committee's meeting: a cell does not summon them
}

// familiesOf lists the families of words that a file writes.
func familiesOf(file *ast.File) (families []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		of, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || of.Sel.Name != "Of" {
			return true
		}
		if family, ok := call.Args[0].(*ast.BasicLit); ok {
			families = append(families, unquoted(family))
		}
		return true
	})
	return families
}

// sentencesOf lists what a file can say: its literals, joined where they stand beside
// each other. Codes, verbs of a format alone and signs are no sentence.
func sentencesOf(file *ast.File) (all []string) {
	joined := map[ast.Expr]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BinaryExpr:
			if n.Op == token.ADD && !joined[n] {
				all = append(all, literalsIn(n, joined)...)
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING && !joined[n] {
				all = append(all, unquoted(n))
			}
		}
		return true
	})
	return slices.DeleteFunc(all, func(s string) bool {
		return !letters.MatchString(verbs.ReplaceAllString(s, "")) || code.MatchString(s)
	})
}

var (
	verbs   = regexp.MustCompile(`%0?\d*[dsvq]`)
	letters = regexp.MustCompile(`\pL`)
	code    = regexp.MustCompile(`^[a-z_]+$`)
)

// literalsIn joins the literals of a sum and notes all its parts.
func literalsIn(e ast.Expr, joined map[ast.Expr]bool) (all []string) {
	text := ""
	var walk func(ast.Expr)
	walk = func(e ast.Expr) {
		if sum, ok := e.(*ast.BinaryExpr); ok {
			joined[sum] = true
			walk(sum.X)
			walk(sum.Y)
		} else if literal, ok := e.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			joined[literal] = true
			text += unquoted(literal)
		} else {
			all, text = append(all, text), ""
		}
	}
	walk(e)
	return append(all, text)
}

func unquoted(l *ast.BasicLit) string {
	text, err := strconv.Unquote(l.Value)
	if err != nil {
		panic(err) // the file was parsed
	}
	return text
}

// patternOf matches a sentence with anything in place of its verbs.
func patternOf(sentence string) *regexp.Regexp {
	var parts []string
	for _, part := range verbs.Split(strings.ReplaceAll(strings.ToLower(sentence), "%%", "%"), -1) {
		parts = append(parts, regexp.QuoteMeta(part))
	}
	return regexp.MustCompile(strings.Join(parts, ".*?"))
}

// headsOf are the titles of columns, which the text of a paper leaves out.
func headsOf(d minutes.Document) string {
	var heads []string
	for _, b := range d.Blocks {
		if table, ok := b.(minutes.Table); ok {
			for _, c := range table.Columns {
				heads = append(heads, c.Title)
			}
		}
	}
	return strings.Join(heads, "\n")
}

// told returns what the papers of the whole congress tell beside the results.
func (h *hall) told() string {
	h.t.Helper()
	all, err := h.s.RemarksOf(h.ctx, h.congress)
	must(h.t, err)
	var lines []string
	for _, r := range all.All {
		lines = append(lines, minutes.Remark(h.overview().Congress, r))
	}
	everything.add(strings.Join(lines, "\n"))
	return strings.Join(lines, "\n")
}
