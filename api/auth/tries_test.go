package auth

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

// Somebody waits however many logins that nobody has are tried meanwhile, once each or until
// they wait as well; what is remembered of all has an end.
func TestMadeUpLoginsShortenNoWait(t *testing.T) {
	now := time.Now()
	var of Tries
	wrong := func(login string) error {
		_, err := of.Judge(login, now, func() (bool, error) { return false, nil })
		return err
	}
	for range triesFree {
		if err := wrong("an"); err != nil {
			t.Fatal(err)
		}
	}
	now = now.Add(time.Second)
	for i := range 2 * triesMost {
		if err := wrong(fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range triesMost / 2 {
		for range triesFree {
			_ = wrong(fmt.Sprint("again ", i))
		}
	}
	if err := wrong("an"); !errors.Is(err, ErrLocked) {
		t.Errorf("the wait is over: %v", err)
	}
	if len(of.of) > triesMost {
		t.Errorf("%d places are remembered", len(of.of))
	}
	now = now.Add(triesFirst)
	if err := wrong("an"); err != nil {
		t.Errorf("the wait has no end: %v", err)
	}
}

// Where all wait, who tried longest ago makes room, and nobody who is being judged.
func TestPlacesThatAllWaitMakeRoom(t *testing.T) {
	now := time.Now()
	var of Tries
	judged := of.enter(tried{}, now)
	for i := range triesMost + 1 {
		now = now.Add(time.Microsecond)
		for range triesFree {
			_, _ = of.Judge(fmt.Sprint(i), now, func() (bool, error) { return false, nil })
		}
	}
	if len(of.of) > triesMost || of.of[tried{}] != judged {
		t.Errorf("%d places are remembered, the judged one %v", len(of.of), of.of[tried{}] == judged)
	}
	if _, err := of.Judge(fmt.Sprint(triesMost), now, nil); !errors.Is(err, ErrLocked) {
		t.Errorf("the last one waits no more: %v", err)
	}
}
