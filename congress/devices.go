package congress

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"
)

// InviteDevice opens the door for one tablet: whoever brings the secret within
// five minutes may ask to join, once. An empty name becomes "Máy N".
func (s *Service) InviteDevice(ctx context.Context, by Actor, id CongressID,
	name, secretHash string) (DeviceID, error) {
	name = clean(name)
	if err := AtMost("name", name, 40); err != nil {
		return "", err
	}
	deviceID, err := newID(s.random)
	if err != nil {
		return "", err
	}
	err = s.act(ctx, by, id, func(a *Act) error {
		devices, err := a.tx.Devices(ctx, a.Congress)
		if err != nil {
			return err
		}
		named := name
		if named == "" {
			named = fmt.Sprintf("Máy %d", len(devices)+1)
		}
		return a.tx.PutDevice(ctx, Device{OrgID: a.Congress.OrgID, CongressID: a.Congress.ID, ID: DeviceID(deviceID),
			Name: named, State: DeviceInvited,
			SecretHash: secretHash, ExpiresAt: At(a.tx.Now().Add(invitationLasts))})
	})
	return DeviceID(deviceID), err
}

// ErrInvitation: an invitation is used, too old or was never given.
var ErrInvitation = Standing{Subject: "device", State: "used"}.Refuse("join")

// ClaimDevice is the tablet's side: it brings the invitation's secret and
// leaves the hash of its own key and of the six digits that it shows.
func (s *Service) ClaimDevice(ctx context.Context, secretHash, keyHash, codeHash string) (Device, error) {
	find := func(tx Tx) (Device, error) {
		d, err := tx.DeviceBySecret(ctx, secretHash)
		if isNotFound(err) {
			err = ErrInvitation
		}
		return d, err
	}
	return s.editDevice(ctx, find, func(tx Tx, d *Device) error {
		if d.State != DeviceInvited || d.ExpiresAt < At(tx.Now()) {
			return ErrInvitation
		}
		d.State, d.SecretHash, d.CodeHash, d.SeenAt = DeviceWaiting, keyHash, codeHash, At(tx.Now())
		return nil
	})
}

// AdmitDevice lets a waiting tablet in when the chief types the digits that it
// shows; five wrong ones and it is revoked.
func (s *Service) AdmitDevice(ctx context.Context, by Actor, id DeviceID, codeHash string) error {
	var wrong error // is kept, and yet refused
	err := s.deviceAct(ctx, by, id, func(a *Act, d *Device) error {
		if d.State != DeviceWaiting {
			return d.refuse("admit")
		}
		if subtle.ConstantTimeCompare([]byte(d.CodeHash), []byte(codeHash)) == 1 {
			d.State, d.CodeHash, d.Failures, wrong = DeviceJoined, "", 0, nil
			a.Tell(DeviceAdmitted{Device: d.ID, Name: d.Name})
			return nil
		}
		if d.Failures++; d.Failures >= maxFailures {
			d.State, d.SecretHash, d.CodeHash = DeviceRevoked, "", ""
			wrong = d.refuse("admit")
			return nil
		}
		wrong = &FieldError{Field: "digits", Code: "digits", Value: itoa(maxFailures - d.Failures)}
		return nil
	})
	if err != nil {
		return err
	}
	return wrong
}

func (d Device) refuse(action string) error {
	return Standing{Subject: "device", State: string(d.State)}.Refuse(action)
}

// RevokeDevice shuts a tablet out at once; what it has not sent is counted
// again from the paper.
func (s *Service) RevokeDevice(ctx context.Context, by Actor, id DeviceID) error {
	return s.deviceAct(ctx, by, id, func(a *Act, d *Device) error {
		if d.State == DeviceJoined {
			a.Tell(deviceShutOut{Device: d.ID, Name: d.Name})
		}
		d.State, d.SecretHash, d.CodeHash, d.AccountID, d.Waiting = DeviceRevoked, "", "", "", 0
		return nil
	})
}

// Revoked reports whether a tablet was shut out; ErrNotFound for one that is
// not known here.
func (s *Service) Revoked(ctx context.Context, id DeviceID) (bool, error) {
	var d Device
	err := s.store.View(ctx, func(tx Tx) (err error) {
		d, err = tx.Device(ctx, id)
		return err
	})
	return d.State == DeviceRevoked, err
}

// deviceAct is an act on a tablet, which is stored as work leaves it.
func (s *Service) deviceAct(ctx context.Context, by Actor, id DeviceID, work func(*Act, *Device) error) error {
	return s.act(ctx, by, id, func(a *Act) error {
		d, err := a.tx.Device(ctx, id)
		if err != nil {
			return err
		}
		if err := work(a, &d); err != nil {
			return err
		}
		return a.tx.PutDevice(ctx, d)
	})
}

// Invitation reports what an invitation that is still open is for.
func (s *Service) Invitation(ctx context.Context, secretHash string) (Congress, Device, error) {
	var c Congress
	var d Device
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		d, err = tx.DeviceBySecret(ctx, secretHash)
		if isNotFound(err) || (err == nil && (d.State != DeviceInvited || d.ExpiresAt < At(tx.Now()))) {
			return ErrInvitation
		}
		if err != nil {
			return err
		}
		c, err = tx.Congress(ctx, d.CongressID)
		return err
	})
	return c, d, err
}

