package pages

import (
	"fmt"

	"kiemphieu/congress"
)

// task is what somebody does now, or whom they wait for: one act for each role
// and moment.
type task struct {
	Key    string // names its sentences
	Title  string
	Line   string
	Button string // "" where somebody else is to act
	Href   string
	Over   bool // nobody is to act any more
}

// Mine reports whether the caller is to act.
func (t task) Mine() bool { return t.Button != "" }

// taskOf finds the one thing that a role does in a congress now, as far as the day
// has come; see taskNow.
func (w sentences) taskOf(o congress.Overview, role congress.Role) task {
	w = w.at(o)
	if r := unreleased(o); r != nil && role == congress.RoleChief {
		return task{Title: w.Text("task.release", nil), Line: w.Text("task.release.line", nil),
			Button: w.Text("task.release.do", nil), Href: "/lan-bau/" + string(r.ID)}
	}
	for _, st := range w.steps(o) {
		if st.Next {
			if st.Key == "closing" && o.Congress.Projector != "" && unreleased(o) != nil {
				return task{Key: "release", Title: w.waitFor(congress.RoleChief),
					Line: w.Text("task.release.line", nil), Href: "/dai-hoi/" + string(o.Congress.ID)}
			}
			return w.taskIn(o, st, role)
		}
	}
	return task{Title: w.Text("task.over", nil), Href: "/dai-hoi/" + string(o.Congress.ID), Over: true}
}

// unreleased is the round that was sealed last, while the hall has not seen its
// result and no papers of another are out.
func unreleased(o congress.Overview) *congress.Round {
	if o.Congress.State != congress.StateInSession {
		return nil
	}
	var last *congress.Round
	for _, c := range o.Contests {
		for i := range c.Rounds {
			r := &c.Rounds[i]
			switch r.State {
			case congress.RoundVoting, congress.RoundOpened, congress.RoundCounting:
				return nil
			case congress.RoundDrafting, congress.RoundFrozen, congress.RoundPrinted, congress.RoundSealed,
				congress.RoundCancelled:
			}
			if r.State == congress.RoundSealed && (last == nil || r.SealedAt > last.SealedAt) {
				last = r
			}
		}
	}
	if last == nil || last.ReleasedAt != 0 {
		return nil
	}
	return last
}

// taskIn is what a role does in the step that the day is in.
func (w sentences) taskIn(o congress.Overview, st step, role congress.Role) task {
	key := st.Key
	if st.Round != nil {
		key = "round_" + string(st.Round.State)
	}
	if st.Key == "dossier" && o.Congress.State == congress.StateSubmitted {
		key = "decision"
	}
	if st.Key == "contest" && st.Round == nil && st.State == "stuck" {
		key = "decide"
	}
	if st.Key == "dossier" && o.Congress.State == congress.StateAnnulled {
		key, st.Href = "again", "/to-chuc/"+string(o.Organisation.ID)+"/dai-hoi-moi"
	}
	t := task{Key: key, Href: st.Href, Line: st.Line}
	if st.Key == "closing" {
		t.Href = "/dai-hoi/" + string(o.Congress.ID) + "#be-mac"
	}
	who, known := actors[key]
	if !known {
		who = actors["preparation"]
	}
	name := map[string]string{"what": st.Name}
	t.Title = w.Text("task."+key, name)
	for _, actor := range who {
		if actor == role {
			t.Button = w.Text("task."+key+".do", name)
		}
	}
	if t.Button == "" {
		t.Title = w.waitFor(who[0])
	}
	if key == "round_counting" {
		w.counting(&t, o, role)
		if st.Round.Counting == congress.CountTotals {
			w.tallying(&t, st.Round.ID, role)
		}
	}
	return t
}

// waitFor is what somebody does until a role has acted.
func (w sentences) waitFor(who congress.Role) string {
	return w.Text("task.wait", map[string]string{"who": lowerFirst(w.Text("role."+string(who), nil))})
}

// counting: tellers enter, the chief follows the sheaves, the presidium the board.
func (w sentences) counting(t *task, o congress.Overview, role congress.Role) {
	switch role {
	case congress.RoleTeller:
		t.Href = "/tram"
	case congress.RoleChief:
		t.Title, t.Button = w.Text("task.follow_count", nil), w.Text("task.follow_count.do", nil)
	case congress.RolePresidium:
		t.Title, t.Button = w.Text("task.follow_count", nil), w.Text("task.follow_board.do", nil)
		t.Href = fmt.Sprintf("/dai-hoi/%s/dieu-hanh", o.Congress.ID)
	case congress.RoleAdministrator, congress.RoleOrganiser, congress.RoleSuperior:
	}
}

// tallying: tally sheets are typed on the page of the round, not at the station.
func (w sentences) tallying(t *task, round congress.RoundID, role congress.Role) {
	switch role {
	case congress.RoleTeller:
		t.Title, t.Button = w.Text("task.tally", nil), w.Text("task.tally.do", nil)
		t.Href = "/lan-bau/" + string(round)
	case congress.RoleChief:
		t.Button = w.Text("task.tally.do", nil)
	case congress.RolePresidium, congress.RoleAdministrator, congress.RoleOrganiser, congress.RoleSuperior:
	}
}

// actors says whose act each step of the day is; the first is who is waited for.
var actors = map[string][]congress.Role{
	"preparation":    {congress.RoleOrganiser, congress.RolePresidium},
	"base":           {congress.RoleOrganiser, congress.RolePresidium},
	"contest":        {congress.RolePresidium, congress.RoleOrganiser},
	"secretary":      {congress.RolePresidium, congress.RoleOrganiser},
	"decide":         {congress.RolePresidium, congress.RoleOrganiser},
	"round_drafting": {congress.RolePresidium, congress.RoleOrganiser},
	"round_frozen":   {congress.RoleChief, congress.RoleOrganiser},
	"round_printed":  {congress.RoleChief},
	"round_voting":   {congress.RoleChief},
	"round_opened":   {congress.RoleChief},
	"round_counting": {congress.RoleTeller},
	"decision":       {congress.RoleSuperior},
	"again":          {congress.RoleOrganiser},
}

// roleTask is what a role does now, for those who wait for one another.
type roleTask struct {
	Role congress.Role
	Task task
}

// everybody says what each role in the hall does now.
func (w sentences) everybody(b congress.Board) []roleTask {
	var all []roleTask
	for _, role := range []congress.Role{congress.RoleOrganiser, congress.RolePresidium, congress.RoleChief,
		congress.RoleTeller} {
		all = append(all, roleTask{role, w.taskNow(b, role)})
	}
	return all
}
