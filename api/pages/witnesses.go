package pages

import (
	"context"
	"net/http"
	"strconv"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/record"
)

// witnesses is about browsers that keep how a log looked: they get the proof that it
// has only grown since.
type witnesses struct {
	*screen
	congress interface {
		Log(ctx context.Context, id congress.CongressID, from int64) ([]congress.LogEntry, error)
	}
}

func (s witnesses) routes() []api.Route {
	return []api.Route{api.Get("/dai-hoi/:congress/so-nhat-ky.json", api.Anybody(), s.grown)}
}

// grownLog is a log as it is now. Proof shows that it begins with as many records as
// were asked about, and is empty where the log never had so many.
type grownLog struct {
	Size  int64    `json:"size"`
	Root  string   `json:"root"` // base64
	Proof []string `json:"proof"`
}

func (s witnesses) grown(r *api.Request) error {
	entries, err := s.congress.Log(r.Context(), r.CongressID(), 0)
	if err != nil {
		return err
	}
	read := record.HashesOf(func(seq int64) ([]byte, error) { return entries[seq].Hashes, nil })
	size := int64(len(entries))
	root, err := record.Root(size, read)
	if err != nil {
		return err
	}
	answer := grownLog{Size: size, Root: root.String(), Proof: []string{}}
	old, err := strconv.ParseInt(r.QueryParam("tu"), 10, 64)
	if err == nil && old > 0 && old < size {
		proof, err := record.ProveGrowth(size, old, read)
		if err != nil {
			return err
		}
		for _, hash := range proof {
			answer.Proof = append(answer.Proof, hash.String())
		}
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	return r.JSON(http.StatusOK, answer)
}
