package ballot

import (
	"crypto/sha256"
	"encoding/json"
)

// Definition is everything about a round that stands once its list is
// adopted. Its hash names the round on every paper, in the log and on the
// minutes.
type Definition struct {
	RoundID      string `json:"round_id"`
	Congress     string `json:"congress"`
	Organisation string `json:"organisation"`
	Term         string `json:"term"`
	Profile      string `json:"profile"`
	Rehearsal    bool   `json:"rehearsal"`
	Contest      string `json:"contest"` // title of an "other" contest, else ""
	Office       Office `json:"office"`
	Round        int    `json:"round"`
	Kind         Kind   `json:"kind"`
	Style        Style  `json:"style"`
	List         List   `json:"list"`
	CodeMode     string `json:"code_mode"`            // "qr" or "none"
	Alternates   int    `json:"alternates,omitempty"` // places for alternates beside the delegates on a joint list
	InTerm       bool   `json:"in_term,omitempty"`    // a by-election (bầu bổ sung)
}

// Hash is the SHA-256 of the definition as encoding/json writes it: UTF-8, the
// fields in the order of the struct, without white space, and with <, >, &,
// U+2028 and U+2029 as \u escapes.
func (d Definition) Hash() [sha256.Size]byte {
	text, err := json.Marshal(d)
	if err != nil { // strings, numbers and bools always marshal
		panic(err)
	}
	return sha256.Sum256(text)
}

// Tag is the part of the hash that stands on every paper.
func (d Definition) Tag() RoundTag {
	hash := d.Hash()
	return RoundTag(hash[:len(RoundTag{})])
}
