package v1

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"sort"

	"github.com/labstack/echo/v4"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/tally"
)

// station is about the counting station: tablets are taken over, and count.
type station struct {
	words    api.Words
	version  string
	opened   *api.Opened
	congress interface {
		CheckMachine(ctx context.Context, by congress.Actor, device congress.DeviceID, id congress.RoundID,
			read []ballot.Marks) ([]int, error)
		AcceptBatchAt(ctx context.Context, by congress.Actor, at congress.Seat, id congress.RoundID,
			in congress.BatchInput) (congress.Receipt, error)
		Account(ctx context.Context, id congress.AccountID) (congress.Account, error)
		AccountsUnder(ctx context.Context, path string) ([]congress.Account, error)
		CongressesUnder(ctx context.Context, path string) ([]congress.Congress, error)
		CountingFor(ctx context.Context, by congress.Actor, id congress.CongressID) ([]congress.Counting, error)
		LeavePass(ctx context.Context, by congress.Actor, id congress.RoundID, pass congress.Pass) error
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
		PINFailed(ctx context.Context, id congress.AccountID) error
		PINSucceeded(ctx context.Context, id congress.AccountID) error
		PackageKey(ctx context.Context) ([]byte, error)
		PairOf(ctx context.Context, id congress.RoundID, pass congress.Pass,
			account congress.AccountID) (congress.Pair, error)
		Revoked(ctx context.Context, id congress.DeviceID) (bool, error)
		SeeDevice(ctx context.Context, id congress.DeviceID, waiting, skew int) error
		SetPIN(ctx context.Context, id congress.AccountID, hash string) error
		SignPackage(ctx context.Context, text []byte) ([]byte, error)
		StationOf(ctx context.Context, id congress.RoundID) (congress.Station, error)
		TakePass(ctx context.Context, by congress.Actor, id congress.RoundID, pass congress.Pass, reader string,
			device congress.DeviceID) (congress.Pair, error)
		UseDevice(ctx context.Context, id congress.DeviceID, account congress.AccountID) error
	}
}

func (s station) routes() []api.Route {
	const pass = "/api/v1/rounds/:round/passes/:pass" //nolint:gosec // a pass of the count
	return []api.Route{
		api.Get("/api/v1/station", api.Tablet(), s.home),
		api.Post("/api/v1/station/person", api.Tablet(), s.changePerson),
		api.Get("/api/v1/devices/:device/revocation", api.Everybody(), s.revocation),
		api.Post("/api/v1/station/state", api.Tablet(), s.state),
		api.Post(pass+"/pair", api.Tablet(), s.takePass),
		api.Post(pass+"/leave", api.Tablet(), s.leavePass),
		api.Get(pass+"/station", api.Tablet(), s.read),
		api.Put(pass+"/batches/:batch", api.Tablet(), s.putBatch),
		api.Post("/api/v1/rounds/:round/machine-check", api.Tablet(), s.checkMachine),
	}
}

// Package is all that a station needs to count a pass without a network.
type Package struct {
	Round        congress.RoundID `json:"round"`
	Pass         congress.Pass    `json:"pass"`
	Title        string           `json:"title"`
	Rehearsal    bool             `json:"rehearsal"`
	Tag          string           `json:"tag"`        // hex
	Definition   string           `json:"definition"` // hash of what was adopted, hex
	ManifestRoot string           `json:"manifest_root,omitempty"`
	Codes        bool             `json:"codes"`
	Manifest     []string         `json:"manifest"`          // token hashes, hex, ascending
	Counted      []string         `json:"counted"`           // none: a page of before asks for the list
	Machine      bool             `json:"machine"`           // the camera reads the marks as well, as a pass of its own
	Picture      *minutes.Picture `json:"picture,omitempty"` // of the papers as printed, for the machine
	Check        []string         `json:"check,omitempty"`   // codes of the sheets to be read first
	Trust        *stationTrust    `json:"trust,omitempty"`   // where a machine reads, or did: how it stands so far
	List         stationList      `json:"list"`
	Defects      []stationDefect  `json:"defects"` // that people can see
	Clause       string           `json:"clause"`  // on which the validity of papers rests
	Sheaves      []stationSheaf   `json:"sheaves"`
	Pair         stationPair      `json:"pair"`
}

// stationTrust is how the machine of a round stands against people.
type stationTrust struct {
	Papers    int                `json:"papers"`
	Sure      int                `json:"sure"`
	Unsure    int                `json:"unsure"`
	Differing int                `json:"differing"`
	Drawn     int                `json:"drawn"`  // sheaves that a second person has counted
	Agreed    int                `json:"agreed"` // of these
	Fault     tally.MachineFault `json:"fault"`  // why it was stopped, "" while it reads
}

