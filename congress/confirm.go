package congress

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
)

func itoa(n int) string { return strconv.Itoa(n) }

// confirmationsOf lists the names under acts on a round that still stand: of who
// holds the duty in which they signed. Who was relieved since is asked no more,
// and who came in their place signs.
func confirmationsOf(ctx context.Context, tx Tx, r Round) ([]Confirmation, error) {
	all, err := tx.Confirmations(ctx, r)
	if err != nil || len(all) == 0 {
		return all, err
	}
	officers, err := tx.Officers(ctx, Congress{OrgID: r.OrgID, ID: r.CongressID})
	return slices.DeleteFunc(all, func(c Confirmation) bool {
		return !slices.ContainsFunc(officers, func(o Officer) bool {
			return o.AccountID == c.AccountID && o.Duty.Role() == c.Role
		})
	}), err
}

// bothConfirmed reports whether the chief and one of the presidium put their
// names to the same subject.
func bothConfirmed(all []Confirmation, act JointAct, subject string) bool {
	return confirmedBy(all, act, subject, RoleChief) && confirmedBy(all, act, subject, RolePresidium)
}

func confirmedBy(all []Confirmation, act JointAct, subject string, role Role) bool {
	for _, c := range all {
		if c.Act == act && c.Subject == salted(c.Subject, subject) && c.Role == role {
			return true
		}
	}
	return false
}

// confirmedText returns the words that were confirmed under an act.
func confirmedText(all []Confirmation, act JointAct) string {
	for _, c := range all {
		if c.Act == act && c.Text != "" {
			return c.Text
		}
	}
	return ""
}

// subjectOf hashes what a signature stands for: another word or number, and
// the signature is void.
func subjectOf(parts ...any) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%v\x00", p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// subjectSize is how long the hash of a subject is, in hex.
const subjectSize = 2 * sha256.Size

// salted returns a subject mixed with the salt with which a stored one begins:
// what is signed can be totals of a few papers, at which one could guess. The
// log has the hash alone, and the seal deletes the salt. Signatures from before
// November 2026 have none.
func salted(stored, subject string) string {
	salt := stored[:max(0, len(stored)-subjectSize)]
	if salt == "" {
		return subject
	}
	return salt + subjectOf(salt, subject)
}

func reprintSubject(r Round) string {
	return subjectOf(JointReprint, r.ID, r.Printings)
}

// sign stores the actor's name under a joint act, tells it, and gives all the
// names. Only the chief of the counting committee and members of the presidium
// sign, each once, with accounts of their own.
func (a *Act) sign(ctx context.Context, act JointAct, subject, text string) ([]Confirmation, error) {
	by := a.By
	if by.Role != RoleChief && by.Role != RolePresidium {
		return nil, &PersonError{Code: "not_a_signatory", Name: by.Name}
	}
	all, err := confirmationsOf(ctx, a.tx, a.Round)
	if err != nil {
		return nil, err
	}
	salt, err := newSalt()
	if err != nil {
		return nil, err
	}
	stored := salted(hex.EncodeToString(salt)+subject, subject)
	for _, other := range all {
		if other.Act != act || other.Role == by.Role {
			continue
		}
		stored = salted(other.Subject, subject)
		if other.AccountID == by.AccountID {
			return nil, &PersonError{Code: "same_person", Name: by.Name}
		}
	}
	confirmation := Confirmation{OrgID: a.Round.OrgID, RoundID: a.Round.ID, Act: act, Role: by.Role, Subject: stored,
		Text:      text,
		AccountID: by.AccountID, Name: by.Name, At: a.Now()}
	if err := a.tx.PutConfirmation(ctx, confirmation); err != nil {
		return nil, err
	}
	a.Tell(confirmed{Round: a.Round.ID, Act: act, Subject: stored[max(0, len(stored)-subjectSize):], Text: text})
	return confirmationsOf(ctx, a.tx, a.Round)
}

// withdrawSignatures voids what was signed about an account that has changed since.
func withdrawSignatures(ctx context.Context, tx Tx, r Round) error {
	if err := tx.DeleteConfirmations(ctx, r, JointSeal); err != nil {
		return err
	}
	return tx.DeleteConfirmations(ctx, r, JointExplain)
}

// ConfirmReprint is one of the two names under making papers anew. Once both
// are there, MakePapers prints a second time and the old papers are void.
func (s *Service) ConfirmReprint(ctx context.Context, by Actor, id RoundID, reason string) error {
	if err := Required("reason", reason, 300); err != nil {
		return err
	}
	return s.act(ctx, by, id, func(a *Act) error {
		if a.Round.State != RoundPrinted {
			return a.Round.Refuse("reprint")
		}
		_, err := a.sign(ctx, JointReprint, reprintSubject(a.Round), reason)
		return err
	})
}
