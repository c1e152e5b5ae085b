package minutes

import (
	"fmt"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// unfilled tells of every contest that left something open what was not elected; asks
// is what the superior is asked to do where it appoints.
func unfilled(v ratify.DossierView, asks string) []Block {
	var blocks []Block
	for _, contest := range v.Overview.Contests {
		if text := left(contest, asks); text != "" {
			blocks = append(blocks, body("%s: %s.", officeTitle(contest.Contest), text))
		}
	}
	return blocks
}

// left says what a contest left open, "" where it left nothing.
func left(contest congress.ContestView, asks string) string {
	ballots := 0
	for _, r := range contest.Rounds {
		if r.State == congress.RoundSealed {
			ballots++
		}
	}
	reason := ""
	if d := strings.TrimSuffix(contest.Contest.Decision, "."); d != "" {
		reason = "; lý do: " + d
	}
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
