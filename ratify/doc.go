// Package ratify is the superior committee's side: the dossier that a
// congress sends up, the checks on it, the decision (chuẩn y) and the
// deadlines. The sums over many organisations stand in ratify/statistics,
// working days in ratify/calendar.
//
// It reads what congress sealed and never changes a count.
package ratify