// MachineCheck is what a camera read of the check sheets, in their order.
type MachineCheck struct {
	Read []ballot.Marks `json:"read"` // a mark a row; "?" where it is not sure
}

// MachineChecked tells which of them it read otherwise than they were printed.
type MachineChecked struct {
	Sheets int   `json:"sheets"`
	Wrong  []int `json:"wrong"` // numbers from 1; none: the tablet may count
}

type stationPair struct {
	Account congress.AccountID `json:"account"`
	Typist  string             `json:"typist"`
	Reader  string             `json:"reader"`
}

type stationList struct {
	Style ballot.Style `json:"style"`
	Seats int          `json:"seats"`
	Names []string     `json:"names"`
}

type stationDefect struct {
	Reason ballot.Reason `json:"reason"`
	Text   string        `json:"text"`
}

type stationSheaf struct {
	Number  int                  `json:"number"`
	Size    int                  `json:"size"`
	Status  congress.SheafStatus `json:"status"`
	Entered []congress.Pass      `json:"entered"`
}

// Signed is a package as sent: its text, and the installation's signature
// over exactly that text (Ed25519).
type Signed struct {
	Package   string `json:"package"`
	Signature []byte `json:"signature"`
}

// read returns the package of a pass to the pair that took it.
func (s station) read(r *api.Request) error {
	ctx := r.Context()
	pair, err := s.pairOf(r)
	if err != nil {
		return err
	}
	st, err := s.congress.StationOf(ctx, r.RoundID())
	if err != nil {
		return err
	}
	out := s.packageOf(st, pair)
	if err := out.forMachine(st, pair); err != nil {
		return err
	}
	text, err := json.Marshal(out) //nolint:gosec // "pass" is a pass of the count
	if err != nil {
		return fmt.Errorf("v1: package: %w", err)
	}
	signature, err := s.congress.SignPackage(ctx, text)
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, Signed{Package: string(text), Signature: signature})
}

// pairOf finds the pair behind a call about a pass. A tablet must be the one
// that the pass was taken on.
func (s station) pairOf(r *api.Request) (congress.Pair, error) {
	pass := congress.Pass(r.Param("pass"))
	if !pass.Valid() {
		return congress.Pair{}, &congress.FieldError{Field: "pass", Code: "unknown", Value: string(pass)}
	}
	pair, err := s.congress.PairOf(r.Context(), r.RoundID(), pass, r.By.AccountID)
	if errors.Is(err, congress.ErrNotFound) || (err == nil && r.Device.ID != pair.DeviceID) {
		return pair, congress.ErrPassNotTaken
	}
	return pair, err
}

func (s station) packageOf(st congress.Station, pair congress.Pair) Package {
	tag := st.Definition.Tag()
	rules, _ := tally.Profile(st.Congress.Profile, string(st.Congress.HeldOn)) // one that is known: checked at set-up
	out := Package{Round: st.Round.ID, Pass: pair.Pass, Rehearsal: st.Congress.Rehearsal,
		Tag:        hex.EncodeToString(tag[:]),
		Title:      fmt.Sprintf("%s – lần bầu %d", s.words.Office(st.Contest), st.Round.Number),
		Definition: st.Round.DefinitionHash, ManifestRoot: st.Round.ManifestRoot,
		Codes:    st.Round.Code == congress.CodeQR,
		Manifest: hexList(st.Manifest), Counted: []string{},
		List:    stationList{Style: st.Definition.Style, Seats: st.Definition.List.Seats},
		Defects: s.defects(st.Round.Code == congress.CodeQR), Clause: rules.Clause("validity"),
		Pair: stationPair{Account: pair.AccountID, Typist: pair.Typist, Reader: pair.Reader}}
	for _, candidate := range st.Definition.List.Candidates {
		out.List.Names = append(out.List.Names, candidate.Name)
	}
	for _, sheaf := range st.Sheaves {
		entry := stationSheaf{Number: sheaf.Sheaf.Number, Size: sheaf.Sheaf.Size, Status: sheaf.Status,
			Entered: []congress.Pass{}}
		for pass := range sheaf.EnteredBy {
			entry.Entered = append(entry.Entered, pass)
		}
		sort.Slice(entry.Entered, func(i, j int) bool { return entry.Entered[i] < entry.Entered[j] })
		out.Sheaves = append(out.Sheaves, entry)
	}
	return out
}

