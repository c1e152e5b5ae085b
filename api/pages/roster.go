package pages

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/roster"
)

// rosters is about the members of a congress.
type rosters struct {
	*screen
	congress interface {
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
		RemoveMember(ctx context.Context, by congress.Actor, id congress.CongressID, member congress.MemberID) error
		SaveRoster(ctx context.Context, by congress.Actor, id congress.CongressID, members []congress.Member,
			gone ...congress.MemberID) error
	}
}

func (s rosters) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/dang-vien", api.Anybody(), s.show),
		api.Get("/dai-hoi/:congress/dang-vien/mau.xlsx", api.Anybody(), s.downloadTemplate),
		api.Get("/dai-hoi/:congress/dang-vien/danh-sach.xlsx", api.Anybody(), s.download),
		api.Post("/dai-hoi/:congress/dang-vien/luu", organise, form(s.screen, s.save, s.show, ofCongress("/dang-vien"),
			"member_saved")),
		api.Post("/dai-hoi/:congress/dang-vien/xoa", organise, form(s.screen, s.remove, s.show,
			ofCongress("/dang-vien"), "member_removed")),
	}
}

// rosterPage is the members of a congress, a page of them, and the one that is mended.
type rosterPage struct {
	O    congress.Overview
	List listing
	Rows []congress.Member
	Edit congress.Member
}

// membersListed says how the members are searched, narrowed and ordered; names
// tell those of one name apart.
func membersListed(names map[congress.MemberID]string) list.Shape[congress.Member] {
	return list.Shape[congress.Member]{
		Text: func(m congress.Member) string {
			return strings.Join([]string{names[m.ID], m.Card, m.Group, m.Position, m.Hometown}, " ")
		},
		Filters: map[string]func(congress.Member) string{
			"to":   func(m congress.Member) string { return m.Group },
			"loai": memberKind,
			"gioi": memberSex,
		},
		Sorts: map[string]func(a, b congress.Member) int{
			"ten": list.ByText(func(m congress.Member) string { return list.GivenFirst(m.Name) }),
			"to":  list.ByText(func(m congress.Member) string { return m.Group }),
			"sinh": list.By(func(m congress.Member) string {
				return m.Born.Year() + string(m.Born)
			}),
		},
	}
}

func memberKind(m congress.Member) string {
	if m.Official {
		return "chinh-thuc"
	}
	return "du-bi"
}

func memberSex(m congress.Member) string {
	if m.Female {
		return "nu"
	}
	return "nam"
}

// memberFilters are what the members on a list can be narrowed by.
func memberFilters(members []congress.Member) []listFilter {
	filters := []listFilter{
		{"loai", []listOption{{"chinh-thuc", "Chính thức"}, {"du-bi", "Dự bị"}}},
		{"gioi", []listOption{{"nam", "Nam"}, {"nu", "Nữ"}}},
	}
	groups := listFilter{Name: "to"}
	for _, m := range members {
		if option := (listOption{m.Group, m.Group}); m.Group != "" && !slices.Contains(groups.Options, option) {
			groups.Options = append(groups.Options, option)
		}
	}
	if len(groups.Options) > 1 {
		return append([]listFilter{groups}, filters...)
	}
	return filters
}

func (s rosters) show(r *api.Request) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	asked := listing{At: "/dai-hoi/" + string(o.Congress.ID) + "/dang-vien",
		Sorts: []string{"ten", "to", "sinh"}, Filters: memberFilters(o.Members)}.asked(r)
	l, rows := taken(asked, membersListed(o.Names()), o.Members)
	return s.congressPage(r, "roster", "Danh sách đảng viên", o, rosterPage{o, l, rows,
		o.Member(congress.MemberID(r.QueryParam("sua")))})
}

func (s rosters) downloadTemplate(r *api.Request) error {
	return s.file(r, "mau-danh-sach-dang-vien.xlsx", roster.Template)
}

func (s rosters) download(r *api.Request) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	return s.file(r, "danh-sach-dang-vien.xlsx", func(w writer) error { return roster.Write(w, o.Members) })
}

type memberForm struct {
	ID              congress.MemberID `form:"id"`
	Name            string            `form:"name"`
	Card            string            `form:"card"`
	Group           string            `form:"group"`
	Official        string            `form:"official"`
	Incumbent       bool              `form:"incumbent"`
	Sex             string            `form:"sex"`
	Born            congress.Birth    `form:"born"`
	Joined          congress.Date     `form:"joined"`
	EthnicMinority  bool              `form:"ethnic_minority"`
	Education       string            `form:"education"`
	PoliticalTheory string            `form:"political_theory"`
	Position        string            `form:"position"`
	Hometown        string            `form:"hometown"`
	People          string            `form:"people"`
	Religion        string            `form:"religion"`
	OfficialOn      congress.Date     `form:"official_on"`
	Schooling       string            `form:"schooling"`
	Committees      string            `form:"committees"`
	Commended       string            `form:"commended"`
	Disciplined     string            `form:"disciplined"`
	Another         bool              `form:"another"`
}

// save adds or edits one member by hand.
func (s rosters) save(r *api.Request, f memberForm) error {
	m := congress.Member{ID: f.ID, Name: congress.NormalizeName(f.Name), Card: f.Card, Group: f.Group,
		Official: f.Official != "no", Incumbent: f.Incumbent,
		Female: f.Sex == "female", Born: f.Born, Joined: f.Joined, EthnicMinority: f.EthnicMinority,
		Education:       f.Education,
		PoliticalTheory: f.PoliticalTheory, Position: f.Position, Hometown: f.Hometown, People: f.People,
		Religion: f.Religion, OfficialOn: f.OfficialOn, Schooling: f.Schooling, Committees: f.Committees,
		Commended: f.Commended, Disciplined: f.Disciplined}
	if !f.Another {
		if err := s.refuseTwin(r, m); err != nil {
			return err
		}
	}
	return renamed(s.congress.SaveRoster(r.Context(), r.By, r.CongressID(), []congress.Member{m}), api.LastField)
}

// refuseTwin asks before somebody of a name that is on the list, in whatever
// spelling, stands there once more without a birth or a card that tells the two apart.
func (s rosters) refuseTwin(r *api.Request, m congress.Member) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	for _, other := range o.Members {
		years := other.Born.Year() != "" && m.Born.Year() != "" && other.Born.Year() != m.Born.Year()
		cards := other.Card != "" && m.Card != "" && other.Card != m.Card
		if other.ID != m.ID && congress.SameName(other.Name, m.Name) && !years && !cards {
			return &congress.FieldError{Field: "name", Code: "same_person", Value: o.Names()[other.ID]}
		}
	}
	return nil
}

func (s rosters) remove(r *api.Request, f personForm) error {
	err := s.congress.RemoveMember(r.Context(), r.By, r.CongressID(), f.Member)
	if err != nil {
		return fmt.Errorf("remove member: %w", err)
	}
	return nil
}
