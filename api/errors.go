package api

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"kiemphieu/api/auth"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/congress/trial"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
	"kiemphieu/tally"
)

// Problem is an error as it leaves the server: RFC 9457 for programs, a
// message at its field for people.
type Problem struct {
	Type     string       `json:"type"`
	Title    string       `json:"title"`
	Status   int          `json:"status"`
	Code     string       `json:"code"`
	Detail   string       `json:"detail"`
	Field    string       `json:"field,omitempty"`  // the first that is wrong
	Errors   []FieldWrong `json:"errors,omitempty"` // all that are wrong, in the order of the form
	Codes    []string     `json:"check_codes,omitempty"`
	Findings []string     `json:"findings,omitempty"`
	Request  string       `json:"request,omitempty"`
}

// FieldWrong says what is wrong with one field.
type FieldWrong struct {
	Field  string `json:"field"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Label  string `json:"-"` // the name of the field, with which Detail begins
	Beside string `json:"-"` // likewise, beside the field, whose name stands there
}

// known is a row of the error table.
type known struct {
	err    error
	status int
	code   string // key of the sentence is "error." + code
}

// errorTable turns sentinels into answers; typed errors follow in describe.
// What is in neither is 500 "internal", and nothing of it goes out.
func errorTable() []known {
	return []known{
		{congress.ErrUnavailable, http.StatusServiceUnavailable, "unavailable"},
		{congress.ErrNotFound, http.StatusNotFound, "not_found"},
		{congress.ErrConflict, http.StatusConflict, "conflict"},
		{trial.ErrOver, http.StatusConflict, "conflict"},
		{congress.ErrLoginTaken, http.StatusUnprocessableEntity, "login_taken"},
		{congress.ErrBaseFrozen, http.StatusConflict, "base_frozen"},
		{ratify.ErrRehearsal, http.StatusConflict, "rehearsal"},
		{ratify.ErrNoBundle, http.StatusConflict, "no_bundle"},
		{auth.ErrBusy, http.StatusServiceUnavailable, "busy"},
		{ErrCrowded, http.StatusTooManyRequests, "crowded"},
		{ErrNotOperator, http.StatusForbidden, "operator"},
		{auth.ErrPIN, http.StatusUnprocessableEntity, "pin_digits"},
		{auth.ErrCommonPIN, http.StatusUnprocessableEntity, "pin_common"},
		{auth.ErrWeakPassword, http.StatusUnprocessableEntity, "weak_password"},
		{auth.ErrCommonPassword, http.StatusUnprocessableEntity, "common_password"},
		{congress.ErrNoKey, http.StatusConflict, "record_key_missing"},
		{ballot.ErrDamagedCode, http.StatusUnprocessableEntity, "damaged_code"},
		{ballot.ErrMarks, http.StatusUnprocessableEntity, "marks"},
		{ErrSignIn, http.StatusUnauthorized, "sign_in"},
		{auth.ErrLocked, http.StatusUnauthorized, "locked"},
		{ErrSignedOut, http.StatusUnauthorized, "signed_out"},
		{ErrMustChange, http.StatusForbidden, "must_change"},
		{ErrMustEnrol, http.StatusForbidden, "must_enrol"},
		{ErrCode, http.StatusUnauthorized, "code"},
		{ErrCrossOrigin, http.StatusForbidden, "cross_origin"},
		{ErrForbidden, http.StatusForbidden, "forbidden"},
		{ErrLinkUsed, http.StatusGone, "link_used"},
		{ErrDeviceRevoked, http.StatusUnauthorized, "device_revoked"},
		{ErrDeviceTwice, http.StatusConflict, "device_twice"},
		{congress.ErrPassNotTaken, http.StatusConflict, "pass_not_taken"},
		{ErrToken, http.StatusUnauthorized, "token"},
		{ErrScope, http.StatusForbidden, "scope"},
		{ErrNoArrival, http.StatusGone, "no_arrival"},
		{ErrNoImport, http.StatusGone, "no_import"},
		{ErrImportChanged, http.StatusConflict, "import_changed"},
		{ErrNobody, http.StatusForbidden, "nobody"},
		{ErrPIN, http.StatusForbidden, "pin"},
		{ErrNoPIN, http.StatusForbidden, "no_pin"},
		{ErrBody, http.StatusBadRequest, "body"},
		{ErrNoCopy, http.StatusConflict, "no_copy"},
	}
}

// Errors of the door, of the pages and of the calls.
var (
	ErrSignIn        = errors.New("api: wrong login or password")
	ErrSignedOut     = errors.New("api: not signed in")
	ErrMustChange    = errors.New("api: password must be changed first")
	ErrCrossOrigin   = errors.New("api: another site sent this")
	ErrForbidden     = errors.New("api: role may not do this")
	ErrLinkUsed      = errors.New("api: link is used or too old")
	ErrDeviceRevoked = errors.New("api: tablet is not, or no longer, joined")
	ErrDeviceTwice   = errors.New("api: two machines have the key of one tablet")
	ErrNobody        = errors.New("api: nobody is on the tablet")
	ErrPIN           = errors.New("api: wrong PIN")
	ErrNoPIN         = errors.New("api: no PIN, or it is locked: the password is needed")
	ErrToken         = errors.New("api: key is unknown, revoked or too old")
	ErrScope         = errors.New("api: key does not have the scope")
	ErrNoArrival     = errors.New("api: no bundle waits for this person")
	ErrNoImport      = errors.New("api: no list waits for this person")
	ErrImportChanged = errors.New("api: the list was read anew since the page was drawn")
	ErrBody          = errors.New("api: body is not readable")
	ErrNoCopy        = errors.New("api: no copy was made, or not everywhere")
	ErrCrowded       = errors.New("api: too much at a time from one address")
	ErrNotOperator   = errors.New("api: for the operator's token, or this machine")
)

// at puts the problem at a field.
func (p Problem) at(field string) Problem {
	p.Field, p.Errors = field, []FieldWrong{{Field: field, Code: p.Code, Detail: p.Detail, Beside: p.Detail}}
	return p
}

// describe finds the answer for an error.
func (s *Server) describe(err error) Problem {
	p := s.describeTyped(err)
	if p.Code == "" {
		for _, k := range errorTable() {
			if errors.Is(err, k.err) {
				p = s.problem(k.status, k.code, nil)
				break
			}
		}
	}
	if p.Code == "" {
		p = s.problem(http.StatusInternalServerError, "internal", nil)
	}
	return p
}

func (s *Server) problem(status int, code string, params map[string]string) Problem {
	return Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code,
		Detail: s.words.Text("error."+code, params)}
}

// describeTyped answers errors that carry figures or names.
func (s *Server) describeTyped(err error) Problem {
	var (
		state    *congress.StateError
		person   *congress.PersonError
		batch    *congress.BatchError
		findings *congress.FindingsError
		account  *congress.BallotAccountError
		lines    *calendar.LinesError
		totals   *tally.FieldError
		list     *ballot.ListError
		bundle   *BundleError
		broken   *congress.RecordError
		http_    *echo.HTTPError
	)
	if wrong, ok := congress.FieldsOf(err); ok {
		return s.fieldsProblem(wrong)
	}
	switch {
	case errors.As(err, &broken):
		return s.problem(http.StatusConflict, "record_"+broken.Code, map[string]string{"title": broken.Title,
			"where": s.words.Text("record."+broken.Where, nil)})
	case errors.As(err, &state):
		return s.stateProblem(state)
	case errors.As(err, &person):
		return s.problem(http.StatusForbidden, "person_"+person.Code, map[string]string{"name": person.Name})
	case errors.As(err, &batch):
		return s.batchProblem(batch)
	case errors.As(err, &findings):
		p := s.problem(http.StatusConflict, "findings", nil)
		for _, f := range findings.Findings {
			p.Findings = append(p.Findings, s.words.Finding(f))
		}
		return p
	case errors.As(err, &account):
		p := s.problem(http.StatusConflict, "account", nil)
		for _, f := range account.Findings {
			p.Findings = append(p.Findings, s.words.Balance(f))
		}
		return p
	case errors.As(err, &lines):
		return s.linesProblem(lines)
	case errors.As(err, &totals):
		return s.problem(http.StatusUnprocessableEntity, "totals", map[string]string{"why": totals.Error()}).at(
			totals.Field)
	case errors.As(err, &list):
		return s.problem(http.StatusUnprocessableEntity, "list", map[string]string{"why": list.Error()})
	case errors.As(err, &bundle):
		return s.bundleProblem(bundle)
	case errors.As(err, &http_):
		return s.echoProblem(http_)
	}
	return Problem{}
}

// fieldsProblem says what is wrong with each field of an input; one alone is
// the problem itself.
func (s *Server) fieldsProblem(wrong congress.FieldErrors) Problem {
	var all []FieldWrong
	for _, e := range wrong {
		label := s.words.label(e.Field, e.Row)
		detail := s.words.Text("error.field_"+sentenceOf(e), map[string]string{"field": label, "value": dayOf(e.Value),
			"limit": dayOf(e.Limit)})
		beside := UpperFirst(strings.TrimPrefix(detail, label+": "))
		all = append(all, FieldWrong{Field: e.Field, Code: "field_" + e.Code, Detail: detail,
			Label: label, Beside: beside})
	}
	p := s.problem(http.StatusUnprocessableEntity, "fields", map[string]string{"count": strconv.Itoa(len(all))})
	if len(all) == 1 {
		p.Code, p.Detail = all[0].Code, all[0].Detail
	}
	p.Field, p.Errors = all[0].Field, all
	return p
}

// UpperFirst begins a sentence.
func UpperFirst(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// sentenceOf names the sentence of a field that is wrong: a day that is in no
// calendar is told as one.
func sentenceOf(e *congress.FieldError) string {
	if e.Code == "format" && dayOf(e.Value) != e.Value {
		return "day"
	}
	return e.Code
}

// dayOf writes what is formed as a day, be there such a day or not, as people do;
// all else as it is.
func dayOf(value string) string {
	if y, md, ok := strings.Cut(value, "-"); ok && len(value) == len(time.DateOnly) && len(y) == 4 {
		if m, d, ok := strings.Cut(md, "-"); ok {
			return d + "/" + m + "/" + y
		}
	}
	return value
}

// stateProblem reports what state stands in the way and who brought it about.
func (s *Server) stateProblem(e *congress.StateError) Problem {
	p := s.problem(http.StatusConflict, "state", map[string]string{"state": s.words.Text("state."+e.Subject+"."+e.State,
		nil)})
	if e.By != "" {
		p.Detail += " " + s.words.Text("error.state_by", map[string]string{"name": e.By})
	}
	return p
}

func (s *Server) batchProblem(e *congress.BatchError) Problem {
	status := http.StatusConflict
	if e.Code == "batch_changed" || e.Code == "unknown_token" || e.Code == "duplicate_here" || e.Code == "sheaf_size" {
		status = http.StatusUnprocessableEntity
	}
	p := s.problem(status, "batch_"+e.Code, map[string]string{"name": e.By, "want": strconv.Itoa(e.Want),
		"codes": strings.Join(e.CheckCodes, ", ")})
	p.Codes = e.CheckCodes
	return p
}

func (s *Server) echoProblem(e *echo.HTTPError) Problem {
	switch e.Code {
	case http.StatusNotFound:
		return s.problem(e.Code, "not_found", nil)
	case http.StatusMethodNotAllowed:
		return s.problem(e.Code, "method", nil)
	case http.StatusRequestEntityTooLarge:
		return s.problem(e.Code, "too_large", nil)
	}
	return s.problem(http.StatusBadRequest, "body", nil)
}

// linesProblem names every line of a list that is not understood.
func (s *Server) linesProblem(e *calendar.LinesError) Problem {
	p := s.problem(http.StatusUnprocessableEntity, "lines", map[string]string{"count": strconv.Itoa(len(e.Lines))})
	for _, line := range e.Lines {
		p.Findings = append(p.Findings, s.words.Text("line."+line.Code,
			map[string]string{"line": strconv.Itoa(line.Number), "text": line.Text}))
	}
	return p.at(e.Field)
}

// handleError writes the answer for an error that no handler dealt with.
func (s *Server) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	p := s.describe(err)
	p.Request = requestID(c)
	if p.Status >= http.StatusInternalServerError {
		s.logFailure(c, err)
	}
	if p.Status == http.StatusServiceUnavailable {
		c.Response().Header().Set("Retry-After", "5")
	}
	if err := s.answer(c, p); err != nil {
		s.Log.LogAttrs(c.Request().Context(), slog.LevelWarn, "answer not written", slog.String("id", p.Request))
	}
}

// logFailure tells the operator what nobody else is told.
func (s *Server) logFailure(c echo.Context, err error) {
	attrs := []slog.Attr{slog.String("id", requestID(c)), slog.String("route", c.Path()),
		slog.Any("error", err)}
	var p *panicked
	if errors.As(err, &p) {
		attrs = append(attrs, slog.String("stack", string(p.stack)))
	}
	s.Log.LogAttrs(c.Request().Context(), slog.LevelError, "request failed", attrs...)
}

func (s *Server) answer(c echo.Context, p Problem) error {
	if wantsJSON(c) {
		if p.Code == "token" {
			c.Response().Header().Set(echo.HeaderWWWAuthenticate, `Bearer realm="kiemphieu", error="invalid_token"`)
		}
		c.Response().Header().Set(echo.HeaderContentType, "application/problem+json")
		c.Response().WriteHeader(p.Status)
		return c.Echo().JSONSerializer.Serialize(c, p, "")
	}
	r := s.request(c)
	r.Problem = &p
	s.know(r)
	return s.ErrorPage(r)
}

// wantsJSON reports whether the call came from a script or another program.
func wantsJSON(c echo.Context) bool { return strings.HasPrefix(c.Request().URL.Path, "/api/") }
