package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/verify"
)

// BundleError refuses a bundle with all that its checks found.
type BundleError struct{ Report verify.Report }

func (e *BundleError) Error() string { return "api: bundle fails its checks" }

// CheckBundle says why a bundle is not taken in, whoever brings it.
func CheckBundle(report verify.Report) error {
	for _, c := range report.Checks {
		if !c.OK() {
			return &BundleError{report}
		}
	}
	if report.Rehearsal {
		return ratify.ErrRehearsal
	}
	return nil
}

// UnknownKey reports whether a bundle is refused because nobody has compared its key.
func UnknownKey(err error) bool {
	wrong, _ := congress.FieldsOf(err)
	return slices.ContainsFunc(wrong, func(f *congress.FieldError) bool { return f.Code == "bundle_unknown_key" })
}

// bundleProblem names every failure of every check.
func (s *Server) bundleProblem(e *BundleError) Problem {
	failed := 0
	var findings []string
	for _, c := range e.Report.Checks {
		if !c.OK() {
			failed++
		}
		for _, failure := range c.Failures {
			findings = append(findings, fmt.Sprintf("%d. %s: %s", c.Number, c.Title, failure))
		}
	}
	p := s.problem(http.StatusUnprocessableEntity, "bundle_checks", map[string]string{"failed": strconv.Itoa(failed),
		"all": strconv.Itoa(len(e.Report.Checks))})
	p.Findings = findings
	return p
}
