// Package ballot knows what is on the paper: the list of names, the style of
// marking, what a paper says and whether it is valid, the code that tells a
// printed paper from any other, and the geometry of the page.
//
// It is pure: no clock, no random source, no file, no network. Randomness
// comes in as an io.Reader. No type here can name a voter, and nothing joins
// a code with its marks.
package ballot
