package pages

import (
	"context"
	"strings"

	"kiemphieu/api"
	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/security"
)

// devices is about the tablets of a congress.
type devices struct {
	*screen
	doors    func() (program, certificate []string)
	secure   bool
	congress interface {
		Account(ctx context.Context, id congress.AccountID) (congress.Account, error)
		AdmitDevice(ctx context.Context, by congress.Actor, id congress.DeviceID, codeHash string) error
		CongressOfDevice(ctx context.Context, id congress.DeviceID) (congress.CongressID, error)
		Devices(ctx context.Context, id congress.CongressID) ([]congress.Device, error)
		InviteDevice(ctx context.Context, by congress.Actor, id congress.CongressID, name string,
			secretHash string) (congress.DeviceID, error)
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
		RevokeDevice(ctx context.Context, by congress.Actor, id congress.DeviceID) error
	}
}

func (s devices) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/may", chief, s.show),
		api.Post("/dai-hoi/:congress/may", chief, s.invite),
		api.Post("/may/:device/nhan", chief, s.admit).Noted(security.TabletAdmitted),
		api.Post("/may/:device/thu-hoi", chief, s.revoke).Noted(security.TabletRevoked),
	}
}

// deviceLine is a tablet on the chief's page.
type deviceLine struct {
	congress.Device
	Person string
}

func (s devices) show(r *api.Request) error { return s.showWith(r, nil) }

func (s devices) showWith(r *api.Request, shown *picture) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	devices, err := s.congress.Devices(r.Context(), o.Congress.ID)
	if err != nil {
		return err
	}
	lines, err := deviceLines(r.Context(), s.congress, devices)
	if err != nil {
		return err
	}
	door, err := s.certificateDoor()
	if err != nil {
		return err
	}
	l, lines := taken(s.deviceList(r), devicesListed, lines)
	return s.congressPage(r, "devices", "Máy kiểm phiếu", o, map[string]any{"O": o, "Devices": lines, "List": l,
		"Invitation": shown, "Signs": s.tablets(devices), "Door": door,
		"Alone": shown != nil && shown.alone(), "Secure": s.secure})
}

// deviceList is the list of the tablets of a congress.
func (s devices) deviceList(r *api.Request) listing {
	states := listFilter{Name: "khoa"}
	for _, state := range []congress.DeviceState{congress.DeviceInvited, congress.DeviceWaiting,
		congress.DeviceJoined} {
		states.Options = append(states.Options, listOption{string(state), s.words.Text("device."+string(state), nil)})
	}
	return listing{At: "/dai-hoi/" + string(r.CongressID()) + "/may", Sorts: []string{"ten"},
		Filters: []listFilter{states}}.asked(r)
}

// devicesListed says how tablets are searched, narrowed and ordered.
var devicesListed = list.Shape[deviceLine]{
	Text:    func(d deviceLine) string { return d.Name + " " + d.Person },
	Filters: map[string]func(deviceLine) string{"khoa": func(d deviceLine) string { return string(d.State) }},
	Sorts: map[string]func(a, b deviceLine) int{
		"ten": list.ByText(func(d deviceLine) string { return d.Name }),
	},
}

// deviceLines names who is on each tablet.
func deviceLines(ctx context.Context, use interface {
	Account(ctx context.Context, id congress.AccountID) (congress.Account, error)
}, devices []congress.Device) ([]deviceLine, error) {
	var lines []deviceLine
	for _, d := range devices {
		line := deviceLine{Device: d}
		if d.AccountID != "" {
			account, err := use.Account(ctx, d.AccountID)
			if err != nil {
				return nil, err
			}
			line.Person = account.Name
		}
		lines = append(lines, line)
	}
	return lines, nil
}

type inviteForm struct {
	Name string `form:"name"`
}

// invite shows the code that one tablet scans. Only its hash is stored,
// so the page that shows it cannot be had again.
func (s devices) invite(r *api.Request) error {
	secret, stored := auth.NewLink()
	f, err := read[inviteForm](r, same)
	if err == nil {
		_, err = s.congress.InviteDevice(r.Context(), r.By, r.CongressID(), f.Name, stored)
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	shown, err := s.newInvitation(r, secret)
	if err != nil {
		return err
	}
	return s.showWith(r, shown)
}

// newInvitation pictures the address under which a tablet joins.
func (s devices) newInvitation(r *api.Request, secret string) (*picture, error) {
	return newPicture(reached(r, s.addresses) + "/nhan-may/" + secret)
}

// certificateDoor pictures where a tablet installs the hall's certificate; nil
// where it needs none.
func (s devices) certificateDoor() (*picture, error) {
	_, certificate := s.addresses()
	if len(certificate) == 0 {
		return nil, nil
	}
	return newPicture(certificate[0])
}

type digitsForm struct {
	Digits string `form:"digits"`
}

// admit takes the six digits that the tablet shows.
func (s devices) admit(r *api.Request) error {
	f, err := read[digitsForm](r, same)
	if err != nil {
		return err
	}
	digits := strings.Join(strings.Fields(f.Digits), "")
	err = s.congress.AdmitDevice(r.Context(), r.By, r.DeviceID(), auth.LinkHash(string(r.DeviceID())+digits))
	return s.back(r, err, "device_admitted")
}

func (s devices) revoke(r *api.Request) error {
	return s.back(r, s.congress.RevokeDevice(r.Context(), r.By, r.DeviceID()), "device_revoked")
}

// back answers a form about one device with the page of its congress.
func (s devices) back(r *api.Request, problem error, done string) error {
	id, err := s.congress.CongressOfDevice(r.Context(), r.DeviceID())
	if err != nil {
		return err
	}
	if problem == nil {
		r.Concerns(string(r.DeviceID()))
		r.Note(s.words.Text("done."+done, nil))
		return r.Go("/dai-hoi/" + string(id) + "/may")
	}
	r.SetParamNames("congress")
	r.SetParamValues(string(id))
	return s.again(r, problem, s.show)
}

// reached is the address under which others in the hall reach this server: the
// one that the caller uses, unless that is good on that machine alone.
func reached(r *api.Request, doors func() (program, certificate []string)) string {
	if loopback(r.Request().Host) && doors != nil {
		if program, _ := doors(); len(program) > 0 {
			return program[0]
		}
	}
	return r.Scheme() + "://" + r.Request().Host
}

// addresses returns where tablets in the hall reach the program and its
// certificate; nothing where nobody knows.
func (s devices) addresses() (program, certificate []string) {
	if s.doors == nil {
		return nil, nil
	}
	return s.doors()
}
