package tally

// MachineCount is how the count of a machine that reads papers beside a person
// stands against the counts of people. It is of the sheaves as they stand.
type MachineCount struct {
	Papers    int // that it looked at
	Unsure    int // of these: that it was not sure of, and a second person read in its place
	Differing int // of these: that it has otherwise than the person, when the sheaf was closed
	Drawn     int // sheaves drawn by lot that a second person has counted
	Otherwise int // of these: that the second person found otherwise than person and machine alike
}

// MachineFault is why a machine is no longer trusted with the papers of a round.
type MachineFault string

// The faults, the gravest first.
const (
	MachineOtherwise MachineFault = "otherwise" // a second person found otherwise than person and machine
	MachineDiffers   MachineFault = "differs"   // it differs from the person too often
	MachineUnsure    MachineFault = "unsure"    // it cannot tell too many papers
)

// MachineFaults lists all of them.
func MachineFaults() []MachineFault {
	return []MachineFault{MachineOtherwise, MachineDiffers, MachineUnsure}
}

// The bounds of trust. The reader is measured to read nothing wrong where it is
// sure, and to be unsure of three papers in a hundred.
const (
	// maxOtherwise is none: the drawn sheaf is the one look that neither the
	// person nor the machine had a part in. Until it is known who was right,
	// nothing more rests on the machine; a false alarm costs time, no vote.
	maxOtherwise = 0
	// minDiffering: a single paper may be a slip of the person, or of the one
	// who read in the machine's place. Two are looked at as a share.
	minDiffering = 2
	// differingShare is one paper in fifty, half a paper a sheaf: with more, so
	// many sheaves are counted a third time that two passes by hand are less work.
	differingShare = 50
	// minUnsure papers are as many as a sheaf has at least: before that a share
	// says nothing.
	minUnsure = 10
	// unsureShare is one paper in five, seven times what is measured: light or
	// camera are not what the reader was made for.
	unsureShare = 5
)

// Fault is why the machine is to be trusted no longer, "" while it is.
func (c MachineCount) Fault() MachineFault {
	switch {
	case c.Otherwise > maxOtherwise:
		return MachineOtherwise
	case c.Differing >= minDiffering && c.Differing*differingShare > c.Papers:
		return MachineDiffers
	case c.Unsure >= minUnsure && c.Unsure*unsureShare > c.Papers:
		return MachineUnsure
	}
	return ""
}

// Sure is of how many papers the machine was sure.
func (c MachineCount) Sure() int { return c.Papers - c.Unsure }

// Agreed is how many drawn sheaves a second person found as person and machine had them.
func (c MachineCount) Agreed() int { return c.Drawn - c.Otherwise }

// Limits of the draw: one sheaf in so many is counted by a second person.
const (
	DefaultDraw = 5
	MaxDraw     = 10
)

// LotsDue is how many sheaves are still to be drawn once all of a round are
// counted: one in every so many at least, where chance has drawn fewer, and one
// of however few: a small box, where a vote weighs most, is not sealed on what
// one pair and its machine said alone.
func LotsDue(sheaves, every, drawn int) int {
	if every <= 0 || sheaves == 0 {
		return 0
	}
	return max(0, max(1, sheaves/every)-drawn)
}
