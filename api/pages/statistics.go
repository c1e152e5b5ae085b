package pages

import (
	"context"
	"fmt"
	"html/template"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
	"kiemphieu/ratify/statistics"
)

// sums is about figures of a subtree.
type sums struct {
	*screen
	ratify interface {
		NumberedAs(ctx context.Context, org congress.OrgID, kind ratify.PaperKind, about string,
			day congress.Date) (ratify.NumberedPaper, error)
		PracticeOf(ctx context.Context, id congress.OrgID) (ratify.Practice, error)
	}
	statistics interface {
		Below(ctx context.Context, path string, filter statistics.Filter) ([]statistics.Statistics, error)
		BelowPage(ctx context.Context, path string, filter statistics.Filter,
			q list.Query) (below []statistics.Statistics, found int, err error)
		Of(ctx context.Context, path string, filter statistics.Filter) (statistics.Statistics, error)
		Units(ctx context.Context, path string, filter statistics.Filter,
			figure string) (units []statistics.Unit, more bool, err error)
		UnitsPage(ctx context.Context, path string, filter statistics.Filter, figure string,
			q list.Query) (units []statistics.Unit, found int, err error)
	}
}

func (s sums) routes() []api.Route {
	return []api.Route{
		api.Get("/to-chuc/:org/thong-ke", tree, s.show).Aside(),
		api.Get("/to-chuc/:org/thong-ke/chi-bo/:name", tree, s.showUnits).Aside(),
		api.Get("/to-chuc/:org/thong-ke/tai/:name", tree, s.download).Aside(),
	}
}

// statisticsPage is the statistics of a subtree as a report: what they show, in
// headings and few charts, and all tables behind; each number a link to the
// units that it is made of.
type statisticsPage struct {
	statistics.Statistics
	Findings  findings
	Goals     goals
	Minis     []mini
	Sections  []sectionLines
	Below     []belowLine // on this page
	ListBelow listing
	Sum       []int
	Columns   []string
	Age       string       // average, "" where unknown
	ReportOf  template.URL // where the report gets a number, "" for who has another register
	Query     template.URL // the filter, for links: fields and values as they stand in an address
	Models    []congress.CellModel
	Ages      []int
}

type sectionLines struct {
	Name, Title string
	Lines       []figureLine
	Chart       bool // shares of one whole
}

type figureLine struct {
	statistics.Figure
	Label, Number, Share string
}

type targetLine struct {
	statistics.Target
	Label, Required, Share string
	Bar, Goal              int // of a scale of a thousand
}

type belowLine struct {
	statistics.Statistics
	Figures []int
	Pending bool // a cell that has no result yet
}

// belowColumns are the figures of the table by unit: of cells only what they
// elected, of those with cells below also how many of them are done.
func belowColumns(below []statistics.Statistics) []string {
	columns := []string{"seats", "elected", "open_seats", "reelected", "new", "women", "young"}
	if slices.ContainsFunc(below, func(b statistics.Statistics) bool {
		return b.Organisation.Kind != congress.KindCell
	}) {
		return append([]string{"cells", "held", "ratified"}, columns...)
	}
	return columns
}

// charted are the sections whose figures are parts of one whole.
func charted(section string) bool {
	return slices.Contains([]string{"age", "education", "theory", "shares", "invalid"}, section)
}

// filterForm is the filter of the address.
type filterForm struct {
	Term     string             `form:"term"`
	Model    congress.CellModel `form:"model"`
	AgeLimit optional           `form:"age_limit"`
	Women    optional           `form:"women"`
	Young    optional           `form:"young"`
	Minority optional           `form:"minority"`
	Renewal  optional           `form:"renewal"`
}

func (f filterForm) filter() statistics.Filter {
	return statistics.Filter{Term: f.Term, Model: f.Model, AgeLimit: int(f.AgeLimit),
		Targets: statistics.Targets{Women: int(f.Women), Young: int(f.Young), EthnicMinority: int(f.Minority),
			Renewal: int(f.Renewal)}}
}

// read loads what the address asks for.
func (s sums) read(r *api.Request) (statistics.Statistics, error) {
	asked, err := decode[filterForm](r.QueryParams(), same)
	if err != nil {
		return statistics.Statistics{}, err
	}
	at, err := r.OrgPath(r.OrgID())
	if err != nil {
		return statistics.Statistics{}, err
	}
	return s.statistics.Of(r.Context(), at, asked.filter())
}

// statisticsCrumbs leads back to the organisation.
func statisticsCrumbs(st statistics.Statistics) []crumb {
	return []crumb{{"/", "Trang chính"}, {"/to-chuc/" + string(st.Organisation.ID), st.Organisation.Name}}
}

func (s sums) show(r *api.Request) error {
	st, err := s.read(r)
	if err != nil {
		return err
	}
	units := listing{At: "/to-chuc/" + string(st.Organisation.ID) + "/thong-ke", Prefix: "don-vi-"}.asked(r)
	below, found, err := s.statistics.BelowPage(r.Context(), st.Organisation.Path, st.Filter, units.Query)
	if err != nil {
		return err
	}
	data := statisticsView(st, below)
	if r.By.OrgID == st.Organisation.ID {
		data.ReportOf = reportAt(minutes.StatisticsEntry(st))
	}
	data.ListBelow = units.of(found)
	data.ListBelow.short = found <= list.Size && !units.Query.Narrowed()
	return s.render(r, "statistics", page{Title: "Thống kê", Crumbs: statisticsCrumbs(st), Data: data})
}