// CongressOfDevice reports which congress a tablet was invited to.
func (s *Service) CongressOfDevice(ctx context.Context, id DeviceID) (CongressID, error) {
	var congressID CongressID
	err := s.store.View(ctx, func(tx Tx) error {
		d, err := tx.Device(ctx, id)
		congressID = d.CongressID
		return err
	})
	return congressID, err
}

// Devices lists the tablets of a congress that are not revoked, by name.
func (s *Service) Devices(ctx context.Context, id CongressID) ([]Device, error) {
	var kept []Device
	err := s.store.View(ctx, func(tx Tx) error {
		c, err := tx.Congress(ctx, id)
		if err != nil {
			return err
		}
		kept, err = presentDevices(ctx, tx, c)
		return err
	})
	return kept, err
}

// presentDevices leaves out what is revoked and invitations that ran out.
func presentDevices(ctx context.Context, tx Tx, c Congress) ([]Device, error) {
	all, err := tx.Devices(ctx, c)
	var kept []Device
	for _, d := range all {
		if d.State != DeviceRevoked && (d.State != DeviceInvited || d.ExpiresAt >= At(tx.Now())) {
			kept = append(kept, d)
		}
	}
	return kept, err
}

// UseDevice records who is on a tablet now; "" for nobody.
func (s *Service) UseDevice(ctx context.Context, id DeviceID, account AccountID) error {
	_, err := s.editDevice(ctx, byDeviceID(ctx, id), func(tx Tx, d *Device) error {
		d.AccountID, d.SeenAt = account, At(tx.Now())
		return nil
	})
	return err
}

// SeeDevice records that a tablet was heard of, how many batches it still holds
// and by how many minutes its clock is ahead.
func (s *Service) SeeDevice(ctx context.Context, id DeviceID, waiting, skew int) error {
	if err := between("waiting", waiting, 0, maxPapers); err != nil {
		return err
	}
	var known Device
	var now Instant
	err := s.store.View(ctx, func(tx Tx) (err error) {
		now = At(tx.Now())
		known, err = tx.Device(ctx, id)
		return err
	})
	if err != nil || (known.Waiting == waiting && known.Skew == skew &&
		now.Time().Sub(known.SeenAt.Time()) < seenWithin) {
		return err
	}
	_, err = s.editDevice(ctx, byDeviceID(ctx, id), func(tx Tx, d *Device) error {
		d.SeenAt, d.Waiting, d.Skew = At(tx.Now()), waiting, skew
		return nil
	})
	return err
}

// seenWithin is how exactly it is known when a tablet was heard of last.
const seenWithin = 15 * time.Second

func byDeviceID(ctx context.Context, id DeviceID) func(Tx) (Device, error) {
	return func(tx Tx) (Device, error) { return tx.Device(ctx, id) }
}

// editDevice changes a tablet on its own behalf: nobody acts.
func (s *Service) editDevice(ctx context.Context, find func(Tx) (Device, error),
	edit func(Tx, *Device) error) (Device, error) {
	var d Device
	err := s.store.InTx(ctx, func(tx Tx) error {
		var err error
		if d, err = find(tx); err != nil {
			return err
		}
		c, err := tx.LockCongress(ctx, d.CongressID)
		if err != nil {
			return err
		}
		return resign(ctx, tx, c, func() error {
			if d, err = tx.Device(ctx, d.ID); err != nil {
				return err
			}
			if err := edit(tx, &d); err != nil {
				return err
			}
			return tx.PutDevice(ctx, d)
		})
	})
	return d, err
}

// offTablets takes an officer off the tablets of the congresses that go on; with one
// whose record is broken nobody acts anyway.
func (s *Service) offTablets(ctx context.Context, id AccountID) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		at, err := dutiesOf(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, congress := range at {
			c, err := tx.LockCongress(ctx, congress)
			if err != nil {
				return err
			}
			var broken *RecordError
			err = resign(ctx, tx, c, func() error { return leaveTablets(ctx, tx, c, id) })
			if err != nil && !errors.As(err, &broken) {
				return err
			}
		}
		return nil
	})
}

// SetPIN stores the hash of the PIN with which a person takes over a tablet.
func (s *Service) SetPIN(ctx context.Context, id AccountID, hash string) error {
	return s.editAccount(ctx, id, func(_ Tx, a *Account) { a.PINHash, a.PINFailures = hash, 0 })
}

// PINFailed counts a wrong PIN; after five in a row the password is needed.
func (s *Service) PINFailed(ctx context.Context, id AccountID) error {
	return s.editAccount(ctx, id, func(_ Tx, a *Account) {
		if a.PINFailures++; a.PINFailures >= maxFailures {
			a.PINHash = ""
		}
	})
}

// PINSucceeded forgets wrong PINs.
func (s *Service) PINSucceeded(ctx context.Context, id AccountID) error {
	return s.editAccount(ctx, id, func(_ Tx, a *Account) { a.PINFailures = 0 })
}
