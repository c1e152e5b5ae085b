package tally

// What was in force when: the one place of every number that a regulation, a
// term or a province sets. A new text is a new row; rows never change, since
// old congresses are computed by them.

// dated is a value in force from a day on, until the next one.
type dated[T any] struct {
	from  string // "2006-01-02"
	value T
}

// inForce finds the value of a day among values in the order of their days;
// the newest for a day that is not set, the first for a day before all.
func inForce[T any](values []dated[T], day string) T {
	found := values[0].value
	for _, v := range values {
		if day == "" || v.from <= day {
			found = v.value
		}
	}
	return found
}

// Regulations lists the election regulations that ship, the default first.
func Regulations() []Regulation {
	return []Regulation{{
		Name: "190-QD/TW", Version: 1, EffectiveFrom: "2024-10-10",
		LegalBasis: "Quyết định số 190-QĐ/TW, ngày 10/10/2024 của Ban Chấp hành Trung ương",
		LateBase:   LateNextRound, PreparedPct: [2]int{10, 15}, SurplusCapPct: 30, FloorSupportPct: 30,
		ComplaintDays: 15, KeepMonths: 6,
		clauses: clauses190(),
	}, {
		Name: "244-QD/TW", Version: 1, EffectiveFrom: "2014-06-09",
		LegalBasis: "Quyết định số 244-QĐ/TW, ngày 09/6/2014 của Ban Chấp hành Trung ương",
		LateBase:   LateNextRound, PreparedPct: [2]int{10, 15}, SurplusCapPct: 30, ComplaintDays: 15, KeepMonths: 6,
		clauses: clauses244(),
	}}
}

// charters lists the regulations that implement the Charter. The numbers of
// the last two were not read (U): they are those of 294.
func charters() []dated[Charter] {
	by := func(from, text string) dated[Charter] {
		return dated[Charter]{from, Charter{
			CharterFrom:  from,
			CharterBasis: text + " của Ban Chấp hành Trung ương về thi hành Điều lệ Đảng",
			CellMin:      3, CommitteeMinMembers: 9, CommitteeMax: 7, SecretaryMaxRounds: 3, ReportDays: 7,
			DecideDays: 15,
		}}
	}
	return []dated[Charter]{
		by("2016-07-25", "Quy định số 29-QĐ/TW, ngày 25/7/2016"),
		by("2021-07-30", "Quy định số 24-QĐ/TW, ngày 30/7/2021"),
		by("2025-01-20", "Quy định số 232-QĐ/TW, ngày 20/01/2025"),
		by("2025-07-01", "Quy định số 294-QĐ/TW, ngày 26/5/2025"),
		by("2026-04-08", "Quy định số 20-QĐ/TW, ngày 08/4/2026"),
		by("2026-07-26", "Quy định số 208-QĐ/TW, ngày 26/7/2026"),
	}
}

// guidances lists the local numbers: those of the terms 2020–2025 and
// 2025–2030, whose cells vote from the autumn of 2024 on.
func guidances() []dated[Guidance] {
	before := Guidance{
		TellersMin: 3, SizeBands: []Band{{9, 20, 3}, {21, 40, 5}, {41, maxCount, 7}},
		WomenPct: 15, YoungPct: 10, YoungAge: 40, RenewalOne: 3,
	}
	now := before
	now.YoungAge = 42
	return []dated[Guidance]{{"2014-06-09", before}, {"2024-10-10", now}}
}

// Layout is how a paper is set, in millimetres: A4 with these margins.
type Layout struct {
	Basis                    string // the guidance on layout
	Top, Right, Bottom, Left int
	DatedMinutes             bool   // minutes carry place and date in their head
	Address                  string // before whom a tờ trình is laid
	Chair                    string // who signs at a hội nghị, which is chaired; "" where the presidium does
}

// LayoutOn returns the layout of papers of a day, "" for the newest. That of
// 05-HD/VPTW is second hand (U).
func LayoutOn(day string) Layout {
	return inForce([]dated[Layout]{
		{"2018-04-03", Layout{Basis: "36-HD/VPTW", Top: 20, Right: 20, Bottom: 20, Left: 30, DatedMinutes: true,
			Address: "Kính gửi"}},
		{"2026-05-27", Layout{Basis: "05-HD/VPTW", Top: 20, Right: 15, Bottom: 20, Left: 30, Address: "Kính trình",
			Chair: "CHỦ TRÌ HỘI NGHỊ"}},
	}, day)
}
