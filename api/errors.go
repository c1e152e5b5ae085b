package api

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"kiemphieu/api/auth"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/tally"
)

// problem is an error as it leaves the server: RFC 9457 for programs, a
// message at its field for people.
type problem struct {
	Type     string   `json:"type"`
	Title    string   `json:"title"`
	Status   int      `json:"status"`
	Code     string   `json:"code"`
	Detail   string   `json:"detail"`
	Field    string   `json:"field,omitempty"`
	Codes    []string `json:"check_codes,omitempty"`
	Findings []string `json:"findings,omitempty"`
	Request  string   `json:"request,omitempty"`
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
		{congress.ErrLoginTaken, http.StatusUnprocessableEntity, "login_taken"},
		{congress.ErrBaseFrozen, http.StatusConflict, "base_frozen"},
		{ratify.ErrRehearsal, http.StatusConflict, "rehearsal"},
		{auth.ErrPIN, http.StatusUnprocessableEntity, "pin_digits"},
		{auth.ErrWeakPassword, http.StatusUnprocessableEntity, "weak_password"},
		{ballot.ErrDamagedCode, http.StatusUnprocessableEntity, "damaged_code"},
		{ballot.ErrMarks, http.StatusUnprocessableEntity, "marks"},
		{errSignIn, http.StatusUnauthorized, "sign_in"},
		{errLocked, http.StatusUnauthorized, "locked"},
		{errSignedOut, http.StatusUnauthorized, "signed_out"},
		{errMustChange, http.StatusForbidden, "must_change"},
		{errForbidden, http.StatusForbidden, "forbidden"},
		{errLinkUsed, http.StatusGone, "link_used"},
		{errDeviceRevoked, http.StatusUnauthorized, "device_revoked"},
		{errPassNotTaken, http.StatusConflict, "pass_not_taken"},
		{errToken, http.StatusUnauthorized, "token"},
		{errScope, http.StatusForbidden, "scope"},
		{errNoArrival, http.StatusGone, "no_arrival"},
		{errNobody, http.StatusForbidden, "nobody"},
		{errPIN, http.StatusForbidden, "pin"},
		{errNoPIN, http.StatusForbidden, "no_pin"},
		{errBody, http.StatusBadRequest, "body"},
		{errPasswordsDiffer, http.StatusUnprocessableEntity, "passwords_differ"},
		{errOldPassword, http.StatusUnprocessableEntity, "old_password"},
	}
}

// Errors of this package.
var (
	errSignIn          = errors.New("api: wrong login or password")
	errLocked          = errors.New("api: account is locked for a while")
	errSignedOut       = errors.New("api: not signed in")
	errMustChange      = errors.New("api: password must be changed first")
	errForbidden       = errors.New("api: role may not do this")
	errLinkUsed        = errors.New("api: link is used or too old")
	errDeviceRevoked   = errors.New("api: tablet is not, or no longer, joined")
	errPassNotTaken    = errors.New("api: the pass was not taken here by this person")
	errNobody          = errors.New("api: nobody is on the tablet")
	errPIN             = errors.New("api: wrong PIN")
	errNoPIN           = errors.New("api: no PIN, or it is locked: the password is needed")
	errToken           = errors.New("api: key is unknown, revoked or too old")
	errScope           = errors.New("api: key does not have the scope")
	errNoArrival       = errors.New("api: no bundle waits for this person")
	errBody            = errors.New("api: body is not readable")
	errPasswordsDiffer = errors.New("api: the two passwords differ")
	errOldPassword     = errors.New("api: old password is wrong")
)

// describe finds the answer for an error.
func (s *Server) describe(err error) problem {
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

func (s *Server) problem(status int, code string, params map[string]string) problem {
	return problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: s.site.Text("error."+code, params)}
}

