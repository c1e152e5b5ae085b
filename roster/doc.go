// Package roster reads and writes lists of members as spreadsheets (XLSX,
// CSV). It is a room of its own because spreadsheets and character sets are
// nobody else's business; it stores nothing.
//
// Read goes in stages: the file gives sheets, a sheet its head, the head its
// columns, the columns their rows, and each row a member. Every stage answers
// by itself what is likeliest and takes another answer in Choices, a small
// value that a form carries and that is applied again to the same bytes.
// Nothing is dropped or guessed in silence: what is left out has a Reason, what
// was not understood is a Remark at its cell, and columns of no use are named.
package roster
