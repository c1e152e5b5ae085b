package pages

import (
	"errors"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	decoder "github.com/go-playground/form/v4"

	"kiemphieu/api"
	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/congress/text"
	"kiemphieu/congress/trial"
)

// A form is a struct whose fields name theirs in the page by the tag "form".
// Whatever is typed passes the gate for text (see gate); it is one line but for
// the tag "lines". A bool is a box that was ticked or not, a day is written
// as dd/MM/yyyy or as browsers send it, an int is a whole number that must be
// there. What must not be left blank has the tag "required".
type (
	optional int    // a whole number, or nothing, which is 0
	secret   string // as it was typed, but for the form of its letters
)

var fields = newDecoder()

func newDecoder() *decoder.Decoder {
	d := decoder.NewDecoder()
	d.RegisterCustomTypeFunc(func(typed []string) (any, error) { return typed[0] != "", nil }, false)
	d.RegisterCustomTypeFunc(func(typed []string) (any, error) { return parseDay(typed[0]), nil }, congress.Date(""))
	d.RegisterCustomTypeFunc(func(typed []string) (any, error) { return congress.Birth(parseDay(typed[0])), nil },
		congress.Birth(""))
	d.RegisterCustomTypeFunc(func(typed []string) (any, error) { return whole(typed[0]) }, 0)
	d.RegisterCustomTypeFunc(func(typed []string) (any, error) {
		if strings.TrimSpace(typed[0]) == "" {
			return optional(0), nil
		}
		n, err := whole(typed[0])
		return optional(n), err
	}, optional(0))
	return d
}

// Forms of one field that several topics have.
type (
	reasonForm struct {
		Reason string `form:"reason" lines:"many"`
	}
	personForm struct {
		Member congress.MemberID `form:"member"`
	}
)

// whole reads a whole number.
func whole(typed string) (int, error) {
	if typed = strings.TrimSpace(typed); typed == "" {
		return 0, &congress.FieldError{Code: "required"}
	}
	n, err := strconv.Atoi(typed)
	if err != nil || len(typed) > 9 {
		return 0, &congress.FieldError{Code: "number", Value: typed}
	}
	return n, nil
}

// parseDay turns a day as it was typed, 5/2/1976, 05.02.1976 or 05-02-1976, or as
// browsers send it, into a date; what is neither stays as it is.
func parseDay(typed string) congress.Date {
	typed = strings.TrimSpace(typed)
	parts := strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune("/.-", r) })
	if len(parts) != 3 || len(parts[0]) > 2 {
		return congress.Date(typed)
	}
	pad := func(part string, width int) string { return strings.Repeat("0", max(0, width-len(part))) + part }
	return congress.Date(pad(parts[2], 4) + "-" + pad(parts[1], 2) + "-" + pad(parts[0], 2))
}

// form makes the handler of a form that is read into an F; all that is wrong
// with it is shown at once, and do is not asked.
func form[F any](s *screen, do func(*api.Request, F) error, show api.Handler, next func(*api.Request) string,
	done string) api.Handler {
	return s.act(func(r *api.Request) error {
		f, err := read[F](r, same)
		if wrong, ok := congress.FieldsOf(err); ok {
			return alsoWrong(r, wrong, func() error { return do(r, f) })
		}
		if err != nil {
			return err
		}
		return do(r, f)
	}, show, next, done)
}

// signed asks for the person's own password before an act that stands for good,
// so that a screen that somebody left signed in is not enough for it. The field
// is named so; what else was typed stays.
func (s *screen) signed(field string, do, show api.Handler) api.Handler {
	return func(r *api.Request) error {
		err := cleanWords(r)
		if err == nil {
			err = confirmed(r, field)
		}
		if err != nil {
			return s.again(r, err, show)
		}
		return do(r)
	}
}

// cleanWords names every field but passwords whose text the gate refuses, before
// anything else of the form is judged.
func cleanWords(r *api.Request) error {
	_, err := cleaned(r, reflect.StructField{Type: reflect.TypeFor[string](), Tag: `lines:"many"`})
	return err
}

// cleaned passes whatever was typed, but passwords, through the gate for text as
// a field like this one.
func cleaned(r *api.Request, like reflect.StructField) (url.Values, error) {
	typed, err := r.FormParams()
	if err != nil {
		return nil, api.ErrBody
	}
	clean := url.Values{}
	var wrong []error
	for _, name := range slices.Sorted(maps.Keys(typed)) {
		if strings.HasSuffix(name, "password") {
			continue
		}
		values, err := gate(like, typed[name])
		clean[name], wrong = values, append(wrong, renamed(err, func(string) string { return name }))
	}
	return clean, congress.WrongFields(wrong...)
}

