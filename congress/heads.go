package congress

// Heads are the names under which a paper about a congress is issued, as the act
// found them of which it is the paper: organisations are renamed, move and go on in
// others, and committees come to have a standing one.
type Heads struct {
	Cell       string `json:"cell"`
	Superior   string `json:"superior"` // who issues the paper, or stands above the cell on its own
	Place      string `json:"place,omitempty"`
	Above      string `json:"above,omitempty"`       // over the superior
	NoStanding bool   `json:"no_standing,omitempty"` // the superior signs itself
}
