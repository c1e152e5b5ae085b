package office

import (
	"context"

	"kiemphieu/congress"
)

// Seedling is an organisation that a list names.
type Seedling struct {
	Line   int
	Code   string
	Parent string // name or code of what it stands below, "" where the list says none
	Above  int    // the line of what it then stands below by its place, 0 for the root
	Input  congress.OrganisationInput
}

// Planted is what becomes of a seedling.
type Planted struct {
	Seedling
	Under string // name of what it stands below
	There bool   // it stands there already
	Wrong string // end of the key of a sentence: why it cannot stand there

	id congress.OrgID // of one that stands there
}

// bed is where seedlings are planted: what stands below a root, and the list.
type bed struct {
	root    congress.Organisation
	beside  map[string]congress.Organisation   // by parent and name
	named   map[string][]congress.Organisation // by name
	byLine  map[int]*Planted
	byCode  map[string]int   // line
	byName  map[string][]int // lines
	planted []Planted
}

// PlanTree says what a list would add below an organisation. Nothing is stored.
func (s *Service) PlanTree(ctx context.Context, root congress.OrgID, list []Seedling) ([]Planted, error) {
	var b *bed
	err := s.store.View(ctx, func(tx Tx) (err error) {
		b, err = plan(ctx, tx, root, list)
		return err
	})
	if err != nil {
		return nil, err
	}
	return b.planted, nil
}

// GrowTree adds what a list names below an organisation, all of it or nothing;
// what stands there already stays as it is, and what is wrong is left out.
func (s *Service) GrowTree(ctx context.Context, root congress.OrgID, list []Seedling) (added int, err error) {
	err = s.store.InTx(ctx, func(tx Tx) error {
		added = 0
		b, err := plan(ctx, tx, root, list)
		if err != nil {
			return err
		}
		ids := map[int]congress.Organisation{}
		for i := range b.planted {
			if err := s.grow(ctx, tx, b, &b.planted[i], ids, &added); err != nil {
				return err
			}
		}
		return nil
	})
	return added, err
}

// plan finds for every seedling what it stands below.
func plan(ctx context.Context, tx Tx, root congress.OrgID, list []Seedling) (*bed, error) {
	b := &bed{byLine: map[int]*Planted{}, byCode: map[string]int{}, byName: map[string][]int{},
		beside: map[string]congress.Organisation{}, named: map[string][]congress.Organisation{}}
	var err error
	if b.root, err = tx.Organisation(ctx, root); err != nil {
		return nil, err
	}
	below, err := tx.OrganisationsUnder(ctx, b.root.Path)
	if err != nil {
		return nil, err
	}
	for _, o := range below {
		b.beside[place(o.ParentID, o.Name)] = o
		b.named[congress.FoldName(o.Name)] = append(b.named[congress.FoldName(o.Name)], o)
	}
	b.planted = make([]Planted, len(list))
	for i, seedling := range list {
		b.planted[i].Seedling = seedling
		b.byLine[seedling.Line] = &b.planted[i]
		if seedling.Code != "" {
			b.byCode[congress.FoldName(seedling.Code)] = seedling.Line
		}
		name := congress.FoldName(seedling.Input.Name)
		b.byName[name] = append(b.byName[name], seedling.Line)
	}
	b.judge()
	b.refuseLoops()
	return b, nil
}

// place is the key of a name below a parent.
func place(parent congress.OrgID, name string) string {
	return string(parent) + "/" + congress.FoldName(name)
}

// judge says of every seedling where it stands and what is wrong with that.
func (b *bed) judge() {
	beside := map[string]bool{}
	for i := range b.planted {
		p := &b.planted[i]
		parent, there, wrong := b.parentOf(*p)
		kind := there.Kind
		p.Wrong, p.Under = wrong, there.Name
		if parent != nil {
			kind, p.Under = parent.Input.Kind, parent.Input.Name
		}
		key := p.Under + "\n" + congress.FoldName(p.Input.Name)
		switch {
		case wrong != "":
		case kind == congress.KindCell:
			p.Wrong = "below_cell"
		case beside[key]:
			p.Wrong = "repeat"
		}
		beside[key] = true
	}
	for range 5 { // levels of a tree: what is below something that is there may be there, too
		for i := range b.planted {
			p := &b.planted[i]
			parent, there, _ := b.parentOf(*p)
			if parent != nil {
				there.ID = parent.id
			}
			if o, ok := b.beside[place(there.ID, p.Input.Name)]; ok && p.Wrong == "" {
				p.There, p.id = true, o.ID
			}
		}
	}
}

// parentOf finds the row or the organisation that a seedling stands below.
func (b *bed) parentOf(p Planted) (row *Planted, there congress.Organisation, wrong string) {
	if p.Parent == "" {
		if above, ok := b.byLine[p.Above]; ok {
			return above, b.root, ""
		}
		return nil, b.root, ""
	}
	name := congress.FoldName(p.Parent)
	if line, ok := b.byCode[name]; ok && line != p.Line {
		return b.byLine[line], b.root, ""
	}
	switch lines := b.byName[name]; {
	case len(lines) > 1:
		return nil, b.root, "parent_twice"
	case len(lines) == 1 && lines[0] != p.Line:
		return b.byLine[lines[0]], b.root, ""
	}
	switch found := b.named[name]; len(found) {
	case 0:
		return nil, b.root, "parent_unknown"
	case 1:
		return nil, found[0], ""
	}
	return nil, b.root, "parent_twice"
}

// refuseLoops refuses what stands below itself, and what stands below what is wrong.
func (b *bed) refuseLoops() {
	for i := range b.planted {
		at := &b.planted[i]
		for range len(b.planted) + 1 {
			row, _, wrong := b.parentOf(*at)
			if row == nil || wrong != "" {
				at = nil
				break
			}
			if at = row; at.Wrong != "" && b.planted[i].Wrong == "" {
				b.planted[i].Wrong = "parent_wrong"
			}
		}
		if at != nil {
			b.planted[i].Wrong = "loop"
		}
	}
}

// grow adds a seedling after what it stands below, and gives its place.
func (s *Service) grow(ctx context.Context, tx Tx, b *bed, p *Planted, ids map[int]congress.Organisation,
	added *int) error {
	if _, done := ids[p.Line]; done || p.Wrong != "" {
		return nil
	}
	row, parent, _ := b.parentOf(*p)
	if row != nil {
		if err := s.grow(ctx, tx, b, row, ids, added); err != nil {
			return err
		}
		parent = ids[row.Line]
	}
	if o, ok := b.beside[place(parent.ID, p.Input.Name)]; ok {
		ids[p.Line] = o
		return nil
	}
	id, err := drawID(s.random)
	if err != nil {
		return err
	}
	o := congress.Organisation{ID: congress.OrgID(id), ParentID: parent.ID, Path: parent.Path + id + "/",
		Kind: p.Input.Kind}
	if p.Input.Place == "" {
		p.Input.Place = parent.Place
	}
	if o, err = p.Input.Changed(o); err != nil {
		return err
	}
	ids[p.Line] = o
	*added++
	return tx.PutOrganisation(ctx, o)
}
