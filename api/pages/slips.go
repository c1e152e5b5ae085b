package pages

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"
	"unicode"

	"kiemphieu/api"
	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/security"
)

// slips hands accounts to their persons on paper: nobody else learns a password.
type slips struct {
	hall     func() (program, certificate []string)
	congress interface {
		AccountByLogin(ctx context.Context, login string) (congress.Account, error)
		Invite(ctx context.Context, by congress.Actor, id congress.AccountID, codeHash string) error
	}
}

// slip gives an account a new code and returns the slip that tells it.
func (s slips) slip(r *api.Request, a congress.Account, duty, organisation string) (minutes.Slip, error) {
	code := auth.NewPassword()
	if err := s.congress.Invite(r.Context(), r.By, a.ID, auth.CodeHash(code)); err != nil {
		return minutes.Slip{}, err
	}
	r.NoteAct(security.SlipMade, a.Login)
	at := r.Scheme() + "://" + r.Request().Host
	if s.hall != nil && loopback(r.Request().Host) {
		if program, _ := s.hall(); len(program) > 0 {
			at = strings.TrimSuffix(program[0], "/")
		}
	}
	return minutes.Slip{Name: a.Name, Duty: duty, Organisation: organisation, Login: a.Login,
		Address: at + "/dang-nhap", Code: code}, nil
}

// send answers with the slips, once: the codes are nowhere else.
func (slips) send(r *api.Request, list []minutes.Slip) error {
	var pdf bytes.Buffer
	if err := minutes.Slips(&pdf, list); err != nil {
		return err
	}
	r.Response().Header().Set("Content-Disposition", `attachment; filename="phieu-cap-tai-khoan.pdf"`)
	return r.Blob(http.StatusOK, "application/pdf", pdf.Bytes())
}

// slipForm is a slip as the page holds it that shows it this once: the server
// has forgotten the code.
type slipForm struct {
	Name         string `form:"slip_name"`
	Duty         string `form:"slip_duty"`
	Organisation string `form:"slip_organisation"`
	Login        string `form:"slip_login"`
	Address      string `form:"slip_address"`
	Code         string `form:"slip_code"`
}

// print writes the slip that a page holds, to cut and hand out.
func (s slips) print(r *api.Request) error {
	f, err := read[slipForm](r, same)
	if err != nil {
		return err
	}
	return s.send(r, []minutes.Slip{minutes.Slip(f)})
}

func (s slips) routes() []api.Route {
	gate := api.Only(congress.RoleAdministrator, congress.RoleOrganiser)
	return []api.Route{api.Post("/phieu-tai-khoan", gate, s.print)}
}

// loginFor makes a login of a name that nobody has: "nguyen.van.an".
func (s slips) loginFor(ctx context.Context, name string) (string, error) {
	words := strings.FieldsFunc(strings.ToLower(congress.WithoutMarks(name)), func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	base := strings.Join(words, ".")
	if base == "" {
		base = "nguoi"
	}
	for n := 1; ; n++ {
		login := base[:min(len(base), 50)]
		if n > 1 {
			login += strconv.Itoa(n)
		}
		if _, err := s.congress.AccountByLogin(ctx, login); isNotFound(err) {
			return login, nil
		} else if err != nil {
			return "", err
		}
	}
}
