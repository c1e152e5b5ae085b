package web

import "slices"

// Accident is something that goes wrong in a hall or at a server: what people
// see, what it means, what to do, and whom to call.
type Accident struct {
	Key   string   `json:"key"`
	Title string   `json:"title"`
	Codes []string `json:"codes"` // of the errors and signs on which the page says so
	See   string   `json:"see"`
	Means string   `json:"means"`
	Steps []string `json:"steps"`
	Call  string   `json:"call"`
}

// Accidents lists what may happen, the most frequent first.
func (s *Site) Accidents() []Accident { return s.accidents }

// accidentOf returns the key of the accident that an error or a sign tells of,
// "" where it is none.
func (s *Site) accidentOf(code string) string {
	for _, a := range s.accidents {
		if slices.Contains(a.Codes, code) {
			return a.Key
		}
	}
	return ""
}
