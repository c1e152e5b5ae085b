package minutes

import (
	"fmt"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/tally"
	"kiemphieu/words"
)

// longDate writes a day as documents do: two digits for a day under 10 and a
// month under 3.
func longDate(d congress.Date) string {
	t, ok := d.Midnight()
	if !ok {
		return "ngày     tháng     năm        "
	}
	month := fmt.Sprint(int(t.Month()))
	if t.Month() < 3 {
		month = "0" + month
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %d", t.Day(), month, t.Year())
}

// shortBirth writes a day of birth as "20/06/1976", a year as it is.
func shortBirth(b congress.Birth) string {
	if b.YearOnly() {
		return string(b)
	}
	return congress.Date(b).Short()
}

// bornPhrase says when somebody was born.
func bornPhrase(b congress.Birth) string {
	if b.YearOnly() {
		return "sinh năm " + string(b)
	}
	return "sinh ngày " + shortBirth(b)
}

// clockTime writes an instant as "10 giờ 30, ngày 20/06/2022".
func clockTime(i congress.Instant) string {
	t := i.Local()
	return fmt.Sprintf("%02d giờ %02d, ngày %s", t.Hour(), t.Minute(), t.Format("02/01/2006"))
}

// hourOf writes the hour of an instant as "hồi 08 giờ 30, ", "" where it is
// not known.
func hourOf(i congress.Instant) string {
	if i == 0 {
		return ""
	}
	t := i.Local()
	return fmt.Sprintf("hồi %02d giờ %02d, ", t.Hour(), t.Minute())
}

// placeOf writes where a congress meets as ", tại Nhà văn hóa", "" where that
// is not known.
func placeOf(c congress.Congress) string {
	if c.Place == "" {
		return ""
	}
	return ", tại " + c.Place
}

// placeAndDate is the line under the Party's name.
func placeAndDate(o congress.Organisation, d congress.Date) string {
	place := o.Place
	if place == "" {
		place = "…………"
	}
	return place + ", " + longDate(d)
}

// two writes a number with at least two digits, as forms do.
func two(n int) string { return fmt.Sprintf("%02d", n) }

// fullTitle names a congress with which one it is: "Đại hội Chi bộ Hưng Hòa
// lần thứ XII".
func fullTitle(c congress.Congress) string {
	if c.Ordinal == 0 || strings.Contains(words.Lower(c.Title), "lần thứ") {
		return c.Title
	}
	return c.Title + " lần thứ " + roman(c.Ordinal)
}

// meetingOf names a meeting within a sentence: a congress, or the meeting of a
// cell that elects within a term.
func meetingOf(c congress.Congress) string { return at(c, words.Of("meeting", tally.MembersCongress)) }

// at writes a sentence that speaks of a congress as the meeting is called, and of who
// presides as they are.
func at(c congress.Congress, sentence string) string {
	if !c.ByElection() {
		return sentence
	}
	return words.Presided(tally.CellMeeting, ChairOf(c), sentence)
}

// presidium names within a sentence who presides over a meeting.
func presidium(c congress.Congress) string {
	return at(c, words.Lower(words.Of("role", congress.RolePresidium)))
}

// ChairOf is who signs where a meeting is chaired, "" where a presidium does, as screens
// and papers call them.
func ChairOf(c congress.Congress) string {
	if !c.ByElection() {
		return ""
	}
	return tally.LayoutOn(string(c.HeldOn)).Chair
}

// deductionOf says why somebody is taken out of the base of a meeting.
func deductionOf(m tally.Meeting, kind tally.DeductionKind) string {
	return words.At(m, words.Of("deduction", kind))
}

// roman writes a number as congresses are numbered.
func roman(n int) string {
	var text strings.Builder
	for _, digit := range []struct {
		value int
		text  string
	}{{100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= digit.value; n -= digit.value {
			text.WriteString(digit.text)
		}
	}
	return text.String()
}

// heading returns the head of a paper of the counting committee or presidium.
func heading(c congress.Congress, o congress.Organisation, body string, d congress.Date) Heading {
	return Heading{Upper: upper(fullTitle(c)), Lower: body, Place: placeAndDate(o, d)}
}

// minutesHeading is the head of minutes of the counting committee.
func minutesHeading(r congress.Report) Heading {
	return ofMinutes(heading(r.Congress, r.Organisation, "BAN KIỂM PHIẾU", r.Congress.HeldOn), r.Congress.HeldOn)
}

// ofMinutes leaves place and date out of the head of minutes where the layout of the
// day has none there; their text tells the day in any case.
func ofMinutes(h Heading, day congress.Date) Heading {
	if !tally.LayoutOn(string(day)).DatedMinutes {
		h.Place = ""
	}
	return h
}

// cellHeading is the head of a paper of the cell: its đảng bộ stands above it, whatever
// committee the paper goes to.
func cellHeading(v ratify.DossierView) Heading {
	return Heading{Upper: upper(v.Overview.Superior.Name), Lower: upper(v.Overview.Organisation.Name)}
}

// grounds lists on what a paper rests, a line each; the last ends the list.
func grounds(end string, all ...string) []Block {
	var blocks []Block
	for i, ground := range all {
		sign := ";"
		if i == len(all)-1 {
			sign = end
		}
		blocks = append(blocks, body("- %s%s", ground, sign))
	}
	return blocks
}

// ruled are the grounds of every paper about an election: the Charter and the
// regulation, as they stood on its day.
func ruled(v ratify.DossierView) []string {
	return []string{"Căn cứ Điều lệ Đảng và " + v.Overview.Rules.CharterBasis,
		"Căn cứ " + v.Overview.Rules.LegalBasis + " về Quy chế bầu cử trong Đảng"}
}

func body(text string, args ...any) Paragraph {
	return Paragraph{Text: fmt.Sprintf(text, args...), Indent: true}
}

func section(text string) Paragraph { return Paragraph{Text: text, Bold: true} }
