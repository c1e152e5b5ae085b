package pages

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"kiemphieu/api"
	"kiemphieu/api/live"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/record"
)

// boards is about those who look and do not count.
type boards struct {
	*screen
	live     *live.Hub
	hall     func() (program, certificate []string)
	congress interface {
		BoardOf(ctx context.Context, id congress.CongressID) (congress.Board, error)
		ByProjector(ctx context.Context, code string) (congress.Congress, error)
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
	}
}

func (s boards) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/dieu-hanh", presidium, s.showPresidium),
		api.Get("/dai-hoi/:congress/dieu-hanh/truc-tiep", presidium, s.streamPresidium),
		api.Get("/trinh-chieu", api.Everybody(), s.showDoor),
		api.Get("/trinh-chieu/:code", api.Everybody(), s.showProjector),
		api.Get("/trinh-chieu/:code/truc-tiep", api.Everybody(), s.streamProjector),
	}
}

// The two boards: the presidium follows the count and leads on from its
// result; the projector shows the hall what the hall may see.
const (
	boardPresidium = "presidium"
	boardProjector = "projector"
)

// boardData is what a board's template is given. Everything in it may be seen
// by whoever sees the board.
type boardData struct {
	congress.Board
	Rail   []railStep
	Task   task // what the presidium does now
	Title  string
	Passes []passProgress
	Votes  *runningVotes // only what this board may show
	Result *roundPage    // likewise

	Committee string // who was elected, by kind
	Outcome   string // what the result comes to, in one line
	Words     string // of the record as it stood at the seal
}

// passProgress is how far a pass is, in whole sheaves.
type passProgress struct {
	Pass    congress.Pass
	Entered int
	Of      int // sheaves that the pass has to enter
}

// runningVotes are running totals against the over-half line.
type runningVotes struct {
	Papers, Returned, Base int
	Needed                 int // 0 where the higher votes win
	Rows                   []voteRow
}

type voteRow struct {
	Name  string
	Votes int
}

func (s boards) boardData(b congress.Board, board string) boardData {
	data := boardData{Board: b}
	if board == boardPresidium {
		data.Rail = s.words.rail(b.Overview, "")
		data.Task = s.words.taskNow(b, congress.RolePresidium)
	}
	if b.Round == nil {
		return data
	}
	data.Title = fmt.Sprintf("%s – lần bầu %d", s.words.Office(b.Contest), b.Round.Number)
	for _, pass := range b.Round.PassNames() {
		entered, of := b.Progress.Entered[pass], b.Progress.Sheaves
		if pass == congress.PassC {
			of = entered + b.Progress.Third
		}
		if entered > 0 || pass != congress.PassC || of > 0 && board == boardPresidium {
			data.Passes = append(data.Passes, passProgress{pass, entered, of})
		}
	}
	if b.Running != nil && (board == boardPresidium || b.ForProjector()) {
		data.Votes = votesOf(b)
	}
	if b.Report != nil {
		data.Words = eightWords(b.Report.LogRoot)
	}
	if b.Report != nil && (board == boardPresidium || b.Released()) {
		data.Result, data.Committee = resultOf(b), committee(*b.Report)
		data.Outcome = data.Result.Headline()
	}
	return data
}

func votesOf(b congress.Board) *runningVotes {
	v := &runningVotes{Papers: b.Running.Papers, Returned: b.Running.Returned, Base: b.Head.Base}
	if b.Round.Kind != ballot.TieBreak {
		v.Needed = b.Head.Needed
	}
	definition, err := b.Round.BallotDefinition()
	if err != nil { // loaded from the same definition already
		return nil
	}
	for i, c := range definition.List.Candidates {
		v.Rows = append(v.Rows, voteRow{c.Name, b.Running.Sheet.Rows[i].Votes})
	}
	return v
}

// resultOf explains the sealed outcome as the round's page does.
func resultOf(b congress.Board) *roundPage {
	r := b.Report
	data := roundPage{RoundView: congress.RoundView{Overview: b.Overview, Head: r.Head, Contest: b.Contest,
		Round: *b.Round, Definition: r.Definition, Outcome: &r.Outcome, Sheet: &r.Sheet}}
	data.addOutcome()
	return &data
}

