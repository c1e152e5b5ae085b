package roster

import (
	"strconv"
	"strings"

	"kiemphieu/congress"
)

// maxNamesakes is of how many above a row is told that they have its name: whoever
// has read three lines knows.
const maxNamesakes = 3

// findRepeats leaves out the rows that name again somebody who stands above,
// in whatever spelling, and remarks on two people of one name.
func (r *Reading) findRepeats() {
	byName, byCard := map[string][]int{}, map[string]int{}
	for i := range r.Rows {
		row := &r.Rows[i]
		if !row.Taken() {
			continue
		}
		name, card := congress.FoldName(row.Member.Name), cardKey(row.Member.Card)
		if first, ok := byCard[card]; ok && card != "" {
			r.repeats(row, first, congress.SameName(row.Member.Name, r.Rows[first].Member.Name))
		}
		told := 0
		for _, first := range byName[name] {
			if row.Above != 0 || !row.Taken() {
				break
			}
			same := samePerson(&r.Rows[first], row)
			if told < maxNamesakes || same && !r.Choices.Rows[row.Line] {
				r.repeats(row, first, same)
				told++
			}
		}
		if row.Taken() {
			byName[name] = append(byName[name], i)
			byCard[card] = i
		}
	}
}

// repeats leaves a row out that is the one at first; otherwise it remarks what
// the two have in common. A person who has ticked the row knows better.
func (r *Reading) repeats(row *Row, first int, same bool) {
	above := &r.Rows[first]
	if same && !r.Choices.Rows[row.Line] {
		row.Reason, row.Above = ReasonRepeat, above.Line
		return
	}
	code, f := "namesake", FieldName
	if card := cardKey(row.Member.Card); card != "" && card == cardKey(above.Member.Card) {
		code, f = "card_twice", FieldCard
		row.Member.Card, row.Given[FieldCard] = "", false
	}
	at := max(columnOf(r.Columns, f), columnOf(r.Columns, FieldGiven), 0)
	row.Remarks = append(row.Remarks, Remark{Cell: cellName(at, row.Line), Line: row.Line, Code: code, Field: f,
		Value: row.Member.Name, Read: strconv.Itoa(above.Line)})
}

// samePerson reports two rows of one name that no known fact tells apart.
func samePerson(a, b *Row) bool {
	x, y := &a.Member, &b.Member
	switch {
	case x.Card != "" && y.Card != "":
		return cardKey(x.Card) == cardKey(y.Card)
	case !sameBirth(x.Born, y.Born):
		return false
	case len(x.Born) == 10 && len(y.Born) == 10:
		return true
	}
	return (x.Group == "" || y.Group == "" || fold(x.Group) == fold(y.Group)) &&
		(x.Joined == "" || y.Joined == "" || x.Joined == y.Joined) &&
		(!a.Given[FieldSex] || !b.Given[FieldSex] || x.Female == y.Female)
}

// sameBirth reports two births that may be one: a year is any day of it, and
// an unknown birth is any.
func sameBirth(a, b congress.Birth) bool {
	n := min(len(a), len(b))
	return a[:n] == b[:n]
}

// cardKey returns a card number without the zeros that workbooks drop.
func cardKey(card string) string {
	if key := strings.TrimLeft(card, "0"); isNumber(card) && key != "" {
		return key
	}
	return card
}
