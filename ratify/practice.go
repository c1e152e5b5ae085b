package ratify

import (
	"context"
	"errors"

	"kiemphieu/congress"
)

// Practice is how a superior committee decides. Its administrator sets it.
type Practice struct {
	TwoDecide  bool // a decision waits for a second person of the committee
	NoStanding bool // there is no standing committee (ban thường vụ): the committee signs itself
}

// Settings of a committee begin so, and end with its id; the first two are there or not.
const (
	settingTwo        = "two_deciders."
	settingNoStanding = "no_standing."
	settingTerms      = "terms."
)

// PracticeSettings lists how the settings begin by which papers of a committee are
// numbered, signed and decided: they are signed with what it keeps beside congresses.
func PracticeSettings() []string { return []string{settingTwo, settingNoStanding, settingTerms} }

func twoKey(id congress.OrgID) string        { return settingTwo + string(id) }
func noStandingKey(id congress.OrgID) string { return settingNoStanding + string(id) }

// SetPractice sets how a committee decides; a cell decides nothing, and is
// refused by a [congress.FieldError]. A proposal that waits still needs its
// second person afterwards.
func (s *Service) SetPractice(ctx context.Context, id congress.OrgID, p Practice) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		o, err := tx.Organisation(ctx, id)
		if err != nil {
			return err
		}
		if o.Kind == congress.KindCell {
			return &congress.FieldError{Field: "kind", Code: "unknown", Value: o.Name}
		}
		if err := putSwitch(ctx, tx, twoKey(id), p.TwoDecide); err != nil {
			return err
		}
		return putSwitch(ctx, tx, noStandingKey(id), p.NoStanding)
	})
}

// PracticeOf reports how a committee decides.
func (s *Service) PracticeOf(ctx context.Context, id congress.OrgID) (Practice, error) {
	var p Practice
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		if p.TwoDecide, err = isOn(ctx, tx, twoKey(id)); err != nil {
			return err
		}
		p.NoStanding, err = isOn(ctx, tx, noStandingKey(id))
		return err
	})
	return p, err
}

func putSwitch(ctx context.Context, tx Tx, key string, on bool) error {
	if on {
		return tx.PutSetting(ctx, key, "1")
	}
	if err := tx.DeleteSetting(ctx, key); !errors.Is(err, congress.ErrNotFound) {
		return err
	}
	return nil
}

func isOn(ctx context.Context, tx Tx, key string) (bool, error) {
	_, err := tx.Setting(ctx, key)
	if errors.Is(err, congress.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// wantsTwo: the committee that decides wants it, or the one directly above the
// cell; nobody gets around it by an account further up.
func wantsTwo(ctx context.Context, tx Tx, by congress.Actor, c congress.Congress) (bool, error) {
	two, err := isOn(ctx, tx, twoKey(by.OrgID))
	if two || err != nil {
		return two, err
	}
	org, err := tx.Organisation(ctx, c.OrgID)
	if err != nil || org.ParentID == by.OrgID {
		return false, err
	}
	return isOn(ctx, tx, twoKey(org.ParentID))
}

// NeedsTwo reports whether a decision of this person about this congress would
// wait for a second one.
func (s *Service) NeedsTwo(ctx context.Context, by congress.Actor, id congress.CongressID) (bool, error) {
	var two bool
	err := s.store.View(ctx, func(tx Tx) error {
		c, err := tx.Congress(ctx, id)
		if err != nil {
			return err
		}
		two, err = wantsTwo(ctx, tx, by, c)
		return err
	})
	return two, err
}
