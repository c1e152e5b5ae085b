package congress

import "context"

// Credential is what a caller shows; it has one of these.
type Credential struct {
	Account AccountID // behind the cookie of a browser
	Device  string    // hash of the key of a tablet
}

// TargetKind is what an address is about.
type TargetKind string

// The kinds of target, named as in addresses.
const (
	TargetOrganisation TargetKind = "org"
	TargetCongress     TargetKind = "congress"
	TargetContest      TargetKind = "contest"
	TargetRound        TargetKind = "round"
	TargetDevice       TargetKind = "device"
	TargetAccount      TargetKind = "account"
)

// Valid reports whether k is one of the kinds.
func (k TargetKind) Valid() bool {
	switch k {
	case TargetOrganisation, TargetCongress, TargetContest, TargetRound, TargetDevice, TargetAccount:
		return true
	}
	return false
}

// Target is a thing that belongs to an organisation.
type Target struct {
	Kind TargetKind
	ID   string
}

// Admission is who calls, and where to. What cannot be found is empty.
type Admission struct {
	By     Actor
	Device Device
	Path   string // of the organisation to which the target belongs
}

// Admit finds who is behind a credential, and the organisation concerned: the
// caller's own where there is no target. Whether the caller may do it, is for
// the door to say. A tablet that nobody has taken over yet, or whose person has
// been locked out since, acts for nobody.
func (s *Service) Admit(ctx context.Context, shown Credential, about Target) (Admission, error) {
	var a Admission
	if shown == (Credential{}) {
		return a, nil
	}
	err := s.store.Glance(ctx, func(tx Tx) (err error) {
		a, err = tx.Admitted(ctx, shown, about)
		return err
	})
	switch {
	case isNotFound(err):
		return Admission{}, nil
	case err != nil:
		return Admission{}, err
	case shown.Device != "" && !a.Device.acts():
		return Admission{}, nil
	case shown.Device != "" && !a.mayCount():
		return Admission{Device: a.Device}, nil
	case about.Kind == "":
		a.Path = a.By.OrgPath
	}
	return a, nil
}

// acts reports whether a tablet waits or has joined.
func (d Device) acts() bool { return d.State == DeviceJoined || d.State == DeviceWaiting }

// mayCount reports whether the person on the tablet may count with it.
func (a Admission) mayCount() bool {
	return a.Device.State == DeviceJoined && a.By.AccountID != "" && a.By.Role.Counts() && a.By.OrgID == a.Device.OrgID
}

// PathOf finds the path of the organisation to which something belongs.
func (s *Service) PathOf(ctx context.Context, about Target) (string, error) {
	var path string
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		path, err = tx.PathOf(ctx, about)
		return err
	})
	return path, err
}
