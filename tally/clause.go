package tally

// Clause names the article behind a rule, as screens and documents cite it;
// "" where the rule is guidance without an article.
func (r Regulation) Clause(rule string) string { return r.clauses[rule] }

// BaseClause names the clause by which a meeting of this kind finds its base
// and the votes that elect: both are in one.
func (r Regulation) BaseClause(m Meeting) string {
	if clause, ok := r.clauses["base_"+string(m)]; ok {
		return clause
	}
	return r.clauses["base"]
}

// clauses190 cites 190-QĐ/TW: the base of a members' congress and its
// threshold stand in khoản 2 of Điều 30, those of a delegates' congress in
// khoản 3. The khoản of a committee's meeting was not read.
func clauses190() map[string]string {
	return merged(ofCharter(), map[string]string{
		"base": "khoản 2, Điều 30", "threshold": "khoản 2, Điều 30",
		"base_delegates_congress": "khoản 3, Điều 30", "base_committee_meeting": "Điều 30",
		"validity": "Điều 15 và khoản 1, Điều 30", "open_seats": "Điều 30", "surplus": "Điều 14", "list": "Điều 14",
		"floor_support": "khoản 3, Điều 14", "incumbents": "Điều 13", "tellers": "Điều 8", "withdrawal": "Điều 5",
		"account": "Điều 8", "count": "Điều 8", "complaint_days": "Điều 33", "keep": "Điều 35",
	})
}

// clauses244 cites 244-QĐ/TW, whose Điều 32 is laid out in the same way.
func clauses244() map[string]string {
	return merged(ofCharter(), map[string]string{
		"base": "khoản 2, Điều 32", "threshold": "khoản 2, Điều 32",
		"base_delegates_congress": "khoản 3, Điều 32", "base_committee_meeting": "Điều 32",
		"validity": "Điều 17 và khoản 1, Điều 32", "open_seats": "Điều 32", "surplus": "Điều 16", "list": "Điều 16",
		"incumbents": "Điều 13", "tellers": "Điều 7", "withdrawal": "Điều 5",
		"account": "Điều 7", "count": "Điều 7", "complaint_days": "Điều 35", "keep": "Điều 37",
	})
}

// ofCharter cites the Charter and the regulation that implements it.
func ofCharter() map[string]string {
	const implementing = "Quy định thi hành Điều lệ Đảng"
	return map[string]string{
		"tie": "Điều 12, Điều lệ Đảng", "probationary": "Điều 3, Điều lệ Đảng", "suspended": "Điều lệ Đảng",
		"cell_size":      "Điều lệ Đảng",
		"committee_size": implementing, "vacancies": implementing, "order": implementing, "report_days": implementing,
		"decide_days": implementing,
	}
}

func merged(base, more map[string]string) map[string]string {
	for rule, clause := range more {
		base[rule] = clause
	}
	return base
}
