package roster

import (
	"slices"

	"kiemphieu/congress"
)

// Fields of a list of organisations, besides FieldUnused and FieldIndex.
const (
	FieldOrg      Field = "org"
	FieldOrgKind  Field = "org_kind"
	FieldOrgCode  Field = "org_code"
	FieldParent   Field = "parent" // name or code of what an organisation stands below
	FieldOrgModel Field = "org_model"
	FieldOrgPlace Field = "org_place"
)

// TreeFields lists them in the order in which a person chooses among them.
func TreeFields() []Field {
	return []Field{FieldUnused, FieldIndex, FieldOrg, FieldOrgKind, FieldParent, FieldOrgCode, FieldOrgModel,
		FieldOrgPlace}
}

// Branch is a row of a list of organisations.
type Branch struct {
	Line   int
	Label  string
	Reason Reason // why it is none, "" if it is one
	Code   string
	Parent string // name or code, "" where the list says none
	Above  int    // the line of the last organisation of a higher kind, 0 for none
	Input  congress.OrganisationInput
}

// TreeReading is a list of organisations as it was understood, stage by stage.
type TreeReading struct {
	Frame

	Branches []Branch
}

// ReadTree reads a list of organisations from an XLSX or CSV file: their names,
// and what kind they are and where they stand as far as it says so.
func ReadTree(name string, content []byte, choices Choices) (TreeReading, error) {
	tables, err := open(name, content)
	if err != nil {
		return TreeReading{}, err
	}
	f, t, _, err := frame(tables, choices, (*table).likelyTree)
	if err != nil {
		return TreeReading{}, err
	}
	r := TreeReading{Frame: f}
	r.Heads = t.treeHeads()
	head := choices.Head
	if _, bottom, ok := head.lines(); !ok || bottom > len(t.rows) {
		if len(r.Heads) == 0 {
			return r, fileError("no_tree_heading")
		}
		head = r.Heads[0]
	}
	r.take(t, head, t.treeColumns(head, choices.Columns))
	_, bottom, _ := head.lines()
	r.readBranches(t, bottom)
	if len(r.Branches) == 0 {
		return r, fileError("no_rows")
	}
	return r, nil
}

// likelyTree scores a sheet by what its head says of organisations.
func (t *table) likelyTree() int {
	score := t.size()
	if heads := t.treeHeads(); len(heads) > 0 {
		score += t.treeKnown(heads[0]) * 2 * MaxRows
	}
	return score
}

// treeHeads lists the rows that may name the columns, the likeliest first.
func (t *table) treeHeads() []Head {
	var heads []Head
	for line := 1; line <= min(headsWithin, len(t.rows)); line++ {
		if head := headOf(line, line); t.treeKnown(head) > 0 {
			heads = append(heads, head)
		}
	}
	slices.SortStableFunc(heads, func(a, b Head) int { return t.treeKnown(b) - t.treeKnown(a) })
	return heads
}

// treeKnown counts what a head says: each field once, and the name of the
// organisations above all.
func (t *table) treeKnown(head Head) int {
	fields := map[Field]bool{}
	for _, h := range t.headings(head) {
		fields[treeField(h.String())] = true
	}
	delete(fields, FieldUnused)
	if !fields[FieldOrg] {
		return 0
	}
	return len(fields)
}

// treeField recognises a heading, the more particular before the more general.
func treeField(text string) Field {
	folded := fold(text)
	for _, h := range []headWords{
		{FieldIndex, []string{"=stt", "=tt", "=so tt", "=so thu tu"}, nil},
		{FieldParent, []string{"truc thuoc", "cap tren", "to chuc cha", "=thuoc"}, nil},
		{FieldOrgModel, []string{"loai hinh"}, nil},
		{FieldOrgKind, []string{"=loai", "loai to chuc", "=cap", "cap to chuc", "kieu to chuc"}, nil},
		{FieldOrgCode, []string{"=ma", "ma to chuc", "ma don vi", "ma so", "ma chi bo", "ma dang bo", "ky hieu"}, nil},
		{FieldOrgPlace, []string{"dia danh", "dia chi", "dia ban"}, nil},
		{FieldOrg, []string{"ten to chuc", "to chuc dang", "=ten", "ten chi bo", "ten dang bo", "ten don vi", "=don vi",
			"=chi bo", "=to chuc", "ten chi dang bo"}, nil},
	} {
		if hasWords(folded, h.any...) {
			return h.field
		}
	}
	return FieldUnused
}

// treeColumns takes each column for what was chosen, else for what its heading
// says, or its cells where there is no head.
func (t *table) treeColumns(head Head, chosen Mapping) []Column {
	var all []Column
	_, bottom, _ := head.lines()
	for at, h := range t.headings(head) {
		text, samples := h.String(), t.samples(at, bottom)
		if text == "" && len(samples) == 0 {
			continue
		}
		all = append(all, Column{At: at, Letter: columnLetter(at), Key: columnLetter(at) + " " + fold(text),
			Heading: text, Field: treeField(text), Samples: samples})
	}
	if head == NoHead {
		t.headlessTree(all)
	}
	taken := map[Field]bool{}
	for i := range all {
		if f, ok := chosen[all[i].Key]; ok && slices.Contains(TreeFields(), f) {
			all[i].Field = f
		}
		if taken[all[i].Field] {
			all[i].Field = FieldUnused
		}
		taken[all[i].Field] = all[i].Field != FieldUnused
	}
	return all
}

