package ratify

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"kiemphieu/congress"
	letters "kiemphieu/congress/text"
)

// Guidance is what a cell's congress is told from above: the plan that it
// stands in, and what the pilots learned.
type Guidance struct {
	Plan    Plan         // Term is "" where none of its superiors has one
	Own     []Lesson     // written down at this congress
	Lessons []LessonLine // of pilots, while this congress is not yet held
	// Teaches: lessons can be written down here.
	Teaches bool
}

// LessonLine is a lesson with where it comes from.
type LessonLine struct {
	Lesson
	Congress congress.Congress
	Cell     string
}

// teaches reports whether lessons can be written down at a congress: a pilot
// that has begun, and no rehearsal.
func teaches(c congress.Congress) bool { return c.Pilot && !c.Rehearsal && c.BaseFrozen() }

// AddLesson writes down a lesson of a pilot congress.
func (s *Service) AddLesson(ctx context.Context, by congress.Actor, id congress.CongressID, text string) error {
	text = letters.Clean(text)
	if err := congress.Required("lesson", text, 1000); err != nil {
		return err
	}
	return s.acts.Do(ctx, by, id, func(tx Tx, a *congress.Act) error {
		c := a.Congress
		if !teaches(c) {
			return &congress.FieldError{Field: "lesson", Code: "no_pilot", Value: c.Title}
		}
		earlier, err := tx.LessonsOf(ctx, c)
		if err != nil {
			return err
		}
		l := Lesson{OrgID: c.OrgID, CongressID: c.ID, Number: 1, Text: text, WrittenBy: by.Name, WrittenAt: a.Now()}
		if n := len(earlier); n > 0 {
			l.Number = earlier[n-1].Number + 1
		}
		return tx.PutLesson(ctx, l)
	})
}

// RemoveLesson takes a lesson back.
func (s *Service) RemoveLesson(ctx context.Context, by congress.Actor, id congress.CongressID, number int) error {
	return s.acts.Do(ctx, by, id, func(tx Tx, a *congress.Act) error {
		return tx.DeleteLesson(ctx, a.Congress,
			number)
	})
}

// GuidanceOf gathers what a congress is told from above.
func (s *Service) GuidanceOf(ctx context.Context, id congress.CongressID) (Guidance, error) {
	var g Guidance
	err := s.store.View(ctx, func(tx Tx) error {
		c, err := tx.Congress(ctx, id)
		if err != nil {
			return err
		}
		g.Teaches = teaches(c)
		if g.Own, err = tx.LessonsOf(ctx, c); err != nil {
			return err
		}
		cell, err := tx.Organisation(ctx, c.OrgID)
		if err != nil {
			return err
		}
		var scope string
		if g.Plan, scope, err = planAbove(ctx, tx, cell, c.Term); err != nil || c.BaseFrozen() {
			return err
		}
		g.Lessons, err = lessonsFor(ctx, tx, c, scope)
		return err
	})
	return g, err
}

// planAbove finds the plan that a cell stands in, of its highest superior that
// has one for the term, and the path of the cells that learn from each other:
// those of that superior, or of the nearest where there is no plan.
func planAbove(ctx context.Context, tx Tx, cell congress.Organisation, term string) (Plan, string, error) {
	ids := strings.Split(strings.Trim(cell.Path, "/"), "/")
	for i := range ids[:len(ids)-1] {
		plans, err := tx.Plans(ctx, congress.OrgID(ids[i]))
		if err != nil {
			return Plan{}, "", err
		}
		for _, plan := range plans {
			if sameTerm(plan.Term, term) {
				return plan, "/" + strings.Join(ids[:i+1], "/") + "/", nil
			}
		}
	}
	return Plan{}, strings.TrimSuffix(cell.Path, ids[len(ids)-1]+"/"), nil
}

// lessonsFor lists what the pilots of a term learned, the oldest first.
func lessonsFor(ctx context.Context, tx Tx, c congress.Congress, path string) ([]LessonLine, error) {
	if path == "/" { // an organisation of its own
		return nil, nil
	}
	lessons, err := tx.LessonsUnder(ctx, path)
	if err != nil {
		return nil, err
	}
	var lines []LessonLine
	for _, l := range lessons {
		line := LessonLine{Lesson: l}
		if n := len(lines); n > 0 && lines[n-1].CongressID == l.CongressID {
			line.Congress, line.Cell = lines[n-1].Congress, lines[n-1].Cell
		} else if line.Congress, line.Cell, err = whereFrom(ctx, tx, l); err != nil {
			return nil, err
		}
		if line.Congress.ID != c.ID && line.Congress.Pilot && sameTerm(line.Congress.Term, c.Term) {
			lines = append(lines, line)
		}
	}
	slices.SortStableFunc(lines, func(a, b LessonLine) int { return cmp.Compare(a.Congress.HeldOn, b.Congress.HeldOn) })
	return lines, nil
}

func whereFrom(ctx context.Context, tx Tx, l Lesson) (congress.Congress, string, error) {
	c, err := tx.Congress(ctx, l.CongressID)
	if err != nil {
		return c, "", err
	}
	cell, err := tx.Organisation(ctx, l.OrgID)
	return c, cell.Name, err
}
