package pages

import (
	"context"
	"net/url"
	"strconv"
	"unicode/utf8"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/ratify/calendar"
)

// workingDays is about the working calendar.
type workingDays struct {
	*screen
	congress interface {
		OrganisationOf(ctx context.Context, by congress.Actor, id congress.OrgID) (congress.OrganisationView, error)
	}
	calendar interface {
		RemoveDay(ctx context.Context, by congress.Actor, day congress.Date) error
		SaveDays(ctx context.Context, by congress.Actor, days []calendar.Day) error
		YearOf(ctx context.Context, path string, year string) (calendar.YearView, error)
		ConfirmYear(ctx context.Context, by congress.Actor, year string, yes []int) error
	}
}

func (s workingDays) routes() []api.Route {
	return []api.Route{
		api.Get("/lich-nghi", api.Anybody(), s.show),
		api.Post("/lich-nghi", admin, form(s.screen, s.add, s.show, toYear, "day_saved")),
		api.Post("/lich-nghi/xoa", admin, form(s.screen, s.remove, s.show, toYear, "day_removed")),
		api.Post("/lich-nghi/xac-nhan", admin, s.act(s.confirm, s.show, toYear, "year_confirmed")),
		api.Post("/lich-nghi/nhap", admin, s.act(s.bring, s.show, toYear, "days_imported")),
	}
}

// calendarPage is a year of the working calendar.
type calendarPage struct {
	calendar.YearView
	List    listing
	Kinds   []calendar.Kind
	Offered []string // years to go to
	MayEdit bool
}

func (s workingDays) show(r *api.Request) error {
	ctx := r.Context()
	year, err := s.calendar.YearOf(ctx, r.By.OrgPath, yearAsked(r))
	if err != nil {
		return err
	}
	v, err := s.congress.OrganisationOf(ctx, r.By, r.By.OrgID)
	if err != nil {
		return err
	}
	data := calendarPage{YearView: year, Kinds: calendar.Kinds(), MayEdit: r.By.Role == congress.RoleAdministrator &&
		v.Organisation.ParentID == ""}
	data.Offered = yearsAround(year)
	data.List, data.Days = taken(s.dayList(r), daysListed, year.Days)
	return s.render(r, "calendar", page{Title: "Lịch nghỉ lễ và làm bù", Crumbs: []crumb{{"/", "Trang chính"}},
		Data: data})
}

// dayList is the list of days of the year that is asked for.
func (s workingDays) dayList(r *api.Request) listing {
	kinds := listFilter{Name: "loai"}
	for _, kind := range calendar.Kinds() {
		kinds.Options = append(kinds.Options, listOption{string(kind), s.words.Text("day."+string(kind), nil)})
	}
	return listing{At: "/lich-nghi", Filters: []listFilter{kinds}}.asked(r)
}

// daysListed says how days are searched and narrowed; they stand in their order.
var daysListed = list.Shape[calendar.Day]{
	Text: func(d calendar.Day) string { return d.Name + " " + d.Day.Short() },
	Filters: map[string]func(calendar.Day) string{
		"loai": func(d calendar.Day) string { return string(d.Kind) },
	},
}

// yearAsked returns the year of the address or of the form, "" for neither.
func yearAsked(r *api.Request) string {
	year := r.QueryParam("nam")
	if year == "" {
		if f, err := read[yearForm](r, same); err == nil {
			year = f.Year
		}
	}
	if n, err := strconv.Atoi(year); err != nil || n < 2000 || n > 2099 {
		return ""
	}
	return year
}

type yearForm struct {
	Year string `form:"year"`
}

type daysForm struct {
	Days string `form:"day_list" lines:"many"`
}

// yearsAround lists the known years, the one that is shown and the next after
// all of them: the one to enter.
func yearsAround(year calendar.YearView) []string {
	shown, _ := strconv.Atoi(year.Year)
	first, last := shown, shown
	for _, known := range year.Years {
		if n, err := strconv.Atoi(known); err == nil {
			first, last = min(first, n), max(last, n)
		}
	}
	var offered []string
	for n := first; n <= last+1; n++ {
		offered = append(offered, strconv.Itoa(n))
	}
	return offered
}

type dayForm struct {
	Day  congress.Date `form:"day"`
	Kind calendar.Kind `form:"day_kind"`
	Name string        `form:"day_name"`
	Year string        `form:"year"` // that was shown
}

func (s workingDays) add(r *api.Request, f dayForm) error {
	return s.calendar.SaveDays(r.Context(), r.By, []calendar.Day{{Day: f.Day, Kind: f.Kind, Name: f.Name}})
}

func (s workingDays) remove(r *api.Request, f dayForm) error {
	return s.calendar.RemoveDay(r.Context(), r.By, f.Day)
}

// answersForm holds the numbers of the questions that were answered by yes.
type answersForm struct {
	Yes  []string `form:"yes"`
	Year string   `form:"year"`
}

// confirm takes the answers to what the program asks about a year.
func (s workingDays) confirm(r *api.Request) error {
	f, err := read[answersForm](r, same)
	if err != nil {
		return err
	}
	var yes []int
	for _, number := range f.Yes {
		if n, err := strconv.Atoi(number); err == nil {
			yes = append(yes, n)
		}
	}
	return s.calendar.ConfirmYear(r.Context(), r.By, yearAsked(r), yes)
}

// bring takes a pasted list, or a file in its place. Text that is refused
// comes back into the box.
func (s workingDays) bring(r *api.Request) error {
	text, err := daysGiven(r)
	if err != nil {
		return err
	}
	days, err := calendar.Parse(text)
	if err != nil {
		return err
	}
	return s.calendar.SaveDays(r.Context(), r.By, days)
}

func daysGiven(r *api.Request) (string, error) {
	f, err := read[daysForm](r, same)
	if err != nil {
		return "", err
	}
	text := f.Days
	head, err := r.FormFile("file")
	if err != nil || head.Size == 0 {
		return text, nil //nolint:nilerr // no file: the box alone counts
	}
	content, err := readUpload(head)
	if err != nil {
		return "", err
	}
	if !utf8.Valid(content) {
		return "", &congress.FieldError{Field: "day_list", Code: "not_text"}
	}
	if text != "" {
		text += "\n"
	}
	text += string(content)
	r.Request().PostForm = url.Values{"day_list": {text}}
	f, err = read[daysForm](r, same)
	return f.Days, err
}

// toYear goes back to the year that was shown.
func toYear(r *api.Request) string {
	if year := yearAsked(r); year != "" {
		return "/lich-nghi?nam=" + year
	}
	return "/lich-nghi"
}
