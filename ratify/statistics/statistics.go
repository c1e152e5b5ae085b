package statistics

import (
	"context"
	"fmt"
	"slices"

	"kiemphieu/congress"
	"kiemphieu/tally"
)

// Filter narrows statistics. The zero value is everything, with the
// newest congress of every cell.
type Filter struct {
	Term     string             // "" takes the newest congress of every cell
	Model    congress.CellModel // "" takes all kinds of cell
	AgeLimit int                // below which somebody is young; one of AgeLimits, 0 for that of the day
	Targets  Targets            // the zero value is those of the day
}

// Targets are the structural targets of a committee in percent of those
// elected; 0 is no target. Renewal counts those elected for the first time.
type Targets struct{ Women, Young, EthnicMinority, Renewal int }

// targetsOf returns the targets of the guidance; a third is 33 per cent.
func targetsOf(g tally.Guidance) Targets {
	return Targets{Women: g.WomenPct, Young: g.YoungPct, Renewal: 100 / g.RenewalOne}
}

// AgeLimits lists the age limits that can be asked for.
func AgeLimits() []int {
	limits := []int{}
	for limit := range ageLimits() {
		limits = append(limits, limit)
	}
	slices.Sort(limits)
	return limits
}

// normal fills in what is left out, by the guidance of today, and refuses
// what cannot be answered.
func (f Filter) normal(today congress.Date) (Filter, error) {
	guidance := tally.GuidanceOn(string(today))
	if f.AgeLimit == 0 {
		f.AgeLimit = guidance.YoungAge
	}
	if _, ok := ageLimits()[f.AgeLimit]; !ok {
		return f, &congress.FieldError{Field: "age_limit", Code: "unknown", Value: fmt.Sprint(f.AgeLimit)}
	}
	if f.Model != "" && !slices.Contains(congress.CellModels(), f.Model) {
		return f, &congress.FieldError{Field: "model", Code: "unknown", Value: string(f.Model)}
	}
	if f.Targets == (Targets{}) {
		f.Targets = targetsOf(guidance)
	}
	for _, t := range f.targets() {
		if t.Percent < 0 || t.Percent > 100 {
			return f, &congress.FieldError{Field: "targets." + t.Name, Code: "range", Value: fmt.Sprint(t.Percent),
				Limit: "0–100"}
		}
	}
	return f, nil
}

// Target is one target and the units that met or missed it. A unit that
// elected nobody to a committee does neither.
type Target struct {
	Name    string // women, young, minority, renewal
	Percent int
	part    Formula
	Met     Figure
	Missed  Figure
	Overall Figure // over all units together, of all elected
}

// targets lists those that are set.
func (f Filter) targets() []Target {
	var set []Target
	for _, t := range []Target{
		{Name: "women", Percent: f.Targets.Women, part: sum(colWomen)},
		{Name: "young", Percent: f.Targets.Young, part: sum(ageLimits()[f.AgeLimit])},
		{Name: "minority", Percent: f.Targets.EthnicMinority, part: sum(colMinority)},
		{Name: "renewal", Percent: f.Targets.Renewal, part: sum(colElected).less(colReelected)},
	} {
		if t.Percent != 0 {
			set = append(set, t)
		}
	}
	return set
}

// Statistics are the figures of an organisation and all below it.
type Statistics struct {
	Organisation congress.Organisation
	Filter       Filter   // with what was left out filled in
	Terms        []string // that there are congresses of, for choosing
	Sections     []Section
	Targets      []Target
	counts       Counts
}

// Section is a group of figures that stand together.
type Section struct {
	Name    string
	Figures []Figure
}

// Figure is one number. The units behind it are a query of their own, by the
// figure's name: [Service.Units].
type Figure struct {
	Name string
	N    int
	Of   int // what N is a share of, 0 where that says nothing
}

// Figure finds a figure by its name; unknown names are 0.
func (s Statistics) Figure(name string) Figure {
	for _, section := range s.Sections {
		for _, f := range section.Figures {
			if f.Name == name {
				return f
			}
		}
	}
	return Figure{Name: name}
}

