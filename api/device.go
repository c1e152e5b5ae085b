package api

import "time"

// DeviceCookie holds the key of a joined tablet. Scripts cannot read it; the
// database has its hash alone.
const DeviceCookie = "kiemphieu_may"

// deviceKeyLasts is longer than any congress; the chief revokes earlier.
const deviceKeyLasts = 30 * 24 * time.Hour

// GiveDeviceKey joins the tablet that calls: from now on it is known by its key.
func (r *Request) GiveDeviceKey(key string) {
	r.keep(DeviceCookie, key, deviceKeyLasts)
}

// deviceKey finds the key of a joined tablet; one that joined before names had a
// prefix has it under the bare one.
func (r *Request) deviceKey() (string, bool) {
	cookie, err := r.own(DeviceCookie)
	if err != nil {
		cookie, err = r.Cookie(DeviceCookie)
	}
	if err != nil {
		return "", false
	}
	return cookie.Value, true
}