// headlessTree takes columns for what their cells hold: of those that name
// organisations the one with most names is the list, the other is what they
// stand below; a few words that come again and again are the kind.
func (t *table) headlessTree(all []Column) {
	best, most := -1, 0
	names := make([]int, len(all)) // different names of organisations in a column
	for i, c := range all {
		texts, once := textsOf(t.looked(0), c.At), map[string]bool{}
		if h := t.holds(c.At); 2*h.counting > h.texts && h.most > 1 {
			all[i].Field = FieldIndex
			continue
		}
		for _, text := range texts {
			once[fold(text)] = kindOf("", text) != ""
		}
		for _, name := range once {
			if name {
				names[i]++
			}
		}
		if names[i] > most && 3*names[i] >= len(texts) {
			best, most = i, names[i]
		}
	}
	for i := range all {
		switch {
		case i == best:
			all[i].Field = FieldOrg
		case names[i] > 0 && mostly(textsOf(t.looked(0), all[i].At), isKind):
			all[i].Field = FieldOrgKind
		case names[i] > 0:
			all[i].Field = FieldParent
		}
	}
}

// isKind reports a text that names a kind of organisations and none of them.
func isKind(text string) bool {
	return slices.Contains([]string{"chi bo", "cb", "dang bo", "dang bo co so", "dang bo cap tren", "dang uy",
		"chi bo co so", "dang bo bo phan"}, fold(text))
}

// readBranches reads the rows below the head. A list that says nowhere where
// an organisation stands has it below the last one of a higher kind.
func (r *TreeReading) readBranches(t *table, head int) {
	s := &sorter{t: t, columns: r.Columns}
	last := map[congress.OrganisationKind]int{}
	for _, raw := range t.rows[head:] {
		if len(raw.filled()) == 0 {
			continue
		}
		b := Branch{Line: raw.line, Code: s.text(raw, FieldOrgCode), Parent: s.text(raw, FieldParent)}
		b.Input.Name = congress.NormalizeName(s.text(raw, FieldOrg))
		b.Input.Place = congress.NormalizeName(s.text(raw, FieldOrgPlace))
		if b.Label = b.Input.Name; b.Label == "" {
			b.Label = raw.text(raw.filled()[0])
		}
		b.Input.Kind = kindOf(s.text(raw, FieldOrgKind), b.Input.Name)
		if b.Input.Kind == congress.KindCell {
			b.Input.Model = modelOf(s.text(raw, FieldOrgModel) + " " + b.Input.Name)
		}
		b.Reason = treeReason(s, raw, b)
		if ticked, ok := r.Choices.Rows[raw.line]; ok && !ticked && b.Reason == "" {
			b.Reason = ReasonUnticked
		}
		if b.Reason == "" {
			b.Above = lastAbove(last, b.Input.Kind)
			last[b.Input.Kind] = raw.line
		}
		r.Branches = append(r.Branches, b)
	}
}

func treeReason(s *sorter, raw row, b Branch) Reason {
	switch {
	case raw.hidden:
		return ReasonHidden
	case s.isIndex(raw):
		return ReasonIndex
	case isTotal(b.Label):
		return ReasonTotal
	case isSignature(b.Label):
		return ReasonSignature
	case !hasName(b.Input.Name):
		return ReasonNoName
	case len([]rune(b.Input.Name)) > 200:
		return ReasonLong
	case b.Input.Kind == "":
		return ReasonText
	}
	return ""
}

// lastAbove returns the line of what an organisation of a kind stands below by its place.
func lastAbove(last map[congress.OrganisationKind]int, kind congress.OrganisationKind) int {
	switch kind {
	case congress.KindCell:
		return max(last[congress.KindBase], last[congress.KindSuperior])
	case congress.KindBase:
		return last[congress.KindSuperior]
	default:
		return 0
	}
}

// kindOf takes the kind from its column, else from the name; "" where neither tells.
func kindOf(said, name string) congress.OrganisationKind {
	for _, text := range []string{fold(said), fold(name)} {
		switch {
		case hasWords(text, "chi bo", "=cb"):
			return congress.KindCell
		case hasWords(text, "cap tren", "tinh uy", "thanh uy", "huyen uy", "thi uy", "quan uy", "dang bo tinh",
			"dang bo thanh pho", "dang bo huyen", "dang bo thi xa", "dang bo quan", "dang uy cap tren"):
			return congress.KindSuperior
		case hasWords(text, "dang bo", "dang uy", "co so"):
			return congress.KindBase
		}
	}
	return ""
}

// modelOf takes where members live or work from words of a name.
func modelOf(text string) congress.CellModel {
	folded := fold(text)
	switch {
	case hasWords(folded, "truong", "mam non", "tieu hoc", "thcs", "thpt", "truong hoc"):
		return congress.ModelSchool
	case hasWords(folded, "cong ty", "htx", "hop tac xa", "doanh nghiep", "xi nghiep"):
		return congress.ModelEnterprise
	case hasWords(folded, "cong an", "quan su", "bien phong", "luc luong vu trang", "bo doi"):
		return congress.ModelForces
	case hasWords(folded, "co quan", "van phong", "tram y te", "ubnd", "phong", "ban", "so"):
		return congress.ModelOffice
	}
	return congress.ModelResidential
}