// N is the number of a figure by its name.
func (s Statistics) N(name string) int { return s.Figure(name).N }

// AverageAge returns the average age of committees in tenths of a year, half
// up, and false where no age is known.
func (s Statistics) AverageAge() (tenths int, ok bool) {
	years, known := s.counts[colAgeYears], s.counts[colAgeKnown]
	if known == 0 {
		return 0, false
	}
	return (20*years + known) / (2 * known), true
}

// Of returns the statistics of the organisation at path, from sums
// that are kept up to date: what it costs does not depend on the number of
// cells, but for the targets, which are asked unit by unit.
func (s *Service) Of(ctx context.Context, path string, filter Filter) (Statistics, error) {
	var all Statistics
	err := s.viewFiltered(ctx, filter, func(tx Tx, filter Filter) error {
		all.Filter = filter
		var err error
		if all.Organisation, err = tx.OrganisationAt(ctx, path); err != nil {
			return err
		}
		return all.load(ctx, tx)
	})
	return all, err
}

// Overview returns them without the units that met or missed a target: nothing
// in it is read cell by cell.
func (s *Service) Overview(ctx context.Context, path string) (Statistics, error) {
	var all Statistics
	err := s.viewFiltered(ctx, Filter{}, func(tx Tx, filter Filter) error {
		all.Filter = filter
		var err error
		if all.Organisation, err = tx.OrganisationAt(ctx, path); err != nil {
			return err
		}
		if err := all.loadSums(ctx, tx); err != nil {
			return err
		}
		all.Targets = filter.targets()
		for i := range all.Targets {
			all.Targets[i].add(all.counts)
		}
		return nil
	})
	return all, err
}

// viewFiltered reads with a filter in which nothing is left out.
func (s *Service) viewFiltered(ctx context.Context, filter Filter, read func(Tx, Filter) error) error {
	if err := s.store.Counted(ctx); err != nil {
		return err
	}
	return s.store.View(ctx, func(tx Tx) error {
		filter, err := filter.normal(congress.At(tx.Now()).Date())
		if err != nil {
			return err
		}
		return read(tx, filter)
	})
}

func (s *Statistics) load(ctx context.Context, tx Tx) (err error) {
	if err := s.loadSums(ctx, tx); err != nil {
		return err
	}
	if s.Terms, err = tx.StatisticTerms(ctx, s.Organisation); err != nil {
		return err
	}
	return s.loadTargets(ctx, tx)
}

func (s *Statistics) loadSums(ctx context.Context, tx Tx) error {
	cells, err := tx.CountCells(ctx, s.Organisation, s.Filter)
	if err != nil {
		return err
	}
	if s.counts, err = tx.StatisticSum(ctx, s.Organisation, s.Filter); err != nil {
		return err
	}
	s.Sections = sectionsOf(s.counts, cells, s.Filter.AgeLimit)
	return nil
}

func (s *Statistics) loadTargets(ctx context.Context, tx Tx) error {
	s.Targets = s.Filter.targets()
	var missed []Measure
	for _, t := range s.Targets {
		missed = append(missed, t.missed())
	}
	numbers, err := tx.CountUnits(ctx, s.Organisation, s.Filter, append(missed,
		Measure{Kind: Some, Part: sum(colElected)}))
	if err != nil {
		return err
	}
	with := numbers[len(missed)]
	for i := range s.Targets {
		t := &s.Targets[i]
		t.Met = Figure{Name: t.Name + "_met", N: with - numbers[i], Of: with}
		t.Missed = Figure{Name: t.Name + "_missed", N: numbers[i], Of: with}
		t.add(s.counts)
	}
	return nil
}

// add adds up the target over all units.
func (t *Target) add(counts Counts) {
	t.Overall = Figure{Name: t.Name, N: t.part.of(counts), Of: counts[colElected]}
}

// Reached reports whether all units together meet the target.
func (t Target) Reached() bool { return 100*t.Overall.N >= t.Percent*t.Overall.Of }
