package pages

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"strings"

	"kiemphieu/api"

	"github.com/skip2/go-qrcode"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// deviceLine is a tablet on the chief's page.
type deviceLine struct {
	congress.Device
	Person string
}

// picture is an address as a code that a tablet's camera opens.
type picture struct {
	Address string
	Width   int    // in modules
	Path    string // of its dark modules, SVG
}

// alone reports whether the address is good on this machine alone.
func (p picture) alone() bool {
	at, err := url.Parse(p.Address)
	return err == nil && loopback(at.Host)
}

func newPicture(address string) (*picture, error) {
	qr, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("pages: picture of an address: %w", err)
	}
	modules := qr.Bitmap()
	return &picture{Address: address, Width: len(modules), Path: modulesPath(modules)}, nil
}

func (s *Pages) showDevices(r *api.Request) error { return s.devicesPage(r, nil) }

func (s *Pages) devicesPage(r *api.Request, shown *picture) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	devices, err := s.Congress.Devices(r.Context(), o.Congress.ID)
	if err != nil {
		return err
	}
	lines, err := s.deviceLines(r, devices)
	if err != nil {
		return err
	}
	door, err := s.certificateDoor()
	if err != nil {
		return err
	}
	return s.congressPage(r, "devices", "Máy kiểm phiếu", o, map[string]any{"O": o, "Devices": lines, "Invitation": shown, "Door": door, "Alone": shown != nil && shown.alone(), "Secure": s.Secure})
}

