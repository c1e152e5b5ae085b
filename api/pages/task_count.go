package pages

import (
	"context"
	"slices"
	"strings"

	"kiemphieu/congress"
)

// boardReader knows how far the count of a congress is.
type boardReader interface {
	BoardOf(ctx context.Context, id congress.CongressID) (congress.Board, error)
}

// countOf loads how far the count of a congress is, where papers are counted now.
func countOf(ctx context.Context, use boardReader, o congress.Overview) (congress.Board, error) {
	counts := slices.ContainsFunc(o.Contests, func(c congress.ContestView) bool {
		r := c.Current()
		return r != nil && r.State == congress.RoundCounting
	})
	if !counts {
		return congress.Board{Overview: o}, nil
	}
	return use.BoardOf(ctx, o.Congress.ID)
}

// taskNow is what a role does now, as far as the count has come: the same wherever
// somebody is told of it.
func (w sentences) taskNow(b congress.Board, role congress.Role) task {
	t := w.taskOf(b.Overview, role)
	if t.Key != "round_counting" || b.Round == nil {
		return t
	}
	w = w.at(b.Overview)
	held := heldUpBy(b.Findings, b.Pairs)
	switch {
	case held.Key() != "":
		w.heldUp(&t, held, b.Round.ID, role)
	case blocks(b.Findings, "sheaf_"):
	case blocks(b.Findings, "hand_"):
		w.tallying(&t, b.Round.ID, role)
	default:
		return w.counted(b, role)
	}
	return t
}

// counted is what a role does when all papers are counted: what is left before the
// seal, then the seal by whoever has not signed; for them the others wait.
func (w sentences) counted(b congress.Board, role congress.Role) task {
	key, who, at := "seal", []congress.Role{congress.RoleChief, congress.RolePresidium}, "#chot"
	switch {
	case blocks(b.Findings, "complaint_"):
		key, who, at = "conclude", who[:1], "#khieu-nai"
	case len(b.Differences) > 0 && slices.Contains(b.Explained, congress.RoleChief):
		key, who, at = "explain", who[1:], "#giai-trinh"
	case len(b.Differences) > 0:
		key, who, at = "account", who[:1], "#sua-so"
	default:
		who = slices.DeleteFunc(who, func(role congress.Role) bool { return slices.Contains(b.Signed, role) })
	}
	t := task{Key: key, Line: w.Text("task."+key+".line", nil), Href: "/lan-bau/" + string(b.Round.ID)}
	switch {
	case slices.Contains(who, role):
		t.Title, t.Button = w.Text("task."+key, nil), w.Text("task."+key+".do", nil)
		t.Href += at
	case len(who) > 0:
		t.Title = w.waitFor(who[0])
	}
	return t
}

// blocks reports whether something of a kind still blocks the seal: sheaves at the
// station, sums by hand, or complaints.
func blocks(findings []congress.Finding, kind string) bool {
	return slices.ContainsFunc(findings, func(f congress.Finding) bool { return strings.HasPrefix(f.Code, kind) })
}

// heldUp is what stops a count although its passes were entered.
type heldUp struct {
	Third string // sheaves that wait for pass C, as [sheafWords] names them
	Taken string // who took pass C, "" for nobody
	Again string // sheaves of which no two passes agree, likewise
	Only  bool   // nothing but those is left
}

// heldUpBy reads what stops a count from what still blocks its seal.
func heldUpBy(findings []congress.Finding, pairs []congress.Pair) heldUp {
	var third, again []string
	for _, f := range findings {
		switch f.Code {
		case "sheaf_differs", "sheaf_drawn":
			third = append(third, f.Params["sheaf"])
		case "sheaf_open":
			again = append(again, f.Params["sheaf"])
		}
	}
	held := heldUp{Third: sheafWords(third), Again: sheafWords(again),
		Only: len(again) > 0 && len(again) == len(findings)}
	if at := slices.IndexFunc(pairs, func(p congress.Pair) bool { return p.Pass == congress.PassC }); at >= 0 {
		held.Taken = pairs[at].Names()
	}
	return held
}

// Key names the sentences of what the chief does about it, "" for nothing: pass C is
// given away first; while it is counted, a sheaf is opened that nothing else decides.
func (h heldUp) Key() string {
	switch {
	case h.Third != "" && h.Taken == "":
		return "third"
	case h.Again != "":
		return "enter_again"
	case h.Third != "":
		return "third_counts"
	}
	return ""
}

// Sheaves are those that it is about.
func (h heldUp) Sheaves() string {
	if h.Key() == "enter_again" {
		return h.Again
	}
	return h.Third
}

// heldUp tells the chief what to do about what stops the count, and whoever waits for
// the count that it is for the chief where nothing else is left.
func (w sentences) heldUp(t *task, held heldUp, round congress.RoundID, role congress.Role) {
	key, of := held.Key(), map[string]string{"sheaves": held.Sheaves(), "who": held.Taken}
	switch {
	case role == congress.RolePresidium:
		return
	case role != congress.RoleChief && held.Only:
		*t = task{Key: t.Key, Title: w.waitFor(congress.RoleChief), Href: "/lan-bau/" + string(round),
			Line: w.Text("task."+key, of)}
		return
	case role != congress.RoleChief:
		return
	case key == "third_counts":
		t.Line = w.Text("task."+key+".line", of)
	case key == "enter_again":
		t.Line, t.Button = w.Text("task."+key+".line", of), w.Text("task."+key+".do", of)
		t.Href = "/lan-bau/" + string(round) + "#nhap-lai"
	}
	t.Title = w.Text("task."+key, of)
}

// sheafWords names sheaves within a sentence: "tập 2", "các tập 2, 5", "" for none.
func sheafWords(numbers []string) string {
	switch len(numbers) {
	case 0:
		return ""
	case 1:
		return "tập " + numbers[0]
	}
	return "các tập " + strings.Join(numbers, ", ")
}
