package pages

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/security"
)

// securityLog is about who came in from where, and what was done to accounts.
type securityLog struct {
	*screen
	log interface {
		List(ctx context.Context, by congress.Actor, q security.Query) (list []security.Event, more bool, err error)
		Each(ctx context.Context, by congress.Actor, fn func(security.Event) error) error
	}
}

func (s securityLog) routes() []api.Route {
	return []api.Route{
		api.Get("/nhat-ky-bao-mat", tree, s.show),
		api.Get("/nhat-ky-bao-mat.jsonl", tree, s.download).Noted(security.LogRead),
	}
}

// securityPage is one page of the log, newest first.
type securityPage struct {
	Events []security.Event
	Kinds  []security.Kind
	Kind   security.Kind
	Login  string
	Older  string // address of the next page, "" for none
	First  bool
}

func (s securityLog) show(r *api.Request) error {
	q := security.Query{Kind: security.Kind(r.QueryParam("viec")),
		Login: strings.ToLower(strings.TrimSpace(r.QueryParam("dang-nhap")))}
	at, id, _ := strings.Cut(r.QueryParam("truoc"), "-")
	if before, err := strconv.ParseInt(at, 10, 64); err == nil {
		q.Before = security.Before{At: congress.Instant(before), ID: id}
	}
	list, more, err := s.log.List(r.Context(), r.By, q)
	if err != nil {
		return err
	}
	data := securityPage{Events: list, Kinds: security.Kinds(), Kind: q.Kind, Login: q.Login, First: q.Before.At == 0}
	if more {
		last := list[len(list)-1]
		data.Older = "/nhat-ky-bao-mat?" + url.Values{"viec": {string(q.Kind)}, "dang-nhap": {q.Login},
			"truoc": {fmt.Sprintf("%d-%s", last.At, last.ID)}}.Encode()
	}
	return s.render(r, "security", page{Title: "Nhật ký bảo mật", Crumbs: []crumb{{"/", "Trang chính"}}, Data: data})
}

// securityLine is an event as it is exported.
type securityLine struct {
	At    string         `json:"at"` // RFC 3339
	Kind  security.Kind  `json:"kind"`
	Org   congress.OrgID `json:"organisation,omitempty"`
	Login string         `json:"login,omitempty"`
	Name  string         `json:"name,omitempty"`
	About string         `json:"about,omitempty"`
	From  string         `json:"from"`
}

// download sends the log as JSON lines, a page of it in memory at a time.
func (s securityLog) download(r *api.Request) error {
	return s.file(r, "nhat-ky-bao-mat.jsonl", func(w writer) error {
		out := json.NewEncoder(w)
		return s.log.Each(r.Context(), r.By, func(e security.Event) error {
			return out.Encode(securityLine{At: e.At.Time().UTC().Format(time.RFC3339), Kind: e.Kind, Org: e.OrgID,
				Login: e.Login, Name: e.Name, About: e.About, From: e.From})
		})
	})
}