// describeTyped answers errors that carry figures or names.
func (s *Server) describeTyped(err error) problem {
	var (
		field    *congress.FieldError
		state    *congress.StateError
		person   *congress.PersonError
		batch    *congress.BatchError
		findings *congress.FindingsError
		account  *congress.AccountError
		lines    *ratify.LinesError
		totals   *tally.FieldError
		list     *ballot.ListError
		bundle   *bundleError
		http_    *echo.HTTPError
	)
	switch {
	case errors.As(err, &field):
		p := s.problem(http.StatusUnprocessableEntity, "field_"+field.Code, map[string]string{"field": s.label(field.Field), "value": displayDate(field.Value)})
		p.Field = field.Field
		return p
	case errors.As(err, &state):
		return s.stateProblem(state)
	case errors.As(err, &person):
		return s.problem(http.StatusForbidden, "person_"+person.Code, map[string]string{"name": person.Name})
	case errors.As(err, &batch):
		return s.batchProblem(batch)
	case errors.As(err, &findings):
		p := s.problem(http.StatusConflict, "findings", nil)
		for _, f := range findings.Findings {
			p.Findings = append(p.Findings, s.finding(f))
		}
		return p
	case errors.As(err, &account):
		p := s.problem(http.StatusConflict, "account", nil)
		for _, f := range account.Findings {
			p.Findings = append(p.Findings, s.balance(f))
		}
		return p
	case errors.As(err, &lines):
		return s.linesProblem(lines)
	case errors.As(err, &totals):
		p := s.problem(http.StatusUnprocessableEntity, "totals", map[string]string{"why": totals.Error()})
		p.Field = totals.Field
		return p
	case errors.As(err, &list):
		return s.problem(http.StatusUnprocessableEntity, "list", map[string]string{"why": list.Error()})
	case errors.As(err, &bundle):
		return bundle.problem
	case errors.As(err, &http_):
		return s.echoProblem(http_)
	}
	return problem{}
}

// stateProblem tells what state stands in the way and who brought it about.
func (s *Server) stateProblem(e *congress.StateError) problem {
	p := s.problem(http.StatusConflict, "state", map[string]string{"state": s.site.Text("state."+e.Subject+"."+e.State, nil)})
	if e.By != "" {
		p.Detail += " " + s.site.Text("error.state_by", map[string]string{"name": e.By})
	}
	return p
}

func (s *Server) batchProblem(e *congress.BatchError) problem {
	status := http.StatusConflict
	if e.Code == "batch_changed" || e.Code == "unknown_token" || e.Code == "duplicate_here" || e.Code == "sheaf_size" {
		status = http.StatusUnprocessableEntity
	}
	p := s.problem(status, "batch_"+e.Code, map[string]string{"name": e.By, "want": itoa(e.Want), "codes": joinCodes(e.CheckCodes)})
	p.Codes = e.CheckCodes
	return p
}

func (s *Server) echoProblem(e *echo.HTTPError) problem {
	switch e.Code {
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return s.problem(e.Code, "not_found", nil)
	case http.StatusRequestEntityTooLarge:
		return s.problem(e.Code, "too_large", nil)
	}
	return s.problem(http.StatusBadRequest, "body", nil)
}

// finding writes a finding of the list or the count as a sentence.
func (s *Server) finding(f congress.Finding) string {
	params := map[string]string{}
	for name, value := range f.Params {
		params[name] = value
	}
	if office, ok := params["office"]; ok {
		params["office"] = s.site.Text("office."+office, nil)
	}
	return s.site.Text("finding."+f.Code, params)
}

// balance writes an equation of the ballot account that does not hold.
func (s *Server) balance(f tally.Finding) string {
	return s.site.Text("balance."+f.Code, map[string]string{"left": itoa(f.Left), "right": itoa(f.Right), "difference": itoa(f.Left - f.Right)})
}

// label names a field as the form does.
func (s *Server) label(field string) string {
	if code := "field." + lastField(field); s.site.Has(code) {
		return s.site.Text(code, nil)
	}
	return field
}

// handleError writes the answer for an error that no handler dealt with.
func (s *Server) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	p := s.describe(err)
	p.Request = requestID(c)
	if p.Status >= http.StatusInternalServerError {
		s.Log.LogAttrs(c.Request().Context(), slog.LevelError, "request failed", slog.String("id", p.Request), slog.String("route", c.Path()), slog.String("error", err.Error()))
	}
	if p.Status == http.StatusServiceUnavailable {
		c.Response().Header().Set("Retry-After", "5")
	}
	if err := s.answer(c, p); err != nil {
		s.Log.LogAttrs(c.Request().Context(), slog.LevelWarn, "answer not written", slog.String("id", p.Request))
	}
}

func (s *Server) answer(c echo.Context, p problem) error {
	if wantsJSON(c) {
		if p.Code == "token" {
			c.Response().Header().Set(echo.HeaderWWWAuthenticate, `Bearer realm="kiemphieu", error="invalid_token"`)
		}
		c.Response().Header().Set(echo.HeaderContentType, "application/problem+json")
		c.Response().WriteHeader(p.Status)
		return c.Echo().JSONSerializer.Serialize(c, p, "")
	}
	switch p.Code {
	case "signed_out":
		return c.Redirect(http.StatusSeeOther, "/dang-nhap")
	case "must_change":
		return c.Redirect(http.StatusSeeOther, "/mat-khau")
	}
	r := &request{Context: c, problem: &p}
	return s.render(r, "error", page{Title: "Không thực hiện được"})
}
