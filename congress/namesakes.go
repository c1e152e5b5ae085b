package congress

import (
	"fmt"
	"slices"
)

// namesakes groups the people on a list who have one name, in the list's order.
func (l listCase) namesakes() [][]Member { return namesakesOf(l.people()) }

// people are those on the list, in its order.
func (l listCase) people() []Member {
	people := make([]Member, len(l.nominations))
	for i, n := range l.nominations {
		people[i] = l.members[n.MemberID]
	}
	return people
}

// namesakesOf groups those who have one name, in whatever spelling.
func namesakesOf(people []Member) [][]Member {
	var groups [][]Member
	at := map[string]int{}
	for _, m := range people {
		name := FoldName(m.Name)
		i, ok := at[name]
		if !ok {
			i = len(groups)
			at[name], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], m)
	}
	return slices.DeleteFunc(groups, func(g []Member) bool { return len(g) < 2 })
}

// printedNames returns the names of those on the list as papers print them: two
// who have one name are told apart by the first fact that differs.
func (l listCase) printedNames() map[MemberID]string { return TellApart(l.people()) }

// TellApart returns people's names, with what tells two of one name apart.
func TellApart(people []Member) map[MemberID]string {
	names := map[MemberID]string{}
	for _, m := range people {
		names[m.ID] = m.Name
	}
	for _, group := range namesakesOf(people) {
		for i, addition := range additions(group) {
			names[group[i].ID] += " (" + addition + ")"
		}
	}
	return names
}

// Names returns the names of all members as screens list them and let people
// choose among them: no two are the same.
func (o Overview) Names() map[MemberID]string { return TellApart(o.Members) }

// additions tells people of one name apart; their numbers on the roster always do.
func additions(group []Member) []string {
	for _, fact := range []func(Member) string{
		func(m Member) string { return labelled("sinh năm", m.Born.Year()) },
		func(m Member) string { return labelled("sinh ngày", Date(m.Born).Short()) },
		func(m Member) string { return m.Group },
		func(m Member) string { return labelled("quê", m.Hometown) },
		func(m Member) string { return m.Position },
	} {
		if told := tells(group, fact); told != nil {
			return told
		}
	}
	return tells(group, func(m Member) string { return fmt.Sprintf("số %d trong danh sách đảng viên", m.Number) })
}

// tells returns the fact of each; nil where somebody has none or two have the same.
func tells(group []Member, fact func(Member) string) []string {
	var told []string
	for _, m := range group {
		text := fact(m)
		if text == "" || slices.Contains(told, text) {
			return nil
		}
		told = append(told, text)
	}
	return told
}

func labelled(label, text string) string {
	if text == "" {
		return ""
	}
	return label + " " + text
}
