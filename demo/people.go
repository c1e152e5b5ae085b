package demo

import (
	"fmt"
	"math/rand/v2"

	"kiemphieu/congress"
)

// invent makes a roster of invented people. The first names on it are those
// who are to be elected: incumbents first, women as the cell asks; then those
// who stand and lose; then everybody else, and two probationary members.
func invent(c cell, random *rand.Rand, used map[string]bool) []congress.Member {
	members := make([]congress.Member, 0, c.official+2)
	for i := range c.official + 2 {
		female := random.IntN(5) < 2
		if i < c.seats {
			female = i >= c.seats-c.women // the newest of those elected are the women
		}
		m := congress.Member{
			Number: i + 1, Name: inventName(random, used, female), Card: fmt.Sprintf("%06d", 310000+len(used)),
			Group: fmt.Sprintf("Tổ đảng %d", i%3+1), Official: i < c.official, Female: female,
			Incumbent: i < c.reelected, Born: congress.Birth(day(random, 1952, 1996)), Joined: day(random, 2000, 2018),
			EthnicMinority: false, Education: pick(random, "Đại học", "Cao đẳng", "Trung cấp", "Trung học phổ thông"),
			People: "Kinh", Religion: "Không", Schooling: "12/12",
			Committees: "Không", Commended: "Không", Disciplined: "Không",
			PoliticalTheory: pick(random, "Sơ cấp", "Trung cấp", "Cao cấp"), Hometown: "Kỳ Trinh, Kỳ Anh, Hà Tĩnh",
		}
		if m.Incumbent {
			m.Committees = "Chi ủy viên 2020–2022"
		}
		if !m.Official {
			m.Joined = "2022-01-10"
		} else {
			joined, _ := m.Joined.Midnight()
			m.OfficialOn = congress.DateOf(joined.AddDate(1, 0, 0))
		}
		members = append(members, m)
	}
	return members
}

// inventName never gives one name twice in the ward.
func inventName(random *rand.Rand, used map[string]bool, female bool) string {
	families := []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
		"Dương", "Lý", "Trương", "Đoàn", "Tôn Thất", "Nguyễn Phước"}
	middles := []string{"Văn", "Đình", "Hữu", "Quốc", "Xuân", "Minh", "Đức", "Trọng"}
	givens := []string{"An", "Bình", "Cường", "Dũng", "Đạt", "Đức", "Giáp", "Hòa", "Hưng", "Khuê", "Khải", "Lượng",
		"Nghĩa", "Nguyên", "Ngữ", "Quỳnh", "Sửu", "Thiệu", "Thuyết", "Tuyển", "Ước", "Vượng", "Yên"}
	if female {
		middles = []string{"Thị", "Thị Diễm", "Thị Ngọc", "Thúy", "Thị Bích", "Ngọc"}
		givens = []string{"Ánh", "Châu", "Diệu", "Đào", "Hằng", "Hoài", "Hường", "Huyền", "Khuyên", "Loan", "Lựu", "Mỹ",
			"Nguyệt", "Nhung", "Oanh", "Phượng", "Quyên", "Thủy", "Tuyết", "Uyên", "Vỹ", "Yến"}
	}
	for {
		name := pick(random, families...) + " " + pick(random, middles...) + " " + pick(random, givens...)
		if !used[name] {
			used[name] = true
			return name
		}
	}
}

func pick(random *rand.Rand, of ...string) string { return of[random.IntN(len(of))] }

func day(random *rand.Rand, from, to int) congress.Date {
	return congress.Date(fmt.Sprintf("%04d-%02d-%02d", from+random.IntN(to-from+1), 1+random.IntN(12),
		1+random.IntN(28)))
}
