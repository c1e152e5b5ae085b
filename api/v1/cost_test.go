package v1_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"kiemphieu/api/apitest"
	v1 "kiemphieu/api/v1"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/store/pgtest"
)

// count is a round of the house whose papers are being counted, in sheaves of
// 20: pass A on a tablet, pass B in a browser.
type count struct {
	*apitest.House
	tablet, browser *http.Client
	tokens          []ballot.Token
	tag             ballot.RoundTag
	teller, chief   congress.Actor
}

// openCount has so many people vote.
func openCount(h *apitest.House, voters int) *count {
	_, err := h.Congress.CreateAccount(h.Ctx, congress.AccountInput{OrgID: h.Orgs["own"], Login: "own.second",
		Name: "Người thứ hai", Role: congress.RoleTeller, PasswordHash: h.Hash})
	apitest.Must(h.T, err)
	c := &count{House: h, browser: h.Client("own.second")}
	must, s, round := apitest.Must, h.Congress, congress.RoundID(h.IDs["round"])
	meeting := congress.CongressID(h.IDs["congress"])
	as := func(name string) congress.Actor {
		account, err := s.AccountByLogin(h.Ctx, "own."+name)
		must(h.T, err)
		by, err := s.ActorOf(h.Ctx, account.ID)
		must(h.T, err)
		return by
	}
	organiser, chief, teller, second := as("organiser"), as("chief"), as("teller"), as("second")
	c.teller, c.chief = teller, chief
	roster := make([]congress.Member, voters)
	for i := range roster {
		roster[i] = congress.Member{Name: fmt.Sprintf("Đảng viên %d", i), Official: true}
	}
	must(h.T, s.SaveRoster(h.Ctx, organiser, meeting, roster))
	o, err := s.Overview(h.Ctx, meeting)
	must(h.T, err)
	var marks []congress.AttendanceOf
	for i, m := range o.Members {
		marks = append(marks, congress.AttendanceOf{Member: m.ID, Attendance: congress.AttendancePresent})
		if i < 4 {
			contest := congress.ContestID(h.IDs["contest"])
			must(h.T, s.Nominate(h.Ctx, organiser, contest, m.ID, congress.SourceCommittee, 0))
		}
	}
	duties := []congress.Duty{congress.DutyChair, congress.DutyChief, congress.DutyTeller, congress.DutyTeller}
	for i, by := range []congress.Actor{as("presidium"), chief, teller, second} {
		must(h.T, s.GiveDuty(h.Ctx, organiser, meeting, o.Members[voters-1-i].ID, duties[i]))
		must(h.T, s.LinkAccount(h.Ctx, organiser, meeting, o.Members[voters-1-i].ID, by.AccountID))
	}
	c.tablet = joined(h)
	_, err = s.TakeAttendance(h.Ctx, organiser, meeting, marks)
	must(h.T, err)
	must(h.T, s.Freeze(h.Ctx, organiser, round, congress.CodeQR))
	papers := congress.PapersInput{Count: voters, Format: ballot.FormatA5TwoUp}
	must(h.T, s.MakePapers(h.Ctx, organiser, round, papers, func(p congress.Printing) error {
		c.tokens, c.tag = slices.Clone(p.Tokens), p.Definition.Tag()
		return nil
	}))
	must(h.T, s.ExplainDay(h.Ctx, chief, meeting, "Thử"))
	must(h.T, s.HandOutWithReason(h.Ctx, chief, round, voters, voters, "Thử"))
	must(h.T, s.OpenBox(h.Ctx, chief, round, congress.BoxInput{Returned: voters}))
	must(h.T, s.ChooseCounting(h.Ctx, chief, round, congress.CountTwoPasses, 20, 0, ""))
	device := congress.DeviceID(h.IDs["joined"])
	must(h.T, s.UseDevice(h.Ctx, device, teller.AccountID))
	_, err = s.TakePass(h.Ctx, teller, round, congress.PassA, "", device)
	must(h.T, err)
	_, err = s.TakePass(h.Ctx, second, round, congress.PassB, "", "")
	must(h.T, err)
	return c
}

