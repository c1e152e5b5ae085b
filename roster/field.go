package roster

import (
	"strings"
)

// Field is what a column of a file says about a member.
type Field string

// The fields. A column for men and one for women hold a cross, or the birth of
// whoever is one.
const (
	FieldUnused       Field = "-"
	FieldIndex        Field = "index"
	FieldName         Field = "name"
	FieldFamily       Field = "family" // họ, or họ và tên đệm
	FieldMiddle       Field = "middle" // tên đệm, where it has a column of its own
	FieldGiven        Field = "given"
	FieldCard         Field = "card"
	FieldGroup        Field = "group"
	FieldStatus       Field = "status"       // chính thức or dự bị, in words
	FieldOfficial     Field = "official"     // a cross for chính thức
	FieldProbationary Field = "probationary" // a cross for dự bị
	FieldOfficialOn   Field = "official_on"  // ngày chính thức
	FieldIncumbent    Field = "incumbent"
	FieldSex          Field = "sex"
	FieldMale         Field = "male"
	FieldFemale       Field = "female"
	FieldBorn         Field = "born"
	FieldBornMonth    Field = "born_month" // of a day in three columns; born is then the day of the month
	FieldBornYear     Field = "born_year"
	FieldJoined       Field = "joined"
	FieldJoinedMonth  Field = "joined_month"
	FieldJoinedYear   Field = "joined_year"
	FieldMinority     Field = "ethnic_minority" // a cross, or the name of the people, which is kept
	FieldEducation    Field = "education"
	FieldTheory       Field = "political_theory"
	FieldPosition     Field = "position"
	FieldHometown     Field = "hometown"
	FieldReligion     Field = "religion"
	FieldSchooling    Field = "schooling"  // giáo dục phổ thông
	FieldCommittees   Field = "committees" // quá trình cấp ủy
	FieldCommended    Field = "commended"
	FieldDiscipline   Field = "disciplined"
	FieldNote         Field = "note" // looked through for dự bị, not kept
)

// Fields lists all fields in the order in which a person chooses among them.
func Fields() []Field {
	return []Field{FieldUnused, FieldIndex, FieldName, FieldFamily, FieldMiddle, FieldGiven, FieldSex, FieldMale,
		FieldFemale, FieldBorn, FieldBornMonth, FieldBornYear, FieldJoined, FieldJoinedMonth, FieldJoinedYear,
		FieldOfficialOn, FieldStatus, FieldOfficial, FieldProbationary, FieldGroup, FieldCard, FieldIncumbent,
		FieldMinority, FieldReligion, FieldSchooling, FieldEducation, FieldTheory, FieldPosition,
		FieldHometown, FieldCommittees, FieldCommended, FieldDiscipline, FieldNote}
}

// Valid reports whether f is one of the fields.
func (f Field) Valid() bool {
	for _, known := range Fields() {
		if f == known {
			return true
		}
	}
	return false
}

// OfName reports a field that is the name or a part of it.
func (f Field) OfName() bool {
	return f == FieldName || f == FieldFamily || f == FieldMiddle || f == FieldGiven
}

// heading is the text over a column: of one row, or of a wide cell and the one
// below it.
type heading struct{ top, sub string }

func (h heading) String() string { return strings.TrimSpace(h.top + " " + h.sub) }

// key is the form by which a mapping remembers a column.
func (h heading) key() string {
	if h.sub == "" {
		return fold(h.top)
	}
	return fold(h.top) + " | " + fold(h.sub)
}

// field recognises a heading, FieldUnused if it says nothing or several things
// at once ("Văn hóa, lý luận, CMNV").
func (h heading) field() Field {
	if len(h.top)+len(h.sub) > maxHeading {
		return FieldUnused
	}
	if f := h.whole(); f != FieldUnused {
		return f
	}
	return recognise(h.String())
}

// whole recognises what only the two parts of a heading together say.
func (h heading) whole() Field {
	top, sub := fold(h.top), fold(h.sub)
	switch {
	case isMale(h.sub):
		return FieldMale
	case sub == "nu":
		return FieldFemale
	case hasWords(top, "vao dang", "ket nap") && hasWords(sub, "chinh thuc"):
		return FieldOfficialOn
	case hasWords(top, "vao dang", "ket nap") && hasWords(sub, "du bi", "ket nap", "vao dang"):
		return FieldJoined
	case hasWords(top, "dang vien", "loai") && hasWords(sub, "=chinh thuc", "=ct"):
		return FieldOfficial
	case hasWords(top, "dang vien", "loai") && hasWords(sub, "=du bi", "=db"):
		return FieldProbationary
	case hasWords(top, "ho va ten", "ho ten") && sub != "":
		return recognise(h.sub)
	case hasWords(top, "trinh do") && sub != "":
		return recognise(h.sub)
	}
	return FieldUnused
}

// isMale tells "nam" (man) from "năm" (year), which fold alike.
func isMale(text string) bool { return low(text) == "nam" }

// A heading has so many bytes at most, and parts between commas: what is longer is a
// text.
const (
	maxHeading = 400
	maxParted  = 10
)

// recognise reads a heading of one text.
func recognise(text string) Field {
	if len(text) > maxHeading {
		return FieldUnused
	}
	f := recogniseOne(text)
	if folded := fold(text); hasWords(folded, "vao dang", "ket nap") && strings.Count(folded, "ngay ") > 1 {
		return FieldUnused // two days in one cell
	}
	if said := map[Field]bool{}; f != FieldUnused && !f.OfName() && f != FieldStatus && f != FieldSex {
		parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;/+&", r) })
		for _, part := range parts[:min(len(parts), maxParted)] {
			if one := recogniseOne(part); one != FieldUnused {
				said[one] = true
			}
		}
		if len(said) > 1 {
			return FieldUnused
		}
	}
	return f
}

