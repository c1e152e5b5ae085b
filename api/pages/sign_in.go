package pages

import "kiemphieu/api"

// signIn is about how people come in and go.
type signIn struct {
	*screen
}

func (s signIn) routes() []api.Route {
	return []api.Route{
		api.Get("/dang-nhap", api.Everybody(), s.show),
		api.Post("/dang-nhap", api.Everybody(), s.enter),
		api.Post("/dang-xuat", api.Everybody(), s.leave),
	}
}

func (s signIn) show(r *api.Request) error {
	if r.By.AccountID != "" && r.Problem == nil {
		return r.Go("/")
	}
	return s.render(r, "sign_in", page{Title: "Đăng nhập"})
}

type signInForm struct {
	Login    string `form:"login"`
	Password secret `form:"password"`
}

func (s signIn) enter(r *api.Request) error {
	f, err := read[signInForm](r, same)
	if err == nil {
		err = r.SignIn(f.Login, string(f.Password))
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	return r.Go("/")
}

func (s signIn) leave(r *api.Request) error {
	if err := r.SignOut(); err != nil {
		return err
	}
	return r.Go("/dang-nhap")
}
