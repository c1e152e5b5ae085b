package ratify

import "errors"

// ErrRehearsal: a rehearsal can never be submitted, ratified or summed.
var ErrRehearsal = errors.New("ratify: rehearsal")