// headWords are the words of a field's headings, and those that make a heading
// one of something else.
type headWords struct {
	field Field
	any   []string
	none  []string
}

// knownHeads lists the fields, the more particular before the more general.
var knownHeads = []headWords{
	{FieldIndex, []string{"=stt", "=tt", "=so tt", "=so thu tu", "=s tt", "=thu tu"}, nil},
	{FieldNote, []string{"ghi chu"}, nil},
	{FieldStatus, []string{"chinh thuc du bi", "ct db", "du bi chinh thuc", "=dang vien", "=loai dang vien",
		"=loai", "=dien dang vien", "tinh trang dang vien", "=la dang vien", "=tinh trang"}, []string{"ngay"}},
	{FieldOfficialOn, []string{"ngay chinh thuc", "ngay vao dang chinh thuc", "cong nhan chinh thuc",
		"chuyen chinh thuc", "chuyen dang chinh thuc", "vao dang chinh thuc", "=chinh thuc ngay", "ngay ct",
		"ngay cong nhan"}, []string{"so"}},
	{FieldJoined, []string{"vao dang", "ket nap", "=nvd", "vao dcsvn", "ngay vd", "=ngay kn", "=kn"},
		[]string{"truoc khi", "nghe nghiep", "noi", "nguoi", "doan", "quyet dinh", "chinh thuc", "so", "co quan"}},
	{FieldCard, []string{"so the", "=the dang", "=the dang vien", "ma the", "so tdv", "ma dang vien"},
		[]string{"ngay", "can cuoc", "cccd", "bhyt", "bao hiem", "nganh"}},
	{FieldBorn, []string{"ngay sinh", "nam sinh", "thang sinh", "sinh ngay", "sinh nam", "=sinh", "=ns",
		"ngay thang nam sinh", "=tuoi nam sinh", "=ntn sinh", "=ntns", "=nt ns"},
		[]string{"noi", "vo", "chong", "con", "cha", "me"}},
	{FieldSex, []string{"gioi tinh", "nam nu", "nu nam", "=gioi", "=gt", "=phai"}, []string{"dan toc", "ton giao"}},
	{FieldFemale, []string{"=nu", "=la nu", "=dang vien nu"}, nil},
	{FieldMinority, []string{"dan toc", "dtts", "=dt"}, []string{"ton giao"}},
	{FieldGroup, []string{"to dang", "=to", "to sinh hoat", "sinh hoat tai to", "thuoc to", "phan to", "ten to",
		"=to sh", "=to so"},
		[]string{"dan pho", "truong"}},
	{FieldOfficial, []string{"=chinh thuc", "=dang vien chinh thuc", "=dv chinh thuc", "=dvct", "=ct"}, nil},
	{FieldProbationary, []string{"=du bi", "=dang vien du bi", "=dv du bi", "=dvdb", "=db"}, nil},
	{FieldGiven, []string{"=ten dem va ten", "=dem va ten", "=chu dem va ten", "=chu lot va ten",
		"=ten lot va ten"}, nil},
	{FieldFamily, []string{"ho dem", "ho va ten dem", "ho ten dem", "ho va dem", "ho va chu dem", "ho chu dem",
		"ho lot", "ho va ten lot", "ho va chu lot", "ho va lot", "ho chu lot", "ho ten lot", "=ho", "=ho va"},
		[]string{"va ten goi", "dem va ten", "lot va ten"}},
	{FieldMiddle, []string{"=ten dem", "=dem", "=chu dem", "=ten lot", "=chu lot", "=lot"}, nil},
	{FieldGiven, []string{"=ten"}, nil},
	{FieldName, []string{"ho va ten", "ho ten", "ho dem va ten", "ho chu dem va ten", "ho lot va ten",
		"ten dang vien", "ho va ten dang vien", "=dang vien ho ten"},
		[]string{"cha", "me", "bo", "vo", "chong", "con", "nguoi gioi thieu", "=bi danh", "than nhan"}},
	{FieldTheory, []string{"ly luan", "llct", "chinh tri", "ll chinh tri"}, nil},
	{FieldCommittees, []string{"qua trinh cap uy", "qua trinh tham gia cap uy", "qua trinh tham gia chi uy",
		"da tham gia cap uy", "tham gia cap uy cac khoa", "tham gia cap uy cac nhiem ky"}, nil},
	{FieldIncumbent, []string{"cap uy", "cap uy duong nhiem", "=chi uy", "chi uy vien", "chi uy duong nhiem",
		"=cuv"}, []string{"chuc vu", "ngay"}},
	{FieldReligion, []string{"ton giao"}, []string{"dan toc"}},
	{FieldSchooling, []string{"giao duc pho thong", "gdpt", "van hoa pho thong", "hoc van pho thong", "=pho thong"},
		[]string{"chuyen mon"}},
	{FieldEducation, []string{"chuyen mon", "hoc van", "trinh do", "van hoa", "cmnv", "bang cap"},
		[]string{"ngoai ngu", "tin hoc", "ly luan"}},
	{FieldCommended, []string{"khen thuong", "huan chuong", "huy chuong"}, []string{"ky luat"}},
	{FieldDiscipline, []string{"ky luat"}, []string{"khen thuong"}},
	{FieldPosition, []string{"chuc vu", "chuc danh"}, nil},
	{FieldHometown, []string{"que quan", "nguyen quan", "=que"}, nil},
}

func recogniseOne(text string) Field {
	if isMale(text) {
		return FieldMale
	}
	spaced := " " + fold(text) + " "
	for _, known := range knownHeads {
		if hasAny(spaced, known.any) && !hasAny(spaced, known.none) {
			return known.field
		}
	}
	return FieldUnused
}
