package pages

import (
	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// showcase is about the page on which whoever works on the program sees every
// part of the visual language in every state. It holds nothing of anybody, and
// is there only where the program was started for it.
type showcase struct {
	*screen
	open bool
}

func (s showcase) routes() []api.Route {
	return []api.Route{api.Get("/thanh-phan", api.Anybody(), s.show)}
}

func (s showcase) show(r *api.Request) error {
	if !s.open {
		return congress.ErrNotFound
	}
	row := func(votes int, percent string, elected bool) tally.OutcomeRow {
		return tally.OutcomeRow{Row: tally.Row{Votes: votes}, Percent: percent, Elected: elected}
	}
	outcome := tally.Outcome{Base: 25, Needed: 13}
	rail := []railStep{
		{step: step{Key: "roster", State: "done", Line: "25 chính thức, 2 dự bị"},
			Group: s.words.Text("rail.before", nil)},
		{step: step{Key: "base", State: "doing", Line: "đang điểm danh"}, Now: true, Here: true,
			Group: s.words.Text("rail.during", nil)},
		{step: step{Key: "closing", State: "todo", Line: "sau khi bầu xong"},
			Group: s.words.Text("rail.after", nil)}}
	data := map[string]any{
		"Mine":  task{Title: "Ghi số phiếu phát ra", Line: "Đã in 30 phiếu.", Button: "Ghi số", Href: "#"},
		"Waits": task{Title: "Chờ trưởng ban kiểm phiếu", Line: "Đang mở thùng phiếu.", Href: "#"},
		"Bars": map[string]any{"Outcome": outcome, "Round": congress.Round{}, "Bars": []bar{
			{OutcomeRow: row(24, "96.00", true), Name: "Nguyễn Văn An"},
			{OutcomeRow: row(13, "52.00", false), Name: "Lê Đức Cường", Tied: true, Cut: true},
			{OutcomeRow: row(9, "36.00", false), Name: "Phạm Thị Thu Dung"}}},
		"Sums": map[string]any{"Equations": []equation{
			s.words.equation(tally.Equation{Whole: tally.Term{Field: "printed", Papers: 30}, Parts: []tally.Term{
				{Field: "handed_out", Papers: 26}, {Field: "unused", Papers: 4}, {Field: "destroyed", Papers: 0}}}),
			s.words.equation(tally.Equation{Whole: tally.Term{Field: "handed_out", Papers: 26}, Parts: []tally.Term{
				{Field: "returned", Papers: 24}, {Field: "exchanged", Papers: 1}}})}},
	}
	return s.render(r, "showcase", page{Title: "Thành phần của giao diện", Data: data,
		Crumbs: []crumb{{"/", "Hôm nay"}}, Rail: rail, Mark: "Đang mở", Fact: "Tổng số để tính 25 · cần 13 phiếu"})
}
