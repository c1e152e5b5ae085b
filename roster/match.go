package roster

import (
	"cmp"

	"kiemphieu/congress"
)

// Plan is what an import would do. Members that the file does not name stay.
type Plan struct {
	New       []Row
	Changed   []Change
	Unchanged []Row
	Unclear   []Row                     // fit several members, or one whom another row has; left out
	Missing   []congress.Member         // on the roster, not in the file
	Could     map[int][]congress.Member // by the line of one that is unclear: whom it fits, the first of them

	laid map[congress.MemberID]bool // over whom a row that differs was laid
}

// Change is a member whose row differs.
type Change struct {
	Line   int
	Before congress.Member
	After  congress.Member
}

// Members returns the rows to store: new ones without id, changed ones with theirs.
func (p Plan) Members() []congress.Member {
	var members []congress.Member
	for _, r := range p.New {
		members = append(members, r.Member)
	}
	for _, c := range p.Changed {
		members = append(members, c.After)
	}
	return members
}

// Match finds the rows of a file on a roster: by card number, else by name
// and birth; people are a person's answers about rows that could mean several.
// An import never duplicates anybody silently.
func Match(existing []congress.Member, rows []Row, people map[int]congress.MemberID) Plan {
	p := Plan{Could: map[int][]congress.Member{}, laid: map[congress.MemberID]bool{}}
	taken := map[congress.MemberID]bool{}
	for _, id := range people {
		taken[id] = true
	}
	list := indexed(existing, rows)
	for _, row := range rows {
		found := list.candidates(row.Member)
		if id, ok := people[row.Line]; ok {
			p.answered(row, found, list.byID[id], id)
			continue
		}
		p.place(row, found, taken)
	}
	for _, m := range existing {
		if !taken[m.ID] {
			p.Missing = append(p.Missing, m)
		}
	}
	return p
}

func (p *Plan) place(row Row, found []congress.Member, taken map[congress.MemberID]bool) {
	switch {
	case len(found) == 0:
		p.New = append(p.New, row)
		return
	case len(found) > 1 || taken[found[0].ID]:
		p.Unclear = append(p.Unclear, row)
		p.Could[row.Line] = found
		return
	}
	taken[found[0].ID] = true
	p.lay(row, found[0])
}

// answered places a row as a person said: it is new, or it is a member whom no
// other row is.
func (p *Plan) answered(row Row, could []congress.Member, meant *listed, id congress.MemberID) {
	switch {
	case id == NewPerson:
		p.New = append(p.New, row)
	case meant == nil || p.laid[id]:
		p.Unclear = append(p.Unclear, row)
		p.Could[row.Line] = could
	default:
		p.lay(row, meant.Member)
	}
}

// lay lays a row over a member of the list.
func (p *Plan) lay(row Row, old congress.Member) {
	after := overlay(old, row)
	if after == old {
		p.Unchanged = append(p.Unchanged, row)
		return
	}
	p.laid[old.ID] = true
	p.Changed = append(p.Changed, Change{Line: row.Line, Before: old, After: after})
}

// listed is a member of the list as it is compared with many rows.
type listed struct {
	congress.Member

	card, group string
}

// index finds members by card and by name.
type index struct {
	byID           map[congress.MemberID]*listed
	byCard, byName map[string][]*listed
	named          map[string]bool // cards that stand in the file
}

func indexed(existing []congress.Member, rows []Row) index {
	x := index{map[congress.MemberID]*listed{}, map[string][]*listed{}, map[string][]*listed{}, map[string]bool{}}
	for _, m := range existing {
		k := &listed{m, cardKey(m.Card), fold(m.Group)}
		x.byID[m.ID] = k
		x.byCard[k.card] = append(x.byCard[k.card], k)
		name := congress.FoldName(m.Name)
		x.byName[name] = append(x.byName[name], k)
	}
	for _, row := range rows {
		x.named[cardKey(row.Member.Card)] = true
	}
	return x
}

// maxCould is how many of the members are told whom a row fits.
const maxCould = 50

// candidates returns the members that a row may mean. Of several of one name the
// group tells which.
func (x index) candidates(m congress.Member) []congress.Member {
	if found := x.byCard[cardKey(m.Card)]; m.Card != "" && len(found) > 0 {
		return membersOf(found)
	}
	var found, grouped []*listed
	group := fold(m.Group)
	for _, old := range x.byName[congress.FoldName(m.Name)] {
		sameDay := old.Born == m.Born && m.Born != ""
		switch {
		// the file has that member elsewhere
		case old.Card != "" && m.Card == "" && !sameDay && x.named[old.card]:
			continue
		case m.Card == "" || old.Card == "":
			if !sameBirth(old.Born, m.Born) {
				continue
			}
		case !sameDay || x.named[old.card]: // else the card number was mended
			continue
		}
		found = append(found, old)
		if m.Group != "" && old.group == group {
			grouped = append(grouped, old)
		}
	}
	if len(found) > 1 && len(grouped) == 1 {
		return membersOf(grouped)
	}
	return membersOf(found)
}

func membersOf(found []*listed) []congress.Member {
	var members []congress.Member
	for _, k := range found[:min(len(found), maxCould)] {
		members = append(members, k.Member)
	}
	return members
}

// overlay lays over a member what the file says and no more: a column that the
// file lacks, or a cell that is empty, takes nothing away.
func overlay(old congress.Member, row Row) congress.Member {
	after, m := old, row.Member
	if !congress.SameName(old.Name, m.Name) || !isUpper(m.Name) { // capitals tell less than what is there
		after.Name = m.Name
	}
	for field, take := range map[Field]func(){
		FieldCard:      func() { after.Card = longerCard(old.Card, m.Card) },
		FieldGroup:     func() { after.Group = m.Group },
		FieldStatus:    func() { after.Official = m.Official },
		FieldIncumbent: func() { after.Incumbent = m.Incumbent },
		FieldSex:       func() { after.Female = m.Female },
		FieldBorn:      func() { after.Born = moreExact(old.Born, m.Born) },
		FieldJoined:    func() { after.Joined = m.Joined },
		FieldMinority: func() {
			after.EthnicMinority, after.People = m.EthnicMinority, cmp.Or(m.People, old.People)
		},
		FieldReligion:   func() { after.Religion = m.Religion },
		FieldSchooling:  func() { after.Schooling = m.Schooling },
		FieldOfficialOn: func() { after.OfficialOn = m.OfficialOn },
		FieldEducation:  func() { after.Education = m.Education },
		FieldTheory:     func() { after.PoliticalTheory = m.PoliticalTheory },
		FieldPosition:   func() { after.Position = m.Position },
		FieldHometown:   func() { after.Hometown = m.Hometown },
		FieldCommittees: func() { after.Committees = m.Committees },
		FieldCommended:  func() { after.Commended = m.Commended },
		FieldDiscipline: func() { after.Disciplined = m.Disciplined },
	} {
		if row.Given[field] {
			take()
		}
	}
	return after
}

// longerCard keeps the zeros in front that a workbook dropped.
func longerCard(old, read string) string {
	if cardKey(old) == cardKey(read) && len(old) > len(read) {
		return old
	}
	return read
}

// moreExact keeps a known day where the file has no more than its year.
func moreExact(old, read congress.Birth) congress.Birth {
	if len(old) > len(read) && sameBirth(old, read) {
		return old
	}
	return read
}
