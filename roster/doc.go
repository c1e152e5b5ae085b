// Package roster reads and writes lists of members as spreadsheets (XLSX,
// CSV), finds every mistake by its cell, and recognises texts typed with the
// old TCVN3 and VNI fonts. It is a room of its own because spreadsheets and
// character sets are nobody else's business; it stores nothing.
package roster
