package v1

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/record"
	"kiemphieu/security"
)

// witnesses is about browsers and tablets that keep how logs looked: they get the
// proof that each has only grown since, and tell where one has not.
type witnesses struct {
	congress interface {
		Growth(ctx context.Context, by congress.Actor, at congress.Device, id congress.CongressID,
			seen int64) (record.Checkpoint, []record.Hash, error)
		Witnessed(ctx context.Context, by congress.Actor, at congress.Device,
			id congress.CongressID) (congress.Congress, error)
	}
	security interface {
		Doubt(ctx context.Context, id congress.CongressID, d security.Doubt) error
		Settle(ctx context.Context, id congress.CongressID, d security.Doubt) error
	}
}

const pathLogs = "/api/v1/logs"

func (s witnesses) routes() []api.Route {
	return []api.Route{
		api.Get(pathLogs, api.AnyScreen(), s.grown),
		api.Post(pathLogs+"/doubts", api.AnyScreen(), s.doubt),
	}
}

// Logs are the logs that a witness asked about and may see.
type Logs struct {
	Logs []Log `json:"logs"`
}

// Log is one as it is now. Proof shows that it begins with as many records as were
// asked about, and is empty where it never had so many or has no more.
type Log struct {
	Congress congress.CongressID `json:"congress"`
	Size     int64               `json:"size"`
	Root     string              `json:"root"` // base64
	Proof    []string            `json:"proof"`
}

// mostLogs is how many logs one call may ask about.
const mostLogs = 100

// grown answers for each ?seen=CONGRESS.SIZE that the witness may see.
func (s witnesses) grown(r *api.Request) error {
	asked := r.QueryParams()["seen"]
	if len(asked) > mostLogs {
		return &congress.FieldError{Field: "seen", Code: "range", Value: strconv.Itoa(len(asked)),
			Limit: "0–" + strconv.Itoa(mostLogs)}
	}
	answer := Logs{Logs: []Log{}}
	for _, text := range asked {
		id, size, _ := strings.Cut(text, ".")
		seen, err := strconv.ParseInt(size, 10, 64)
		if err != nil {
			return &congress.FieldError{Field: "seen", Code: "format", Value: text}
		}
		now, proof, err := s.congress.Growth(r.Context(), r.By, r.Device, congress.CongressID(id), seen)
		if errors.Is(err, congress.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		log := Log{Congress: congress.CongressID(id), Size: now.Size, Root: now.Root.String(), Proof: []string{}}
		for _, hash := range proof {
			log.Proof = append(log.Proof, hash.String())
		}
		answer.Logs = append(answer.Logs, log)
	}
	return r.JSON(http.StatusOK, answer)
}

// Doubt is what a witness says of a log that does not follow the one it remembers,
// or, once its person has compared both with the paper, that it goes on from here.
type Doubt struct {
	Congress congress.CongressID `json:"congress"`
	Seen     int64               `json:"seen"` // records that the witness remembers
	Size     int64               `json:"size"` // records that it was shown
	Compared bool                `json:"compared"`
}

func (s witnesses) doubt(r *api.Request) error {
	var in Doubt
	if err := readJSON(r, &in); err != nil {
		return err
	}
	c, err := s.congress.Witnessed(r.Context(), r.By, r.Device, in.Congress)
	if err != nil {
		return err
	}
	d := security.Doubt{Who: r.By.Name, From: r.Address(), Seen: in.Seen, Size: in.Size}
	if r.Device.ID != "" {
		d.Who = r.Device.Name
	}
	keep, kind := s.security.Doubt, security.RecordDoubted
	if in.Compared {
		keep, kind = s.security.Settle, security.RecordCompared
	}
	if err := keep(r.Context(), c.ID, d); err != nil {
		return err
	}
	r.NoteRarely(kind, c.Title)
	return r.NoContent(http.StatusNoContent)
}
