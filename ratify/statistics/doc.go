// Package statistics counts congresses and sums the counts for every
// organisation above them, and answers what is asked of the sums: figures,
// targets, and the units behind each.
//
// A congress of a cell is one [Row]; [Recount] brings it and all sums over it
// up to date, soon after the transaction that changed the congress, and before
// anybody reads them. It knows congresses
// and no dossiers: what became of one is a state of its congress.
package statistics