// put sends the batch of a sheaf in a pass.
func (c *count) put(by *http.Client, pass congress.Pass, sheaf int) {
	c.T.Helper()
	body := v1.Batch{Sheaf: sheaf, N: 20, SetAside: []congress.SetAside{}}
	var hashes [][]byte
	for _, token := range c.tokens[20*(sheaf-1) : 20*sheaf] {
		hash := token.Hash(c.tag)
		hashes, body.Marks = append(hashes, hash[:]), append(body.Marks, "1110")
	}
	slices.SortFunc(hashes, bytes.Compare)
	for _, hash := range hashes {
		body.Tokens = append(body.Tokens, hex.EncodeToString(hash))
	}
	if pass == congress.PassA {
		body.Account = c.teller.AccountID
	}
	text, err := json.Marshal(body)
	apitest.Must(c.T, err)
	address := fmt.Sprintf("/api/v1/rounds/%s/passes/%s/batches/%s-%d", c.IDs["round"], pass, pass, sheaf)
	if status, code := sendJSON(c.House, by, "PUT", address, string(text)); status != http.StatusOK {
		c.T.Fatalf("pass %s, sheaf %d: %d %s", pass, sheaf, status, code)
	}
}

// What a batch costs is what a hall of tablets waits for: one look at who sends
// it, of a tablet without a transaction once that is prepared, and one act. The first
// batch of a round in a process, in whichever pass, also makes the book of what such acts
// rest on: a browser's then takes a statement more. Who has come to a tablet, or not called
// for a quarter of an hour, is held against what is signed.
func TestCostOfABatch(t *testing.T) {
	const sheaves = 12
	const held = 6                                                // more, where somebody calls anew
	statementsOf := map[string]int{"SQLite": 13, "PostgreSQL": 8} // where one writes to all tables
	for name, database := range map[string]string{"SQLite": "", "PostgreSQL": pgtest.Database(t)} {
		t.Run(name, func(t *testing.T) {
			statements := statementsOf[name]
			var meter apitest.Meter
			c := openCount(apitest.OpenIn(t, meter.Config(database)), 20*sheaves)
			most := apitest.Cost{}
			c.Call(c.browser, "GET", "/lan-bau/"+c.IDs["round"], nil) // whose the round is, is asked once in a process
			for sheaf := range sheaves {
				anew := 0
				if sheaf%(sheaves/2) == 0 {
					anew = held
				}
				if sheaf == sheaves/2 { // the tablet is handed over before all is sent
					apitest.Must(t, c.Congress.UseDevice(c.Ctx, congress.DeviceID(c.IDs["joined"]), c.chief.AccountID))
				}
				for _, pass := range []congress.Pass{congress.PassA, congress.PassB} {
					by := map[congress.Pass]*http.Client{congress.PassA: c.tablet, congress.PassB: c.browser}[pass]
					transactions := 2
					if pass == congress.PassA && sheaf == sheaves-1 {
						transactions = 1
					}
					cost := meter.Of(func() { c.put(by, pass, sheaf+1) })
					if cost.Transactions > transactions || cost.Statements > statements+anew || cost.Writing != 1 {
						t.Errorf("pass %s, sheaf %d: %s", pass, sheaf+1, cost)
					}
					if anew == 0 && cost.Statements > most.Statements {
						most = cost
					}
				}
			}
			t.Logf("a batch: at most %s", most)
			for _, role := range []string{"chief", "presidium"} {
				browser := c.Client("own." + role)
				seal := meter.Of(func() {
					answer, body := c.Send(browser, "/lan-bau/"+c.IDs["round"]+"/chot", url.Values{
						"password": {apitest.Password}})
					if answer.StatusCode != http.StatusSeeOther {
						t.Fatalf("%s seals: %d %s", role, answer.StatusCode, body)
					}
				})
				t.Logf("the %s seals: %s", role, seal)
			}
			t.Logf("the first page: %s", meter.Of(func() { c.Call(c.browser, "GET", "/", nil) }))
		})
	}
}