// deviceLines names who is on each tablet.
func (s *Pages) deviceLines(r *api.Request, devices []congress.Device) ([]deviceLine, error) {
	var lines []deviceLine
	for _, d := range devices {
		line := deviceLine{Device: d}
		if d.AccountID != "" {
			account, err := s.Congress.Account(r.Context(), d.AccountID)
			if err != nil {
				return nil, err
			}
			line.Person = account.Name
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// inviteDevice shows the code that one tablet scans. Only its hash is stored,
// so the page that shows it cannot be had again.
func (s *Pages) inviteDevice(r *api.Request) error {
	secret, stored := auth.NewLink()
	if _, err := s.Congress.InviteDevice(r.Context(), r.By, r.CongressID(), r.FormValue("name"), stored); err != nil {
		return s.again(r, err, s.showDevices)
	}
	shown, err := s.newInvitation(r, secret)
	if err != nil {
		return err
	}
	return s.devicesPage(r, shown)
}

// newInvitation pictures the address under which a tablet reaches this server:
// the one that the chief uses, unless that is good on his machine alone.
func (s *Pages) newInvitation(r *api.Request, secret string) (*picture, error) {
	base := r.Scheme() + "://" + r.Request().Host
	if program, _ := s.doors(); loopback(r.Request().Host) && len(program) > 0 {
		base = program[0]
	}
	return newPicture(base + "/nhan-may/" + secret)
}

// certificateDoor pictures where a tablet installs the hall's certificate; nil
// where it needs none.
func (s *Pages) certificateDoor() (*picture, error) {
	_, certificate := s.doors()
	if len(certificate) == 0 {
		return nil, nil
	}
	return newPicture(certificate[0])
}

func (s *Pages) doors() (program, certificate []string) {
	if s.Doors == nil {
		return nil, nil
	}
	return s.Doors()
}

// loopback reports whether an address is good on its own machine alone.
func loopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// modulesPath draws the dark modules of a code, one rectangle per run in a row.
func modulesPath(modules [][]bool) string {
	var path strings.Builder
	for y, row := range modules {
		for x := 0; x < len(row); x++ {
			begin := x
			for x < len(row) && row[x] {
				x++
			}
			if x > begin {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", begin, y, x-begin, x-begin)
			}
		}
	}
	return path.String()
}

// admitDevice takes the six digits that the tablet shows.
func (s *Pages) admitDevice(r *api.Request) error {
	digits := strings.Join(strings.Fields(r.FormValue("digits")), "")
	err := s.Congress.AdmitDevice(r.Context(), r.By, r.DeviceID(), auth.LinkHash(string(r.DeviceID())+digits))
	return s.backToDevices(r, err, "device_admitted")
}

func (s *Pages) revokeDevice(r *api.Request) error {
	return s.backToDevices(r, s.Congress.RevokeDevice(r.Context(), r.By, r.DeviceID()), "device_revoked")
}

// backToDevices answers a form about one device with the page of its congress.
func (s *Pages) backToDevices(r *api.Request, problem error, done string) error {
	id, err := s.Congress.CongressOfDevice(r.Context(), r.DeviceID())
	if err != nil {
		return err
	}
	if problem == nil {
		r.Note(s.words.Text("done."+done, nil))
		return r.Go("/dai-hoi/" + string(id) + "/may")
	}
	r.SetParamNames("congress")
	r.SetParamValues(string(id))
	return s.again(r, problem, s.showDevices)
}

// showJoin is what the tablet's camera opens. Looking takes nothing: the
// invitation is used by the button.
func (s *Pages) showJoin(r *api.Request) error {
	c, d, err := s.Congress.Invitation(r.Context(), auth.LinkHash(r.Param("secret")))
	if err != nil {
		r.Problem = nil
		p := r.Describe(err)
		r.Problem = &p
	}
	return s.render(r, "join", page{Title: "Nhận máy kiểm phiếu", Rehearsal: c.Rehearsal, Data: map[string]any{"Congress": c, "Device": d, "Secret": r.Param("secret")}})
}

// join gives the tablet its key and shows the digits that the chief types. The
// digits are bound to the device: those of another one do not open it.
func (s *Pages) join(r *api.Request) error {
	ctx := r.Context()
	secret := auth.LinkHash(r.Param("secret"))
	c, d, err := s.Congress.Invitation(ctx, secret)
	if err != nil {
		return s.again(r, err, s.showJoin)
	}
	digits, err := sixDigits()
	if err != nil {
		return err
	}
	key, stored := auth.NewLink()
	if _, err := s.Congress.ClaimDevice(ctx, secret, stored, auth.LinkHash(string(d.ID)+digits)); err != nil {
		return s.again(r, err, s.showJoin)
	}
	r.GiveDeviceKey(key)
	return s.render(r, "join", page{Title: "Chờ trưởng ban nhận máy", Rehearsal: c.Rehearsal,
		Data: map[string]any{"Congress": c, "Device": d, "Digits": digits[:3] + " " + digits[3:]}})
}

func sixDigits() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", fmt.Errorf("pages: draw digits: %w", err)
	}
	return fmt.Sprintf("%06d", n), nil
}

// showStation gives the shell of the counting station. It holds nothing of a
// congress or person, so that a service worker may keep it.
func (s *Pages) showStation(r *api.Request) error {
	r.AllowDecoder()
	return s.renderAs(r, http.StatusOK, "station", page{Title: "Trạm kiểm phiếu", Version: s.Version})
}

// downloadGuide gives the guide that lies on the counting table.
func (s *Pages) downloadGuide(r *api.Request) error {
	var pdf bytes.Buffer
	if err := minutes.Guide(&pdf); err != nil {
		return err
	}
	return r.Blob(http.StatusOK, "application/pdf", pdf.Bytes())
}

// showDoctor gives the page on which a tablet examines itself.
func (s *Pages) showDoctor(r *api.Request) error {
	r.AllowDecoder()
	return s.render(r, "doctor", page{Title: "Kiểm tra máy"})
}

// stationWorker gives the service worker with the list of what it keeps. Its
// bytes change with the build, which is how browsers learn of an upgrade.
func (s *Pages) stationWorker(r *api.Request) error {
	script, err := s.Site.StationWorker()
	if err != nil {
		return err
	}
	r.Response().Header().Set("Cache-Control", "no-cache")
	return r.Blob(http.StatusOK, "text/javascript; charset=utf-8", script)
}
