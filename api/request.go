package api

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kiemphieu/congress"
)

// request is what a handler works on: the call, who makes it, and, when a
// form is shown again, what was wrong with it.
type request struct {
	echo.Context
	By      congress.Actor
	Device  congress.Device        // the joined tablet that calls; none: a browser
	Token   congress.AccessTokenID // the key that another program calls with; it has no role
	problem *problem
}

// handler answers a gated request.
type handler func(*request) error

// act makes the handler of a form: do runs the use case; if it refuses, show
// renders the page again with what was typed and the message at its field;
// otherwise the browser goes to next with a note of what was done.
func (s *Server) act(do, show handler, next func(*request) string, done string) handler {
	return func(r *request) error {
		err := do(r)
		if err == nil {
			s.note(r, s.site.Text("done."+done, nil))
			return r.Redirect(http.StatusSeeOther, next(r))
		}
		p := s.describe(err)
		if p.Status >= http.StatusInternalServerError && p.Status != http.StatusServiceUnavailable {
			return err
		}
		r.problem = &p
		return show(r)
	}
}

// note keeps a sentence for the next page.
func (s *Server) note(r *request, text string) {
	s.sessions.Put(r.Request().Context(), "note", text)
}

// to gives an address with the parameter filled in; a fixed one has none.
func to(pattern, param string) func(*request) string {
	if param == "" {
		return func(*request) string { return pattern }
	}
	return func(r *request) string { return fmt.Sprintf(pattern, url.PathEscape(r.Param(param))) }
}

// page is what every template gets.
type page struct {
	Title     string
	Crumbs    []crumb
	By        congress.Actor
	SignedIn  bool
	Rehearsal bool
	Note      string
	Problem   *problem
	Version   string
	form      url.Values
	Data      any
}

type crumb struct{ Href, Text string }

// Value gives what was typed in a field of the form that is shown again, or
// the stored value.
func (p page) Value(field string, stored any) string {
	if p.Problem != nil && p.form != nil {
		if typed, ok := p.form[field]; ok {
			return typed[0]
		}
	}
	return fmt.Sprint(stored)
}

// Wrong reports whether the problem is about this field.
func (p page) Wrong(field string) bool { return p.Problem != nil && p.Problem.Field == field }

// render writes a page; with a problem its status is that of the problem.
func (s *Server) render(r *request, name string, p page) error {
	p.By, p.SignedIn, p.Problem, p.Version = r.By, r.By.AccountID != "", r.problem, s.Version
	p.Note = s.sessions.PopString(r.Request().Context(), "note")
	status := http.StatusOK
	if p.Problem != nil {
		status = p.Problem.Status
		p.form = r.Request().PostForm
	}
	return s.renderAs(r, status, name, p)
}

// renderAs writes a page as it is given, with nothing of whoever calls.
func (s *Server) renderAs(r *request, status int, name string, p page) error {
	t := s.site.Page(name)
	if t == nil {
		return fmt.Errorf("api: no template %q", name)
	}
	var out bytes.Buffer
	if err := t.ExecuteTemplate(&out, "layout", p); err != nil {
		return fmt.Errorf("api: render %s: %w", name, err)
	}
	return r.HTMLBlob(status, out.Bytes())
}

// number reads a whole number from a form; what is not one names its field.
func (r *request) number(field string) (int, error) {
	text := strings.TrimSpace(r.FormValue(field))
	if text == "" {
		return 0, &congress.FieldError{Field: field, Code: "required"}
	}
	n, err := strconv.Atoi(text)
	if err != nil || len(text) > 9 {
		return 0, &congress.FieldError{Field: field, Code: "number", Value: text}
	}
	return n, nil
}

// numbers reads several whole numbers; the first that is wrong is the error.
func (r *request) numbers(fields ...string) ([]int, error) {
	values := make([]int, len(fields))
	var errs []error
	for i, field := range fields {
		n, err := r.number(field)
		values[i] = n
		if err != nil {
			errs = append(errs, err)
		}
	}
	if len(errs) > 0 {
		return values, errs[0]
	}
	return values, nil
}

// day reads a date typed as dd/MM/yyyy or sent by a date field as yyyy-MM-dd.
func (r *request) day(field string) congress.Date {
	return parseDay(r.FormValue(field))
}

// parseDay turns a day as it was typed or sent into a date; what is neither
// stays as it is.
func parseDay(text string) congress.Date {
	text = strings.TrimSpace(text)
	if parts := strings.Split(text, "/"); len(parts) == 3 {
		return congress.Date(fmt.Sprintf("%04s-%02s-%02s", parts[2], parts[1], parts[0]))
	}
	return congress.Date(text)
}

// checked reads a checkbox.
func (r *request) checked(field string) bool { return r.FormValue(field) != "" }

// wantsJSON reports whether the call came from a script or another program.
func wantsJSON(c echo.Context) bool {
	return strings.HasPrefix(c.Request().URL.Path, "/api/")
}

// isNotFound reports whether err says that a thing is not there.
func isNotFound(err error) bool { return errors.Is(err, congress.ErrNotFound) }
