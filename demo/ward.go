// Package demo fills an empty database with a ward of eleven cells and their
// congresses, through the same use cases that the screens call: papers made,
// handed out, counted in two passes, sealed, submitted and ratified. The
// figures of the ward are those of a real report; every person is invented.
package demo

import (
	"kiemphieu/congress"
)

// cell is one chi bộ of the ward and what its congress is to bring about.
type cell struct {
	name      string
	model     congress.CellModel
	official  int // official members
	seats     int // of the committee
	reelected int
	women     int // elected
	heldOn    congress.Date
	pilot     bool
	stage     stage
}

// stage is how far a cell's congress has come in the demo.
type stage int

const (
	ratified  stage = iota
	counting        // in the middle of its count
	untouched       // nothing but its roster
)

// ward is scenario S0: 39 elected, 24 reelected, 15 new, 9 women.
func ward() []cell {
	return []cell{
		{"Chi bộ Tổ dân phố Hưng Thịnh", congress.ModelResidential, 28, 5, 3, 1, "2022-06-20", true, ratified},
		{"Chi bộ Trường Tiểu học Kỳ Trinh", congress.ModelSchool, 17, 3, 2, 2, "2022-06-23", true, ratified},
		{"Chi bộ Tổ dân phố Quyền Hành", congress.ModelResidential, 33, 5, 3, 1, "2022-06-30", false, ratified},
		{"Chi bộ Tổ dân phố Bắc Phong", congress.ModelResidential, 19, 3, 2, 0, "2022-07-02", false, ratified},
		{"Chi bộ Tổ dân phố Tân Phong", congress.ModelResidential, 16, 3, 2, 1, "2022-07-05", false, ratified},
		{"Chi bộ Tổ dân phố Đông Trinh", congress.ModelResidential, 20, 3, 2, 0, "2022-07-08", false, ratified},
		{"Chi bộ Tổ dân phố Trọng Giang", congress.ModelResidential, 15, 3, 2, 1, "2022-07-09", false, ratified},
		{"Chi bộ Cơ quan phường", congress.ModelOffice, 18, 3, 2, 1, "2022-07-12", false, ratified},
		{"Chi bộ Trường Mầm non Kỳ Trinh", congress.ModelSchool, 12, 3, 2, 1, "2022-07-15", false, ratified},
		{"Chi bộ Tổ dân phố Hòa Lộc", congress.ModelResidential, 46, 5, 2, 1, "2022-07-18", false, counting},
		{"Chi bộ Quân sự phường", congress.ModelForces, 14, 3, 2, 0, "2022-07-19", false, untouched},
	}
}
