// Package tally counts papers and says who is elected.
//
// It is pure and exact: integers only, no clock, no random source, no file.
// One function, [Elect], feeds every screen, document and export. More than
// half is measured against the base: members summoned less lawful deductions,
// never the valid ballots.
package tally
