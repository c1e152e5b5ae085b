package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sort"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

func (s *Server) showStation(r *request) error {
	v, err := s.Congress.RoundOf(r.Request().Context(), r.roundID())
	if err != nil {
		return err
	}
	if v.Round.State != congress.RoundCounting {
		return s.again(r, &congress.StateError{Subject: "round", State: string(v.Round.State), Action: "enter_batch", By: v.Round.ChangedBy}, s.showRound)
	}
	title := fmt.Sprintf("Kiểm phiếu – lượt %s", r.Param("pass"))
	crumbs := []crumb{{"/lan-bau/" + r.Param("round"), fmt.Sprintf("%s – lần bầu %d", s.office(v.Contest), v.Round.Number)}}
	return s.render(r, "station", page{Title: title, Crumbs: crumbs, Rehearsal: v.Overview.Congress.Rehearsal,
		Data: map[string]any{"Round": v.Round, "Pass": r.Param("pass"), "Defects": defects()}})
}

// defects are the reasons that only people can see, a foreign paper excepted:
// that one is concluded when its code is read.
func defects() []ballot.Reason {
	var list []ballot.Reason
	for _, reason := range ballot.Reasons() {
		if reason.Judged() {
			list = append(list, reason)
		}
	}
	return list
}

// stationJSON is what a station needs to recognise papers and enter sheaves.
type stationJSON struct {
	Round    congress.RoundID `json:"round"`
	Tag      string           `json:"tag"` // hex
	Codes    bool             `json:"codes"`
	Manifest []string         `json:"manifest"` // token hashes, hex, ascending
	List     stationList      `json:"list"`
	Sheaves  []stationSheaf   `json:"sheaves"`
}

type stationList struct {
	Style ballot.Style `json:"style"`
	Seats int          `json:"seats"`
	Names []string     `json:"names"`
}

type stationSheaf struct {
	Number  int                  `json:"number"`
	Size    int                  `json:"size"`
	Status  congress.SheafStatus `json:"status"`
	Entered []congress.Pass      `json:"entered"`
}

func (s *Server) station(r *request) error {
	st, err := s.Congress.StationOf(r.Request().Context(), r.roundID())
	if err != nil {
		return err
	}
	tag := st.Definition.Tag()
	out := stationJSON{Round: st.Round.ID, Tag: hex.EncodeToString(tag[:]), Codes: st.Round.Code == congress.CodeQR, Manifest: []string{},
		List: stationList{Style: st.Definition.Style, Seats: st.Definition.List.Seats}}
	hashes := ballot.ManifestHashes(st.Manifest)
	for i := range hashes.Len() {
		h := hashes.At(i)
		out.Manifest = append(out.Manifest, hex.EncodeToString(h[:]))
	}
	for _, c := range st.Definition.List.Candidates {
		out.List.Names = append(out.List.Names, c.Name)
	}
	for _, sheaf := range st.Sheaves {
		entry := stationSheaf{Number: sheaf.Sheaf.Number, Size: sheaf.Sheaf.Size, Status: sheaf.Status, Entered: []congress.Pass{}}
		for pass := range sheaf.EnteredBy {
			entry.Entered = append(entry.Entered, pass)
		}
		sort.Slice(entry.Entered, func(i, j int) bool { return entry.Entered[i] < entry.Entered[j] })
		out.Sheaves = append(out.Sheaves, entry)
	}
	return r.JSON(http.StatusOK, out)
}

// batchJSON is the body of a batch: two lists, each sorted by itself.
type batchJSON struct {
	Sheaf    int                 `json:"sheaf"`
	N        int                 `json:"n"`
	Tokens   []string            `json:"tokens"` // hex, ascending
	Marks    []ballot.Marks      `json:"marks"`  // ascending
	SetAside []congress.SetAside `json:"set_aside"`
}

// putBatch stores a batch and answers once it is durable.
func (s *Server) putBatch(r *request) error {
	in, err := readBatch(r)
	if err != nil {
		s.metrics.batches.WithLabelValues("refused").Inc()
		return err
	}
	receipt, err := s.Congress.AcceptBatch(r.Request().Context(), r.By, r.roundID(), in)
	if err != nil {
		s.metrics.batches.WithLabelValues("refused").Inc()
		return err
	}
	s.metrics.batches.WithLabelValues("accepted").Inc()
	return r.JSON(http.StatusOK, receipt)
}

func readBatch(r *request) (congress.BatchInput, error) {
	var body batchJSON
	dec := json.NewDecoder(r.Request().Body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&body); err != nil {
		return congress.BatchInput{}, errBody
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return congress.BatchInput{}, errBody
	}
	in := congress.BatchInput{ID: congress.BatchID(r.Param("batch")), Pass: congress.Pass(r.Param("pass")), Sheaf: body.Sheaf, N: body.N, Marks: body.Marks, SetAside: body.SetAside}
	for i, text := range body.Tokens {
		raw, err := hex.DecodeString(text)
		if err != nil || len(raw) != sha256.Size {
			return in, &congress.FieldError{Field: fmt.Sprintf("tokens[%d]", i), Code: "format"}
		}
		in.Tokens = append(in.Tokens, ballot.TokenHash(raw))
	}
	return in, nil
}
