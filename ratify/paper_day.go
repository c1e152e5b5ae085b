package ratify

import "kiemphieu/congress"

// bound is what the day of a paper is held against: not before what the paper speaks
// of, not after what speaks of it. code names the sentence that refuses another day.
type bound struct {
	from, until congress.Date // "" bounds nothing
	code        string
}

// notBefore is the bound of all papers about a congress: none is of a day before it.
func notBefore(c congress.Congress) bound { return bound{from: c.HeldOn, code: "before_congress"} }

// paperDay refuses the day of a paper that is none, has not come, or is out of bounds.
func paperDay(field string, day, today congress.Date, bounds ...bound) error {
	if err := congress.DayGiven(field, day); err != nil {
		return err
	}
	for _, b := range append([]bound{{until: today, code: "future"}}, bounds...) {
		if b.until != "" && day > b.until || day < b.from {
			return &congress.FieldError{Field: field, Code: b.code, Value: string(day),
				Limit: string(max(b.from, b.until))}
		}
	}
	return nil
}
