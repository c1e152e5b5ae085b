package congress

import "strings"

// OrganisationKind is the place of an organisation in the tree.
type OrganisationKind string

// The kinds of organisation.
const (
	// KindCell is a chi bộ: it elects its committee at a members' congress.
	KindCell OrganisationKind = "cell"
	// KindBase is a đảng ủy cơ sở: it ratifies its cells and owns the stamp on their papers.
	KindBase OrganisationKind = "base_committee"
	// KindSuperior is any level above a base committee.
	KindSuperior OrganisationKind = "superior"
)

// Valid reports whether k is one of the kinds.
func (k OrganisationKind) Valid() bool {
	return k == KindCell || k == KindBase || k == KindSuperior
}

// CellModel says where a cell's members live or work.
type CellModel string

// The models of cell that superiors tell apart in their statistics.
const (
	ModelResidential CellModel = "residential" // tổ dân phố, thôn
	ModelOffice      CellModel = "office"      // cơ quan
	ModelSchool      CellModel = "school"      // trường học
	ModelEnterprise  CellModel = "enterprise"  // doanh nghiệp
	ModelForces      CellModel = "forces"      // lực lượng vũ trang
)

// CellModels lists the models in the order in which screens offer them.
func CellModels() []CellModel {
	return []CellModel{ModelResidential, ModelOffice, ModelSchool, ModelEnterprise, ModelForces}
}

// Organisation is a tổ chức đảng: one node of the tree.
type Organisation struct {
	ID       OrgID            `db:"org_id"`
	ParentID OrgID            `db:"parent_id"` // "" at the top
	Path     string           `db:"path"`      // "/root/…/own/": ids from the top down, so that a subtree is a prefix
	Kind     OrganisationKind `db:"kind"`
	Model    CellModel        `db:"model"` // cells only, else ""
	Name     string           `db:"name"`  // "Chi bộ Tổ dân phố Hưng Hòa"
	Place    string           `db:"place"` // for the place-and-date line of documents: "phường Kỳ Trinh"
}

// Contains reports whether other lies at or below o.
func (o Organisation) Contains(other Organisation) bool {
	return strings.HasPrefix(other.Path, o.Path)
}
