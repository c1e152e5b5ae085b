package roster

import "slices"

// readStatus finds whether a member is official. A column that says so goes
// before the day of becoming official, that before the heading above, and the
// note comes last. What contradicts is a remark.
func (mr *memberReader) readStatus() {
	said := mr.statusColumns()
	if said == blank {
		said = mr.officialOn()
	}
	if said == blank && mr.status != unclear {
		said = mr.status
	}
	noted, where := mr.noteSays(), FieldNote
	if mr.aside != "" {
		noted, where = statusWord(mr.aside), mr.nameColumn()
	}
	switch {
	case said == blank && noted == no:
		said = no
		mr.remark(where, "note_probationary", "probationary")
	case noted == unclear || said == yes && noted == no:
		mr.remark(where, "note_doubt", "")
	case said == blank && mr.has(FieldOfficialOn) && !mr.has(FieldStatus) && mr.text(FieldOfficialOn) == "":
		mr.remark(FieldOfficialOn, "official_on_empty", "official")
	}
	if said == yes || said == no {
		mr.m.Official, mr.given[FieldStatus] = said == yes, true
	}
}

// statusColumns reads the column of status and the two of crosses.
func (mr *memberReader) statusColumns() answer {
	if text := mr.text(FieldStatus); text != "" {
		said := statusWord(text)
		if said == unclear {
			mr.remark(FieldStatus, "status", "")
			said = blank
		}
		if said != blank {
			return said
		}
	}
	official, probationary := mr.cross(FieldOfficial, yes), mr.cross(FieldProbationary, no)
	switch {
	case official == yes && probationary == yes:
		mr.remark(FieldProbationary, "status", "")
		return blank
	case probationary == yes:
		return no
	case official == yes:
		return yes
	case official == no && probationary != no:
		mr.remark(FieldOfficial, "status", "")
	}
	return blank
}

// cross reads a column of crosses for one kind of members; the word of the
// kind is a cross too, and the other kind's is none.
func (mr *memberReader) cross(f Field, kind answer) answer {
	text := mr.text(f)
	said := yesOrNo(text)
	if said != unclear {
		return said
	}
	switch said := statusWord(text); {
	case said == kind || isDayOrYear(text):
		return yes
	case said == yes || said == no:
		return no
	}
	mr.remark(f, "choice", "")
	return blank
}

// statusWord reads chính thức (yes) or dự bị (no).
func statusWord(text string) answer {
	switch folded := fold(text); {
	case low(text) == "":
		return blank
	case slices.Contains([]string{"du bi", "dang vien du bi", "db", "dvdb", "dv du bi", "dv db", "dang du bi"}, folded):
		return no
	case slices.Contains([]string{"chinh thuc", "dang vien chinh thuc", "ct", "dvct", "dv chinh thuc", "dv ct"},
		folded):
		return yes
	}
	return unclear
}

// officialOn reads the day of becoming official: a day says yes, dự bị says
// no. The day itself is kept by [memberReader.readDays].
func (mr *memberReader) officialOn() answer {
	text := mr.text(FieldOfficialOn)
	if text == "" {
		return blank
	}
	if said := statusWord(text); said != unclear {
		return said
	}
	if yesOrNo(text) == no {
		mr.remark(FieldOfficialOn, "status", "")
		return blank
	}
	if _, code := mr.calendar.day(mr.cell(FieldOfficialOn)); code == "" {
		return yes
	}
	if birth, _ := mr.calendar.birth(mr.cell(FieldOfficialOn)); birth != "" { // a year or month is enough here
		return yes
	}
	mr.remark(FieldOfficialOn, "date", "")
	return blank
}

// noteSays looks for dự bị in the note: no if that is all it says, unclear if
// it says more.
func (mr *memberReader) noteSays() answer {
	text := mr.text(FieldNote)
	if statusWord(text) == no {
		return no
	}
	if hasWords(fold(text), "du bi", "db", "dvdb") {
		return unclear
	}
	return blank
}
