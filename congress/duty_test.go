package congress_test

import (
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// An account that the administrator gave a role of the hall prints, opens,
// counts and seals nothing before the congress gave its person that duty, and
// nothing of another duty; when the duty is taken, it is over.
func TestDutiesAreActedByThoseWhoHoldThem(t *testing.T) {
	h := openHall(t, 15)
	committee := h.contest(ballot.Committee, 3, 4)
	round := h.round(committee, ballot.Ordinary, congress.CodeQR, 15)
	var strangers []congress.Actor
	for _, role := range []congress.Role{congress.RoleChief, congress.RoleTeller, congress.RolePresidium} {
		id, err := h.s.CreateAccount(h.ctx, congress.AccountInput{OrgID: h.org, Login: "la." + string(role),
			Name: "Người lạ", Role: role, PasswordHash: "x"})
		must(t, err)
		by, err := h.s.ActorOf(h.ctx, id)
		must(t, err)
		strangers = append(strangers, by)
	}
	for _, by := range strangers {
		for name, act := range map[string]func(congress.Actor) error{
			"hand out": func(by congress.Actor) error { return h.s.HandOut(h.ctx, by, round, 15, 15) },
			"open": func(by congress.Actor) error {
				return h.s.OpenBox(h.ctx, by, round,
					congress.BoxInput{Returned: 15})
			},
			"seal": func(by congress.Actor) error {
				_, err := h.s.ConfirmSeal(h.ctx, by, round)
				return err
			},
			"take a pass": func(by congress.Actor) error {
				_, err := h.s.TakePass(h.ctx, by, round, congress.PassA, "Ai", "")
				return err
			},
			"close": func(by congress.Actor) error { return h.s.CloseWithReason(h.ctx, by, h.congress, "x") },
		} {
			if p := refused[*congress.PersonError](t, string(by.Role)+": "+name, act(by)); p.Code != "no_duty" {
				t.Errorf("%s: %s: %s", by.Role, name, p.Code)
			}
		}
	}
	posing := h.teller1
	posing.Role = congress.RoleChief
	_ = refused[*congress.PersonError](t, "a teller as chief", h.s.HandOut(h.ctx, posing, round, 15, 15))
	must(t, h.s.ChooseCounting(h.ctx, h.chief, round, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
}

// Who is relieved of a duty before the second name is under an act has not put
// theirs there: their successor does, and the minutes name who counts.
func TestARelievedChiefHasSignedNothing(t *testing.T) {
	h := openHall(t, 15)
	id := h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeQR, 15)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, repeat(15, "1110")...))
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, repeat(15, "1110")...))
	_, err := h.s.ConfirmSeal(h.ctx, h.chief, id)
	must(t, err)
	account, err := h.s.CreateAccount(h.ctx, congress.AccountInput{OrgID: h.org, Login: "chief.second",
		Name: "Người thay", Role: congress.RoleChief, PasswordHash: "x"})
	must(t, err)
	second, err := h.s.ActorOf(h.ctx, account)
	must(t, err)
	must(t, h.s.TakeDuty(h.ctx, h.organiser, h.congress, h.members[14].ID))
	h.appoint(h.members[5].ID, congress.DutyChief, second)
	if v := h.view(id); v.Signed(congress.JointSeal, congress.RoleChief) != nil {
		t.Error("the name of a chief who is none stands under the seal")
	}
	if sealed, err := h.s.ConfirmSeal(h.ctx, h.presidium, id); err != nil || sealed {
		t.Fatalf("sealed %v with the name of a chief who is none: %v", sealed, err)
	}
	sealed, err := h.s.ConfirmSeal(h.ctx, second, id)
	if must(t, err); !sealed || h.view(id).Round.SealedBy != "Người thay, Người presidium" {
		t.Errorf("sealed %v by %q", sealed, h.view(id).Round.SealedBy)
	}
	gone := h.members[14].Name
	says(t, relieved(t, h.minutesOf(id), gone), []string{"Trưởng ban: đồng chí " + h.members[5].Name}, []string{gone})
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "Bầu bí thư sau"))
	verified(t, h.export())
}
