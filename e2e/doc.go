// Package e2e plays whole stories in a real browser, against the program as it
// is shipped. A hall is a program with a browser in it, a box the papers of a
// cell on their way through tablets, a wire the network between them and the
// program. Each other file is one story.
package e2e
