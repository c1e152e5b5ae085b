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
	switch open := contest.OpenSeats(); {
	case contest.Contest.Settled == congress.SettledAppointed:
		return fmt.Sprintf("đã bầu %d lần, không có đồng chí nào trúng cử; %s", ballots, asks)
	case contest.Contest.Settled != congress.SettledShort:
		return ""
	case ballots == 0:
		return "chưa bầu" + reason
	case open > 0:
		return fmt.Sprintf("còn thiếu %s so với số lượng cần bầu", persons(contest.Contest, open)) + reason
	}
	if missing := contest.Contest.Alternates - len(contest.Alternates()); missing > 0 {
		return fmt.Sprintf("còn thiếu %s đại biểu dự khuyết", two(missing)) + reason
	}
	return ""
}

// persons counts those whom a contest elects.
func persons(c congress.Contest, n int) string {
	if c.Office == ballot.Delegates {
		return two(n) + " đại biểu chính thức"
	}
	return two(n) + " đồng chí"
}
