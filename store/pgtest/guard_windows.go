package pgtest

import (
	"errors"
	"syscall"
)

// unprivileged is not for Windows, which has neither sessions nor such users.
func unprivileged(string) (*syscall.SysProcAttr, error) {
	return nil, errors.New("pgtest: on Windows, set " + environment)
}
