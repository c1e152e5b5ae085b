package minutes

import (
	"strings"

	"kiemphieu/congress"
	"kiemphieu/words"
)

// Remark writes what is told beside a result, for minutes and screens alike.
func Remark(c congress.Congress, r congress.Remark) string {
	p := r.Params
	reason := "; lý do: " + strings.TrimSuffix(p["reason"], ".")
	switch r.Code {
	case "corrected":
		was, now := p["was"], p["now"]
		if p["field"] == "held_on" {
			was, now = congress.Date(was).Short(), congress.Date(now).Short()
		}
		return "Đính chính " + at(c, factNames()[p["field"]]) + " lúc " + clockTime(r.At) + ": trước ghi " +
			quoted(was) + ", nay là " + quoted(now) + reason + "."
	case "closed_short":
		return at(c, "Đại hội bế mạc khi có nội dung chưa có kết quả") + reason + "."
	case "reopened":
		return at(c, "Đại hội được mở lại lúc ") + clockTime(r.At) + "."
	case "decided":
		return words.Capital(meetingOf(c)) + " quyết định: " + strings.TrimSuffix(p["reason"], ".") + "."
	case "left_open":
		return at(c, "Đại hội bế mạc khi nội dung này còn thiếu") + reason + "."
	case "taken_up":
		return "Nội dung này được đưa ra lại lúc " + clockTime(r.At) + reason + "."
	case "key_lost":
		return "Khóa ký sổ nhật ký bị mất, từ " + clockTime(r.At) + " khóa mới ký; khóa mới phải được so lại" + reason +
			"."
	case "shuffled":
		return "Phiếu được xáo trộn trước mặt mọi người trước khi phát, xong lúc " + clockTime(r.At) + ": " +
			p["shuffled_by"] + " xáo, " + p["watched_by"] + " xem."
	case "account":
		return accountRemark(c, r)
	case "officer":
		return officerRemark(c, r)
	case "foreseen":
		return foreseenRemark(c, r)
	case "other_day":
		return "Có phần việc làm ngày " + congress.Date(p["day"]).Short() + at(c, ", khác ngày đại hội (") +
			congress.Date(p["held_on"]).Short() + ")" + reason + "."
	}
	return ""
}

// accountRemark tells what happened to the account of an officer, who did it and when.
func accountRemark(c congress.Congress, r congress.Remark) string {
	done := map[string]string{"given": "được cấp", "replaced": "được thay bằng tài khoản khác",
		"reset": "được cấp lại mã đăng nhập", "locked": "bị khóa", "unlocked": "được mở khóa"}
	by := ""
	if role := r.Params["by"]; role != "" {
		by = "; do: " + words.Lower(words.Of("role", role))
	}
	duty := dutyWithin(c, r.Params["duty"])
	return "Tài khoản của đồng chí " + r.Params["name"] + " (" + duty + ") " + done[r.Params["what"]] + " lúc " +
		clockTime(r.At) + by + "."
}

// officerRemark tells who was relieved of a duty, who came instead, and when.
func officerRemark(c congress.Congress, r congress.Remark) string {
	was, duty := dutyWithin(c, r.Params["was"]), dutyWithin(c, r.Params["duty"])
	text := "Đồng chí " + r.Params["name"]
	switch {
	case duty == "":
		text += " thôi làm " + was
	case was == "":
		text += " làm " + duty
	default:
		text += " thôi làm " + was + ", chuyển làm " + duty
	}
	text += " từ " + clockTime(r.At)
	if instead := r.Params["instead"]; instead != "" {
		text += ", thay đồng chí " + instead
	}
	return text + "."
}

// foreseenRemark tells what the superior answered about who was foreseen and not elected.
func foreseenRemark(c congress.Congress, r congress.Remark) string {
	p := r.Params
	return "Đồng chí " + p["name"] + " được dự kiến bầu " + words.Lower(words.Of("office", p["office"])) +
		at(c, " nhưng không trúng cử chi ủy; đại hội dừng bầu, báo cáo cấp ủy cấp trên. ") + words.Capital(p["from"]) +
		" trả lời, ghi lúc " + clockTime(r.At) + ": " + strings.TrimSuffix(p["answer"], ".") + "."
}

// dutyWithin names a duty within a sentence, as the meeting is called.
func dutyWithin(c congress.Congress, duty string) string {
	return at(c, words.Lower(words.Of("duty", duty)))
}

// factNames are the facts that can be corrected, within a sentence.
func factNames() map[string]string {
	return map[string]string{"title": "tên đại hội", "term": "nhiệm kỳ", "held_on": "ngày tổ chức", "place": "địa điểm"}
}

func quoted(text string) string {
	if text == "" {
		return "để trống"
	}
	return "“" + text + "”"
}

func remarkBlocks(c congress.Congress, all []congress.Remark) []Block {
	var blocks []Block
	for _, r := range all {
		blocks = append(blocks, body("%s", Remark(c, r)))
	}
	return blocks
}
