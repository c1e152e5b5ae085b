package store

import (
	"context"
	"errors"

	"kiemphieu/congress"
)

// Device implements congress.Devices.
func (t *tx) Device(ctx context.Context, id congress.DeviceID) (congress.Device, error) {
	return named[congress.Device](ctx, t, aDevice, string(id), "")
}

// DeviceBySecret implements congress.Devices.
func (t *tx) DeviceBySecret(ctx context.Context, hash string) (congress.Device, error) {
	return named[congress.Device](ctx, t, aSecret, hash, "")
}

// Devices implements congress.Devices.
func (t *tx) Devices(ctx context.Context, c congress.Congress) ([]congress.Device, error) {
	return all[congress.Device](ctx, t, from[congress.Device]("devices WHERE org_id = $1 AND congress_id = $2 ORDER "+
		"BY name, device_id"), c.OrgID, c.ID)
}

// PutDevice implements congress.Devices.
func (t *tx) PutDevice(ctx context.Context, d congress.Device) error {
	if t.db.keyring != nil {
		was, err := one[congress.Device](ctx, t, from[congress.Device](
			"devices WHERE org_id = $1 AND congress_id = $2 AND device_id = $3"), d.OrgID, d.CongressID, d.ID)
		if err != nil && !errors.Is(err, congress.ErrNotFound) {
			return err
		}
		if onTabletOf(was) != onTabletOf(d) {
			err = t.writeOffice(ctx, d.OrgID, tablets)
		} else {
			err = t.heldTablet(ctx, was)
		}
		if err != nil {
			return err
		}
	}
	return put(ctx, t, "devices", "org_id, congress_id, device_id", d)
}
