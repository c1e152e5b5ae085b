package verify

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"kiemphieu/record"
)

// checkDocuments: every document is the file that the log knows, and no other
// is in the bundle.
func (v *inspection) checkDocuments(f *findings) {
	stored := map[string]int{}
	for _, e := range v.events {
		if e.Kind != "document.stored" {
			continue
		}
		key := e.Data.DocumentKind + " " + e.Data.SHA256
		if e.Data.Removed {
			stored[key]--
		} else {
			stored[key]++
		}
	}
	listed := map[string]bool{}
	for _, d := range v.def.Documents {
		content := v.raw.File(d.File)
		f.add(!listed[d.File] && strings.HasPrefix(d.File, record.BundleDocuments) && len(content) == d.Size &&
			sumOf(content) == d.SHA256, "văn bản %s không đúng", d.File)
		listed[d.File] = true
		stored[d.Kind+" "+d.SHA256]--
	}
	for _, key := range slices.Sorted(maps.Keys(stored)) {
		f.add(stored[key] == 0, "văn bản và nhật ký không khớp: %s", key)
	}
	for _, file := range v.raw.Files() {
		f.add(!strings.HasPrefix(file.Name, record.BundleDocuments) ||
			listed[file.Name], "có văn bản thừa: %s", file.Name)
	}
}

func sumOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// moves lists the arrows of a congress: its state and what leads to another.
func moves() map[[2]string]string {
	return map[[2]string]string{
		{"preparing", "postpone"}: "postponed", {"postponed", "resume"}: "preparing",
		{"preparing", "open"}:   "in_session",
		{"in_session", "close"}: "closed", {"closed", "reopen"}: "in_session", {"closed", "submit"}: "submitted",
		{"submitted", "returned"}: "closed", {"submitted", "ratified"}: "ratified",
		{"submitted", "annulled"}: "annulled", {"ratified", "annulled"}: "annulled",
	}
}

// checkDecision follows the congress from state to state: the dossier went up,
// came back or was decided, as definition.json says.
func (v *inspection) checkDecision(f *findings) {
	state, versions, refused, submitter := "preparing", 0, 0, ""
	var waiting *event // a decision that waits for a second person
	for i, e := range v.events {
		act := ""
		waiting = v.checkProposal(f, i, waiting)
		switch e.Kind {
		case "congress.moved":
			act = e.Data.Action
		case "base.frozen":
			if state == "in_session" { // of a later round
				continue
			}
			act = "open"
		case "dossier.decided":
			if act = e.Data.Decision; act == "ratified" { // and stays so where it is annulled later
				refused = e.Data.Refused
			}
			f.add(e.Data.Version == versions, "việc %d: quyết định về hồ sơ lần %d, đã trình %d lần", i+1,
				e.Data.Version, versions)
			f.add(act == "returned" || (e.Data.DecidedOn != "" && len(e.Data.Number) > 2),
				"việc %d: quyết định không có số, ngày", i+1)
			f.add(e.Data.DecidedOn <= e.day(), "việc %d: quyết định đề ngày %s, sau ngày ghi vào sổ", i+1,
				e.Data.DecidedOn)
			f.add(e.By != submitter, "việc %d: một người vừa trình vừa quyết định", i+1)
		default:
			continue
		}
		to, ok := moves()[[2]string{state, act}]
		f.add(ok && (e.Kind != "congress.moved" || e.Data.State == to), "việc %d: %s không đi từ %s", i+1, act, state)
		state = to
		if act == "submit" {
			versions++
			submitter = e.By
		}
	}
	f.add(state == v.def.Congress.State, "đại hội ghi %s, nhật ký đến %s", v.def.Congress.State, state)
	f.add(versions == 0 || !v.def.Congress.Rehearsal, "đại hội diễn tập mà trình chuẩn y")
	people := map[string]bool{}
	for _, e := range v.res.Elected {
		if e.Refused {
			people[e.Member] = true
		}
	}
	f.add(len(people) == refused, "quyết định không chuẩn y %d người, danh sách ghi %d", refused, len(people))
}

// checkProposal follows a decision that two people take: it is carried out as
// it was put forward and by somebody else, or withdrawn. It gives what waits
// after event i.
func (v *inspection) checkProposal(f *findings, i int, waiting *event) *event {
	e := v.events[i]
	decided, appointed := e.Kind == "dossier.decided", e.Kind == "decision.appointed"
	switch {
	case e.Kind == "decision.proposed":
		f.add(waiting == nil, "việc %d: đề xuất khi một đề xuất khác đang chờ", i+1)
		return e
	case e.Kind == "decision.withdrawn":
		f.add(waiting != nil, "việc %d: rút một đề xuất không có", i+1)
		return nil
	case appointed:
		settled := slices.ContainsFunc(v.def.Contests, func(c contest) bool {
			return c.ID == e.Data.Contest &&
				c.Settled == "appointed"
		})
		f.add(settled && e.Data.DecidedOn != "" && len(e.Data.Number) > 2,
			"việc %d: chỉ định không có số, ngày, hoặc không được đề nghị", i+1)
	case !decided:
		return waiting
	}
	if waiting != nil {
		p := waiting.Data
		same := appointed && p.Decision == "appointed" || decided && p.Decision == e.Data.Decision &&
			p.Refused == e.Data.Refused && p.Version == e.Data.Version
		f.add(same && string(p.Number) == string(e.Data.Number) && p.DecidedOn == e.Data.DecidedOn,
			"việc %d: quyết định khác đề xuất đang chờ", i+1)
		f.add(waiting.By != e.By, "việc %d: một người vừa đề xuất vừa xác nhận", i+1)
	}
	return nil
}
