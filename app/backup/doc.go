// Package backup keeps copies of the data: made while others go on working,
// proved by restoring them in memory, encrypted for those who may read them,
// and written where the data itself is not. What is damaged is never kept as a
// copy, and an earlier good one is never given up for it.
package backup
