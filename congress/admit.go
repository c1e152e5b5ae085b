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
// the door to say.
func (s *Service) Admit(ctx context.Context, shown Credential, about Target) (Admission, error) {
	var a Admission
	err := s.store.View(ctx, func(tx Tx) error {
		if err := a.identify(ctx, tx, shown); err != nil || a.By.OrgID == "" {
			return known(err)
		}
		if a.Path = a.By.OrgPath; about.Kind == "" {
			return nil
		}
		var err error
		a.Path, err = tx.PathOf(ctx, about)
		return known(err)
	})
	return a, err
}

// known leaves out that something is not there.
func known(err error) error {
	if isNotFound(err) {
		return nil
	}
	return err
}

func (a *Admission) identify(ctx context.Context, tx Tx, shown Credential) error {
	switch {
	case shown.Device != "":
		return a.identifyTablet(ctx, tx, shown.Device)
	case shown.Account != "":
		var err error
		a.By, err = tx.Actor(ctx, shown.Account)
		return err
	}
	return nil
}

// identifyTablet finds a tablet that waits or has joined, and who is on it. One
// that nobody has taken over yet, or whose person has been locked out since,
// acts for nobody.
func (a *Admission) identifyTablet(ctx context.Context, tx Tx, key string) error {
	d, err := tx.DeviceBySecret(ctx, key)
	if err != nil || (d.State != DeviceJoined && d.State != DeviceWaiting) {
		return err
	}
	a.Device = d
	if d.AccountID == "" || d.State != DeviceJoined {
		return nil
	}
	by, err := tx.Actor(ctx, d.AccountID)
	if err == nil && by.Role.Counts() && by.OrgID == d.OrgID {
		a.By = by
	}
	return err
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
