package pages

import (
	"context"
	"slices"
	"time"

	"kiemphieu/api"
	"kiemphieu/app/backup"
)

// backups is about the copies of the data.
type backups struct {
	*screen
	keeper interface {
		Encrypted() bool
		Make(ctx context.Context) []backup.Place
		Places() []backup.Place
	}
}

func (s backups) routes() []api.Route {
	return []api.Route{
		api.Get("/quan-tri/sao-luu", admin, s.show),
		api.Post("/quan-tri/sao-luu", admin, s.act(s.copyNow, s.show, api.To("/quan-tri/sao-luu", ""), "copied")),
	}
}

// backupsPage is where copies are, and how old.
type backupsPage struct {
	Places    []backup.Place
	Encrypted bool
	Beside    bool // every copy lies on the disk with the data
}

func (s backups) show(r *api.Request) error {
	places := s.keeper.Places()
	away := slices.ContainsFunc(places, func(p backup.Place) bool { return !p.Beside })
	return s.render(r, "backups", page{Title: "Sao lưu", Crumbs: []crumb{{"/", "Trang chính"}},
		Data: backupsPage{places, s.keeper.Encrypted(), !away}})
}

// copyTime is how long somebody waits for a copy.
const copyTime = 50 * time.Second

func (s backups) copyNow(r *api.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), copyTime)
	defer cancel()
	places := s.keeper.Make(ctx)
	if len(places) == 0 {
		return api.ErrNoCopy
	}
	for _, p := range places {
		if p.Problem == backup.Damaged || p.Problem == backup.Unread || p.Problem == backup.Unwritten {
			return api.ErrNoCopy
		}
	}
	return nil
}
