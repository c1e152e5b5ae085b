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
	switch third := awaitThird(b.Findings); {
	case third != "" && role == congress.RoleChief:
		t.Title = w.Text("task.third", map[string]string{"sheaves": third})
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

// awaitThird names the sheaves that wait for pass C, "" for none.
func awaitThird(findings []congress.Finding) string {
	var numbers []string
	for _, f := range findings {
		if f.Code == "sheaf_differs" || f.Code == "sheaf_drawn" {
			numbers = append(numbers, f.Params["sheaf"])
		}
	}
	return sheafWords(numbers)
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
