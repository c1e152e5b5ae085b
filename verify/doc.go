// Package verify holds a bundle against itself: whether its files, its log and
// its results are what they were when they were signed, whether the day went
// in the order that the rules want, and whether the same votes still elect the
// same people. It trusts nothing that the server believes: it reads the files
// with types of its own and imports the rules ([kiemphieu/tally],
// [kiemphieu/ballot]) and the log ([kiemphieu/record]) alone.
//
// Whoever holds a key can sign a bundle of their own invention. Against that
// stand a checkpoint that somebody kept outside, and the key's name on the
// minutes.
package verify
