package words_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/tally"
	"kiemphieu/words"
)

func codes[C ~string](all ...C) []string {
	list := make([]string, len(all))
	for i, c := range all {
		list[i] = string(c)
	}
	return list
}

// Every code has its word, and every word is of a code.
func TestEveryCodeHasItsWord(t *testing.T) {
	meetings := []tally.Meeting{tally.MembersCongress, tally.DelegatesCongress, tally.CommitteeMeeting,
		tally.CellMeeting}
	var deductions []tally.DeductionKind
	for _, m := range meetings {
		deductions = append(deductions, tally.DeductionKinds(m)...)
	}
	want := map[string][]string{
		"reason": codes(ballot.Reasons()...), "office": codes(ballot.Offices()...), "meeting": codes(meetings...),
		"summoned": codes(meetings...), "deduction": codes(deductions...),
		"role":  codes(congress.Roles()...),
		"duty":  codes(congress.Duties()...),
		"kind":  codes(congress.KindCell, congress.KindBase, congress.KindSuperior),
		"model": codes(congress.CellModels()...),
		"state.congress": codes(congress.StatePreparing, congress.StatePostponed, congress.StateInSession,
			congress.StateClosed, congress.StateSubmitted, congress.StateRatified, congress.StateAnnulled),
		"state.round": codes(congress.RoundDrafting, congress.RoundFrozen, congress.RoundPrinted,
			congress.RoundVoting, congress.RoundOpened, congress.RoundCounting, congress.RoundSealed,
			congress.RoundCancelled),
		"dossier": codes(ratify.DossierSubmitted, ratify.DossierReturned, ratify.DossierRatified,
			ratify.DossierAnnulled),
		"tenure":     codes(ballot.TenureHeld, ballot.TenureNew, ballot.TenureUnknown),
		"how":        codes(congress.Hows()...),
		"source":     codes(congress.SourceCommittee, congress.SourceFloor, congress.SourceSelf),
		"withdrawal": codes(congress.WithdrawalRequested, congress.WithdrawalAllowed, congress.WithdrawalRefused),
		"settled":    codes(congress.SettledComplete, congress.SettledShort, congress.SettledAppointed),
		"counting": codes(congress.CountTwoPasses, congress.CountWithMachine, congress.CountSinglePass,
			congress.CountTotals),
		"machine_fault": codes(tally.MachineFaults()...),
		"document":      congress.DocumentKinds(),
	}
	families := words.Families()
	if have, need := slices.Sorted(maps.Keys(families)), slices.Sorted(maps.Keys(want)); !slices.Equal(have, need) {
		t.Fatalf("families %v, want %v", have, need)
	}
	for family, need := range want {
		need = slices.Compact(slices.Sorted(slices.Values(need)))
		if have := slices.Sorted(maps.Keys(families[family])); !slices.Equal(have, need) {
			t.Errorf("%s: words for %v, codes are %v", family, have, need)
		}
		for code, word := range families[family] {
			if strings.TrimSpace(word) == "" || words.Of(family, code) != word || words.All()[family+"."+code] != word {
				t.Errorf("%s.%s: %q", family, code, word)
			}
		}
	}
	if words.Of("reason", "none") != "none" || words.Lower("Bí thư") != "bí thư" ||
		words.Capital("đại hội") != "Đại hội" || words.Lower("") != "" {
		t.Error("an unknown code stands for itself; a word is written small or large")
	}
}

// Nobody else has these words: no sentence of the screens by the same code,
// and no text in the code that says the same as a word of three and more.
func TestWordsHaveOneHome(t *testing.T) {
	var sentences map[string]string
	text, err := os.ReadFile("../web/locale/vi.json")
	if err == nil {
		err = json.Unmarshal(text, &sentences)
	}
	if err != nil {
		t.Fatal(err)
	}
	long := map[string]string{}
	for code, word := range words.All() {
		if _, twice := sentences[code]; twice {
			t.Errorf("web/locale/vi.json has %s too", code)
		}
		if len(strings.Fields(word)) > 2 {
			long[strings.ToLower(word)] = code
		}
	}
	err = filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if value, err := strconv.Unquote(lit.Value); err == nil && long[strings.ToLower(value)] != "" {
					t.Errorf("%s says %q: words has it as %s", path, value, long[strings.ToLower(value)])
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
