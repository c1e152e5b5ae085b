package pages

import (
	"bytes"
	"net/http"

	"kiemphieu/api"
	"kiemphieu/minutes"
)

// station is about the shell of the counting station; it holds nothing of anybody.
type station struct {
	*screen
}

func (s station) routes() []api.Route {
	return []api.Route{
		api.Get("/tram", api.Everybody(), s.show),
		api.Get("/tram-sw.js", api.Everybody(), s.worker),
		api.Get("/kiem-tra-may", api.Everybody(), s.showDoctor),
		api.Get("/huong-dan-kiem-phieu.pdf", api.Anybody(), s.guide),
	}
}

// show returns the shell of the counting station. It holds nothing of a
// congress or person, so that a service worker may keep it.
func (s station) show(r *api.Request) error {
	r.AllowDecoder()
	return s.renderAs(r, http.StatusOK, "station", page{Title: "Trạm kiểm phiếu", Version: s.version})
}

// guide returns the guide that lies on the counting table.
func (s station) guide(r *api.Request) error {
	var pdf bytes.Buffer
	if err := minutes.Guide(&pdf); err != nil {
		return err
	}
	return r.Blob(http.StatusOK, "application/pdf", pdf.Bytes())
}

// showDoctor returns the page on which a tablet examines itself.
func (s station) showDoctor(r *api.Request) error {
	r.AllowDecoder()
	return s.render(r, "doctor", page{Title: "Kiểm tra máy"})
}

// worker returns the service worker with the list of what it keeps. Its
// bytes change with the build, which is how browsers learn of an upgrade.
func (s station) worker(r *api.Request) error {
	script, err := s.site.StationWorker()
	if err != nil {
		return err
	}
	return r.Fresh("text/javascript; charset=utf-8", script)
}
