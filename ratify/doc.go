// Package ratify is the superior committee's side: the dossier that a
// congress sends up, the checks on it, the decision (chuẩn y), the deadlines,
// and the sums over many organisations.
//
// It reads what congress sealed and never changes a count.
package ratify