// forMachine adds what a machine needs to read the papers of its round.
func (p *Package) forMachine(st congress.Station, pair congress.Pair) error {
	if !st.Round.Machine {
		return nil
	}
	m := st.Machine
	p.Trust = &stationTrust{Papers: m.Papers, Sure: m.Sure(), Unsure: m.Unsure, Differing: m.Differing, Drawn: m.Drawn,
		Agreed: m.Agreed(), Fault: m.Fault}
	if m.Fault != "" || p.Pass != congress.PassA {
		return nil
	}
	if pair.Unchecked(st.Round) {
		for i := range ballot.CheckSheets(st.Definition.List) {
			p.Check = append(p.Check, st.Definition.CheckCode(i+1))
		}
	}
	picture, err := minutes.PaperPicture(st.Definition, st.Round.Format)
	p.Machine, p.Picture = true, &picture
	return err
}

// checkMachine takes what the camera read of the check sheets.
func (s station) checkMachine(r *api.Request) error {
	var body MachineCheck
	if err := readJSON(r, &body); err != nil {
		return err
	}
	wrong, err := s.congress.CheckMachine(r.Context(), r.By, r.Device.ID, r.RoundID(), body.Read)
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, MachineChecked{Sheets: len(body.Read), Wrong: append([]int{}, wrong...)})
}

// defects are the reasons that only people can see. Where papers have codes a
// foreign one is concluded when its code is read, and is no defect to tap.
func (s station) defects(codes bool) []stationDefect {
	var list []stationDefect
	for _, reason := range ballot.Reasons() {
		if reason.Judged() && (!codes || reason != ballot.NotIssued) {
			list = append(list, stationDefect{reason, s.words.Text("reason."+string(reason), nil)})
		}
	}
	return list
}

func hexList(hashes ballot.ManifestHashes) []string {
	list := make([]string, hashes.Len())
	for i := range list {
		h := hashes.At(i)
		list[i] = hex.EncodeToString(h[:])
	}
	return list
}

// Batch is the body of a batch: two lists, each sorted by itself.
type Batch struct {
	Sheaf    int                 `json:"sheaf"`
	N        int                 `json:"n"`
	Tokens   []string            `json:"tokens"` // hex, ascending
	Marks    []ballot.Marks      `json:"marks"`  // ascending
	SetAside []congress.SetAside `json:"set_aside"`
	Account  congress.AccountID  `json:"account"` // of the typist, who may have left the tablet since
	Machine  *MachineRead        `json:"machine,omitempty"`
}

// MachineRead is what the camera read of the papers of a batch, as a pass of
// its own; with the counting that asks for it.
type MachineRead struct {
	Batch  congress.BatchID `json:"batch"`
	Marks  []ballot.Marks   `json:"marks"`  // ascending
	Unsure int              `json:"unsure"` // papers that a second person read in its place
}

// putBatch stores a batch and answers once it is durable.
func (s station) putBatch(r *api.Request) error {
	receipt, err := s.acceptBatch(r)
	r.CountBatch(err)
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, receipt)
}

func (s station) acceptBatch(r *api.Request) (congress.Receipt, error) {
	in, typist, err := readBatch(r)
	if err != nil {
		return congress.Receipt{}, err
	}
	return s.congress.AcceptBatchAt(r.Context(), r.By, congress.Seat{Device: r.Device, Typist: typist}, r.RoundID(), in)
}

func readBatch(r *api.Request) (congress.BatchInput, congress.AccountID, error) {
	var body Batch
	if err := readJSON(r, &body); err != nil {
		return congress.BatchInput{}, "", err
	}
	in := congress.BatchInput{ID: congress.BatchID(r.Param("batch")), Pass: congress.Pass(r.Param("pass")),
		Sheaf: body.Sheaf, N: body.N, Marks: body.Marks, SetAside: body.SetAside}
	if m := body.Machine; m != nil {
		in.Machine = &congress.MachineInput{ID: m.Batch, Marks: m.Marks, Unsure: m.Unsure}
	}
	for i, text := range body.Tokens {
		raw, err := hex.DecodeString(text)
		if err != nil || len(raw) != sha256.Size {
			return in, "", &congress.FieldError{Field: fmt.Sprintf("tokens[%d]", i), Code: "format"}
		}
		in.Tokens = append(in.Tokens, ballot.TokenHash(raw))
	}
	return in, body.Account, nil
}

// unreadable says what is wrong with a body: that it is too large, or no body.
func unreadable(err error) error {
	var large *echo.HTTPError
	if errors.As(err, &large) {
		return large
	}
	return api.ErrBody
}

// readJSON reads a body that has exactly the fields of into.
func readJSON(r *api.Request, into any) error {
	dec := json.NewDecoder(r.Request().Body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return unreadable(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return unreadable(err)
	}
	return gate(reflect.ValueOf(into).Elem(), "")
}
