package minutes

import (
	"fmt"
	"slices"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// unfilled tells of every contest that left something open what was not elected, and of
// a secretary for whom there was no contest. asks is what the superior is asked to do
// where it appoints, reports where it says how to go on.
func unfilled(v ratify.DossierView, asks, reports string) []Block {
	var blocks []Block
	for _, contest := range v.Overview.Contests {
		if text := left(contest, asks); text != "" {
			blocks = append(blocks, body("%s: %s.", officeTitle(contest.Contest), text))
		}
	}
	secretary := congress.Contest{Office: ballot.Secretary}
	if c := v.Overview.Congress; c.Over() && !c.ByElection() && !contestFor(v, secretary.Office) {
		blocks = append(blocks, body("%s: không bầu tại đại hội này%s; %s.", officeTitle(secretary),
			because(closedFor(v)), reports))
	}
	return blocks
}

// contestFor reports whether an office was to be elected.
func contestFor(v ratify.DossierView, office ballot.Office) bool {
	return slices.ContainsFunc(v.Overview.Contests, func(c congress.ContestView) bool {
		return c.Contest.Office == office
	})
}

// closedFor is why the congress closed with something that was not held, "" where
// nobody said why.
func closedFor(v ratify.DossierView) string {
	reason := ""
	for _, r := range v.Remarks.All {
		switch r.Code {
		case "closed_short":
			reason = r.Params["reason"]
		case "reopened":
			reason = ""
		}
	}
	return reason
}

// because is a reason within a sentence, "" for none.
func because(reason string) string {
	if reason = strings.TrimSuffix(reason, "."); reason == "" {
		return ""
	}
	return "; lý do: " + reason
}

// left says what a contest left open, "" where it left nothing.
func left(contest congress.ContestView, asks string) string {
	ballots := 0
	for _, r := range contest.Rounds {
		if r.State == congress.RoundSealed {
			ballots++
		}
	}
	reason := because(contest.Contest.Decision)
	switch {
	case contest.Contest.Settled == congress.SettledAppointed:
		return fmt.Sprintf("đã bầu %d lần, không có đồng chí nào trúng cử; %s", ballots, asks)
	case contest.Contest.Settled != congress.SettledShort:
		return ""
	case ballots == 0:
		return "chưa bầu" + reason
	}
	var missing []string
	if n := contest.OpenSeats(); n > 0 {
		missing = append(missing, persons(contest.Contest, n))
	}
	if n := contest.Contest.Alternates - len(contest.Alternates()); n > 0 {
		missing = append(missing, two(n)+" đại biểu dự khuyết")
	}
	if missing == nil {
		return ""
	}
	return fmt.Sprintf("còn thiếu %s so với số lượng cần bầu", strings.Join(missing, " và ")) + reason
}

// persons counts those whom a contest elects.
func persons(c congress.Contest, n int) string {
	if c.Office == ballot.Delegates {
		return two(n) + " đại biểu chính thức"
	}
	return two(n) + " đồng chí"
}
