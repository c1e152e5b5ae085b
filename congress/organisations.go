package congress

import (
	"context"
	"slices"
)

// OrganisationInput is what a person types to add or edit an organisation.
type OrganisationInput struct {
	Kind  OrganisationKind
	Model CellModel // cells only
	Name  string
	Place string
}

func (in OrganisationInput) check() error {
	return WrongFields(
		FieldHolds(in.Kind.Valid(), "kind", "unknown", string(in.Kind)),
		FieldHolds(in.Kind != KindCell || slices.Contains(CellModels(), in.Model), "model", "unknown",
			string(in.Model)),
		Required("name", clean(in.Name), 200),
		AtMost("place", in.Place, 100),
	)
}

// CreateOrganisation adds an organisation below parent; "" makes the top one,
// of which there is one. Nothing stands below a cell.
func (s *Service) CreateOrganisation(ctx context.Context, parent OrgID, in OrganisationInput) (OrgID, error) {
	if err := in.check(); err != nil {
		return "", err
	}
	id, err := newID(s.random)
	if err != nil {
		return "", err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		o := Organisation{ID: OrgID(id), ParentID: parent, Path: "/" + id + "/"}
		if parent != "" {
			above, err := tx.Organisation(ctx, parent)
			if err != nil {
				return err
			}
			if above.Kind == KindCell {
				return &FieldError{Field: "parent", Code: "below_cell", Value: above.Name}
			}
			o.Path = above.Path + id + "/"
		}
		if err := FreeName(ctx, tx, parent, o.ID, in.Name); err != nil {
			return err
		}
		return tx.PutOrganisation(ctx, in.apply(o))
	})
	return OrgID(id), err
}

// FreeName refuses a name that another organisation below the parent has: two
// beside one another could not be told apart on any paper.
func FreeName(ctx context.Context, tx Tx, parent, own OrgID, name string) error {
	beside, err := tx.NamesBeside(ctx, parent, name)
	for _, o := range beside {
		if o.ID != own {
			return &FieldError{Field: "name", Code: "duplicate", Value: o.Name}
		}
	}
	return err
}

func (in OrganisationInput) apply(o Organisation) Organisation {
	o.Kind, o.Name, o.Place = in.Kind, clean(in.Name), clean(in.Place)
	o.Model = ""
	if in.Kind == KindCell {
		o.Model = in.Model
	}
	return o
}

// Changed checks what a person typed about an organisation that is there and
// returns it as it is then; the kind stands.
func (in OrganisationInput) Changed(o Organisation) (Organisation, error) {
	in.Kind = o.Kind
	return in.apply(o), in.check()
}

// OrganisationView is an organisation with its place in the tree.
type OrganisationView struct {
	Organisation Organisation
	Above        []Organisation // from the top down, without itself
	Congresses   []Congress     // its own, by day
}

// OrganisationOf loads an organisation's page. Above stops at the top of what
// the actor may see.
func (s *Service) OrganisationOf(ctx context.Context, by Actor, id OrgID) (OrganisationView, error) {
	var v OrganisationView
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		if v.Organisation, err = tx.Organisation(ctx, id); err != nil {
			return err
		}
		if v.Congresses, err = tx.CongressesOf(ctx, v.Organisation); err != nil {
			return err
		}
		for o := v.Organisation; o.ParentID != ""; {
			if o, err = tx.Organisation(ctx, o.ParentID); err != nil {
				return err
			}
			if by.Sees(o.Path) {
				v.Above = append([]Organisation{o}, v.Above...)
			}
		}
		return nil
	})
	return v, err
}

// OrganisationsAfter lists an organisation and all below it by id: at most n of
// those that follow an id. more says that there are others.
func (s *Service) OrganisationsAfter(ctx context.Context, path string, after OrgID,
	n int) (list []Organisation, more bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		list, err = tx.OrganisationsAfter(ctx, path, after, n+1)
		return err
	})
	if more = len(list) > n; more {
		list = list[:n]
	}
	return list, more, err
}

// Organisations lists the whole tree, from the top down.
func (s *Service) Organisations(ctx context.Context) ([]Organisation, error) {
	var all []Organisation
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		all, err = tx.OrganisationsUnder(ctx, "/")
		return err
	})
	return all, err
}