// eightWords are those by which people compare a root, "" where there is none.
func eightWords(root string) string {
	bytes, err := hex.DecodeString(root)
	if err != nil || len(bytes) != len(record.Hash{}) {
		return ""
	}
	words := record.Words(record.Hash(bytes))
	return strings.Join(words[:], " – ")
}

// drawBoard returns a board's picture; topic is "CONGRESS/BOARD".
func (s boards) drawBoard(ctx context.Context, topic string) ([]byte, error) {
	id, board, _ := strings.Cut(topic, "/")
	b, err := s.congress.BoardOf(ctx, congress.CongressID(id))
	if err != nil {
		return nil, err
	}
	return s.draw(b, board)
}

func (s boards) draw(b congress.Board, board string) ([]byte, error) {
	var out bytes.Buffer
	page := s.siteAt(b.Overview.Congress).Page(board)
	if err := page.ExecuteTemplate(&out, "board", s.boardData(b, board)); err != nil {
		return nil, fmt.Errorf("pages: draw %s: %w", board, err)
	}
	return out.Bytes(), nil
}

func topic(id congress.CongressID, board string) string { return string(id) + "/" + board }

func (s boards) showPresidium(r *api.Request) error {
	b, err := s.congress.BoardOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	picture, err := s.draw(b, boardPresidium)
	if err != nil {
		return err
	}
	data := map[string]any{"O": b.Overview, "Picture": string(picture), "Board": b,
		"MinPapers": congress.RunningProjector, "Step": congress.RunningStep}
	if code := b.Overview.Congress.Projector; code != "" {
		address := reached(r, s.hall) + "/trinh-chieu"
		if data["Door"], err = newPicture(address + "/" + code); err != nil {
			return err
		}
		data["Address"] = address
	}
	return s.congressPage(r, boardPresidium, "Điều hành đại hội", b.Overview, data)
}

func (s boards) streamPresidium(r *api.Request) error {
	ctx, stop := r.WhileSignedIn()
	defer stop()
	s.live.Serve(r.Response(), r.Request().WithContext(ctx), topic(r.CongressID(), boardPresidium))
	return nil
}

// showDoor asks for the code.
func (s boards) showDoor(r *api.Request) error {
	code := strings.ToUpper(strings.TrimSpace(r.QueryParam("ma")))
	if code == "" {
		return s.render(r, "projector_door", page{Title: "Màn chiếu"})
	}
	if _, err := s.congress.ByProjector(r.Context(), code); err != nil {
		p := r.Describe(&congress.FieldError{Field: "ma", Code: "projector", Value: code})
		r.Problem = &p
		return s.render(r, "projector_door", page{Title: "Màn chiếu"})
	}
	return r.Go("/trinh-chieu/" + code)
}

func (s boards) showProjector(r *api.Request) error {
	c, err := s.congress.ByProjector(r.Context(), r.Param("code"))
	if err != nil {
		return err
	}
	picture, err := s.drawBoard(r.Context(), topic(c.ID, boardProjector))
	if err != nil {
		return err
	}
	return s.renderAs(r, http.StatusOK, boardProjector, page{Title: c.Title, Rehearsal: c.Rehearsal, Meeting: c,
		Data: map[string]any{"Congress": c, "Picture": string(picture)}})
}

func (s boards) streamProjector(r *api.Request) error {
	c, err := s.congress.ByProjector(r.Context(), r.Param("code"))
	if err != nil {
		return err
	}
	s.live.Serve(r.Response(), r.Request(), topic(c.ID, boardProjector))
	return nil
}

// committee is the sentence about a new committee's make-up, "" for another office.
func committee(report congress.Report) string {
	b := report.Breakdown
	if b.Elected < 2 || report.Contest.Office != ballot.Committee {
		return ""
	}
	return fmt.Sprintf("Trúng cử %d đồng chí: tái cử %d, mới %d, nữ %d, trẻ dưới %d tuổi %d.", b.Elected, b.Reelected,
		b.New, b.Female, report.Rules.YoungAge, b.Young)
}