func confirmed(r *api.Request, field string) error {
	f, err := read[struct {
		Password secret `form:"password" required:"true"`
	}](r, func(string) string { return field })
	if err != nil {
		return err
	}
	switch err := r.ConfirmPassword(string(f.Password)); {
	case errors.Is(err, api.ErrSignIn):
		return &congress.FieldError{Field: field, Code: "not_password"}
	case errors.Is(err, auth.ErrLocked):
		return &congress.FieldError{Field: field, Code: "password_wait"}
	default:
		return err
	}
}

// alsoWrong adds to the fields that could not be read those that the use case
// refuses. It is tried with what could be read, and nothing of it is kept.
func alsoWrong(r *api.Request, wrong congress.FieldErrors, do func() error) error {
	call := r.Request()
	r.SetRequest(call.WithContext(trial.On(call.Context())))
	defer r.SetRequest(call)
	found, _ := congress.FieldsOf(do())
	all := []error{wrong}
	for _, e := range found {
		if !slices.ContainsFunc(wrong, func(w *congress.FieldError) bool { return w.Field == e.Field }) {
			all = append(all, e)
		}
	}
	return congress.WrongFields(all...)
}

// read reads what was sent.
func read[F any](r *api.Request, named func(string) string) (F, error) {
	if _, err := r.FormParams(); err != nil {
		var f F
		return f, api.ErrBody
	}
	return decode[F](r.Request().PostForm, named)
}

// readAll reads a form whose fields are as many as the rows of a table.
func readAll(r *api.Request) (url.Values, error) {
	return cleaned(r, reflect.StructField{Type: reflect.TypeFor[string]()})
}

// decode reads the fields of an F, and no others, from what was typed under
// the names that named makes of theirs. The error names every field that is wrong.
func decode[F any](typed url.Values, named func(string) string) (F, error) {
	var into F
	form, known := reflect.TypeFor[F](), url.Values{}
	found := make([]error, form.NumField())
	for i := range found {
		name := form.Field(i).Tag.Get("form")
		if values, ok := typed[named(name)]; ok {
			known[name], found[i] = gate(form.Field(i), values)
		} else if form.Field(i).Type.Kind() != reflect.Slice {
			known[name] = []string{""}
		}
	}
	var wrong decoder.DecodeErrors
	if err := fields.Decode(&into, known); err != nil && !errors.As(err, &wrong) {
		return into, err
	}
	for i := range found {
		tag := form.Field(i).Tag
		if found[i] == nil {
			found[i] = wrong[tag.Get("form")]
		}
		if tag.Get("required") != "" && strings.TrimSpace(known.Get(tag.Get("form"))) == "" {
			found[i] = &congress.FieldError{Code: "required"}
		}
		found[i] = renamed(found[i], func(string) string { return named(tag.Get("form")) })
	}
	return into, congress.WrongFields(found...)
}

// gate passes what was typed in a field through the one gate for text. A text
// must be one that documents can print; what is no text of its own, a day, a
// number, a choice, or is never printed, must be one that can be kept.
func gate(field reflect.StructField, typed []string) ([]string, error) {
	mend, check := text.Clean, text.CheckLine
	switch {
	case field.Type == reflect.TypeFor[secret]():
		mend, check = text.Secret, text.CheckControl
	case field.Tag.Get("lines") != "":
		check = text.Check
	case field.Type.Kind() != reflect.String && field.Type.Kind() != reflect.Slice:
		check = text.CheckControl
	}
	clean := make([]string, len(typed))
	for i, value := range typed {
		clean[i] = mend(value)
		if err := check(clean[i]); err != nil {
			return []string{""}, text.At("", err)
		}
	}
	return clean, nil
}

// same and before are ways to name fields of a form that stands on a
// page more than once.
func same(name string) string { return name }

func before(prefix string) func(string) string {
	return func(name string) string { return prefix + name }
}

// prefixed names fields of an error with what their form puts before them, so that
// no two forms of a page share a field.
func prefixed(prefix string, err error, fields ...string) error {
	return renamed(err, func(name string) string {
		if slices.Contains(fields, name) {
			return prefix + name
		}
		return name
	})
}

// renamed names the fields of an error as their form does.
func renamed(err error, name func(string) string) error {
	wrong, ok := congress.FieldsOf(err)
	if !ok {
		return err
	}
	var again []error
	for _, e := range wrong {
		named := *e
		named.Field = name(e.Field)
		again = append(again, &named)
	}
	return congress.WrongFields(again...)
}
