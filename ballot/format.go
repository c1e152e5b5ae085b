package ballot

// Format is the paper on which a ballot is printed.
type Format string

// The formats. All come off the printer on A4 sheets except FormatA5 and
// FormatA6, which need paper of that size.
const (
	FormatA5TwoUp Format = "a5x2" // two A5 papers on one A4 sheet, to be cut: the default
	FormatA5      Format = "a5"
	FormatA6      Format = "a6"
	FormatA4      Format = "a4"
)

// Valid reports whether f is one of the formats.
func (f Format) Valid() bool {
	return f == FormatA5TwoUp || f == FormatA5 || f == FormatA6 || f == FormatA4
}