// statisticsView arranges statistics and those of the units below.
func statisticsView(st statistics.Statistics, below []statistics.Statistics) statisticsPage {
	age := st.Filter.AgeLimit
	data := statisticsPage{Statistics: st, Age: minutes.AverageAge(st), Findings: findingsOf(st),
		Goals:   goalsOf(st.Targets, age),
		Minis:   []mini{miniOf(states(st), "")},
		Columns: belowColumns(below),
		Query:   template.URL(filterQuery(st.Filter)), //nolint:gosec // encoded by net/url
		Models:  congress.CellModels(), Ages: statistics.AgeLimits()}
	for _, section := range st.Sections {
		lines := sectionOf(section, age)
		data.Sections = append(data.Sections, lines)
		if average := ""; lines.Chart {
			if section.Name == "age" {
				average = data.Age
			}
			data.Minis = append(data.Minis, miniOf(lines, average))
		}
	}
	for _, b := range below {
		data.Below = append(data.Below, belowLine{Statistics: b, Figures: figuresOf(b, data.Columns),
			Pending: b.Organisation.Kind == congress.KindCell && b.N("held") == 0})
	}
	data.Sum = figuresOf(st, data.Columns)
	return data
}

func figuresOf(st statistics.Statistics, names []string) []int {
	numbers := make([]int, len(names))
	for i, name := range names {
		numbers[i] = st.N(name)
	}
	return numbers
}

func targetOf(t statistics.Target, age int) targetLine {
	return targetLine{Target: t, Label: minutes.StatisticTarget(t.Name, age),
		Required: minutes.StatisticRequired(t), Share: minutes.StatisticShare(t.Overall)}
}

func sectionOf(section statistics.Section, age int) sectionLines {
	lines := sectionLines{Name: section.Name, Title: minutes.StatisticSection(section.Name),
		Chart: charted(section.Name)}
	for _, f := range section.Figures {
		lines.Lines = append(lines.Lines, figureLine{f, minutes.StatisticFigure(f.Name, age),
			minutes.StatisticNumber(f), minutes.StatisticShare(f)})
	}
	return lines
}

// filterQuery writes a filter as it stands in an address.
func filterQuery(f statistics.Filter) string {
	q := url.Values{}
	if f.Term != "" {
		q.Set("term", f.Term)
	}
	if f.Model != "" {
		q.Set("model", string(f.Model))
	}
	for field, n := range map[string]int{"age_limit": f.AgeLimit, "women": f.Targets.Women, "young": f.Targets.Young,
		"minority": f.Targets.EthnicMinority, "renewal": f.Targets.Renewal} {
		q.Set(field, strconv.Itoa(n))
	}
	return q.Encode()
}

// showUnits lists the units behind a figure.
func (s sums) showUnits(r *api.Request) error {
	st, err := s.read(r)
	if err != nil {
		return err
	}
	figure := r.Param("name")
	asked := listing{At: "/to-chuc/" + string(st.Organisation.ID) + "/thong-ke/chi-bo/" +
		url.PathEscape(figure)}.asked(r)
	units, found, err := s.statistics.UnitsPage(r.Context(), st.Organisation.Path, st.Filter, figure, asked.Query)
	if err != nil {
		return err
	}
	title := minutes.StatisticFigure(figure, st.Filter.AgeLimit)
	for _, t := range st.Targets {
		for _, verdict := range []statistics.Figure{t.Met, t.Missed} {
			if verdict.Name == figure {
				_, kind, _ := strings.Cut(figure, "_")
				title = fmt.Sprintf("%s: %s", minutes.StatisticTarget(t.Name, st.Filter.AgeLimit),
					s.words.Text("statistics."+kind, nil))
			}
		}
	}
	crumbs := append(statisticsCrumbs(st), crumb{"/to-chuc/" + string(st.Organisation.ID) + "/thong-ke?" +
		filterQuery(st.Filter), "Thống kê"})
	asked = asked.of(found)
	asked.short = found <= handful && !asked.Query.Narrowed()
	return s.render(r, "units", page{Title: title, Crumbs: crumbs, Data: map[string]any{"Units": units, "List": asked}})
}

// download returns everything as a spreadsheet, or the report.
func (s sums) download(r *api.Request) error {
	st, err := s.read(r)
	if err != nil {
		return err
	}
	book, err := s.book(r, st, st.Organisation.Path)
	if err != nil {
		return err
	}
	switch name := r.Param("name"); {
	case name == "thong-ke.xlsx":
		return s.file(r, name, func(w writer) error { return minutes.StatisticsXLSX(w, book) })
	case name == "thong-ke.csv":
		return s.file(r, name, func(w writer) error { return minutes.StatisticsCSV(w, st) })
	case strings.TrimSuffix(name, path.Ext(name)) == "bao-cao":
		today := congress.At(r.Time()).Date() // of printing
		book.Numbered, err = s.ratify.NumberedAs(r.Context(), st.Organisation.ID, ratify.PaperReport,
			minutes.StatisticsEntry(st), today)
		if err != nil {
			return err
		}
		return s.paper(r, name, minutes.StatisticsReport(book, today))
	}
	return congress.ErrNotFound
}

func (s sums) book(r *api.Request, st statistics.Statistics, at string) (minutes.StatisticsBook, error) {
	ctx := r.Context()
	practice, err := s.ratify.PracticeOf(ctx, st.Organisation.ID)
	if err != nil {
		return minutes.StatisticsBook{}, err
	}
	book := minutes.StatisticsBook{Statistics: st, Missed: map[string][]statistics.Unit{},
		NoStanding: practice.NoStanding}
	if book.Below, err = s.statistics.Below(ctx, at, st.Filter); err != nil {
		return book, err
	}
	for _, t := range st.Targets {
		if book.Missed[t.Name], _, err = s.statistics.Units(ctx, at, st.Filter, t.Missed.Name); err != nil {
			return book, err
		}
	}
	return book, nil
}
