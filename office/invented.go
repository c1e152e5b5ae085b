package office

import (
	"fmt"

	"kiemphieu/congress"
)

// Invented returns members of a cell whom nobody knows, for a rehearsal: 25
// official and two probationary ones in three groups, the same at every call.
func Invented() []congress.Member {
	families := []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
		"Dương"}
	men := []string{"Văn An", "Hữu Bình", "Đức Cường", "Quốc Dũng", "Minh Giang", "Xuân Hải", "Trọng Khải", "Công Lâm",
		"Thanh Minh", "Đình Nam", "Hồng Phong", "Anh Quân", "Ngọc Sơn"}
	women := []string{"Thị Ánh", "Thị Bích", "Thị Cúc", "Thị Dung", "Thị Hà", "Thị Hoa", "Thị Lan", "Thị Liên",
		"Thị Mai",
		"Thị Nga", "Thị Oanh", "Thị Phương", "Thị Quyên", "Thị Thảo"}
	members := make([]congress.Member, 0, len(men)+len(women))
	for i := range cap(members) {
		given, female := men[i/2%len(men)], false
		if i%2 == 1 || i == cap(members)-1 {
			given, female = women[i/2%len(women)], true
		}
		members = append(members, congress.Member{Name: families[(i*5)%len(families)] + " " + given, Female: female,
			Official: i < cap(members)-2, Group: fmt.Sprint("Tổ ", i%3+1), Incumbent: i < 3,
			Born:   congress.Birth(fmt.Sprintf("%d-%02d-%02d", 1958+i, i%12+1, i%28+1)),
			Joined: congress.Date(fmt.Sprintf("%d-02-03", 1984+i))})
	}
	return members
}
