package calendar

import (
	_ "embed"
	"fmt"
	"strings"

	"kiemphieu/congress"
)

//go:embed days.csv
var shippedDays string

// Question is what no text that was read settles about a year: whether its
// days are off, or worked, is for the administrator of a tree to say.
type Question struct {
	Text string
	Days []Day
}

// Shipped is the calendar that comes with the program: days.csv, with a source
// for each day. A year with an open question is not confirmed.
func Shipped() Calendar {
	var days []Day
	var questions []Question
	for line := range strings.Lines(shippedDays) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(line, "\n"), ";")
		if len(cells) != 5 {
			panic(fmt.Sprintf("calendar: days.csv: %q", line)) // it is a part of the program
		}
		day := Day{Day: congress.Date(cells[0]), Kind: Kind(cells[1]), Name: cells[2]}
		if cells[4] == "" {
			days = append(days, day)
		} else {
			questions = ask(questions, cells[4], day)
		}
	}
	c := Of(days)
	c.questions = questions
	for year := range c.years {
		c.confirmed[year] = len(c.open(year)) == 0
	}
	return c
}

// ask adds a day to the question that it belongs to.
func ask(questions []Question, text string, day Day) []Question {
	for i := range questions {
		if questions[i].Text == text {
			questions[i].Days = append(questions[i].Days, day)
			return questions
		}
	}
	return append(questions, Question{Text: text, Days: []Day{day}})
}

// open lists the questions about a year.
func (c Calendar) open(year string) []Question {
	var open []Question
	for _, q := range c.questions {
		if q.Days[0].Day.Year() == year {
			open = append(open, q)
		}
	}
	return open
}
