// Package congress knows who meets, who may vote, and how a day of elections
// runs from the roster to the sealed result.
//
// Its use cases are methods of [Service]. Each opens one transaction through
// [Store], checks the state and the law, writes, and appends its event to the
// congress's log in that same transaction. What a call may not do in the
// present state is an error with a code, never a silent no-op.
//
// The package stands apart from ballot and tally because of secrecy: members
// live here, and those two packages cannot import it, so no type there can
// name a voter. Nothing in this package joins a paper with a member, and no
// method takes or returns a single paper: the unit of writing is the batch.
package congress
