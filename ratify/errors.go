package ratify

import "errors"

// ErrRehearsal: a rehearsal can never be submitted, ratified or summed.
var ErrRehearsal = errors.New("ratify: rehearsal")

// ErrNoBundle: a congress has more than a bundle holds.
var ErrNoBundle = errors.New("ratify: more than a bundle holds")
