package verify

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"

	"kiemphieu/record"
)

//go:generate go test -vet=off -count=1 -run ^TestFormsAreDocumented$ -generate

// forms lists all that may stand in the files: for every place the fields that
// it may have. A field is a text, with "#" a whole number, with "?" true or false.
// A field whose own place has a row is an object or null, one whose place with "[]"
// has a row is a list or null. The row of a place says "*" for a map from names
// such as "too_many" to numbers, "@" for one from ids to names; that of an element,
// "#" for a number and "" for a text, and fields for an object; one with "!" is a
// text that no two of them have alike.
type forms map[string]string

// Parts that stand in several files.
const (
	sheetFields   = "issued# returned# valid# invalid# invalid_reasons rows"
	outcomeFields = "base# needed# style issued# returned# valid# invalid# invalid_reasons rows elected tied " +
		"open_seats# alternates open_alternates# next breakdown"
	rowFields = "id! votes# disagree# uncounted#"
)

// add puts the rows of a sheet and an outcome at a place.
func (f forms) add(at string) forms {
	f[at+".sheet"], f[at+".sheet.invalid_reasons"], f[at+".sheet.rows[]"] = sheetFields, "*", rowFields
	f[at+".outcome"], f[at+".outcome.invalid_reasons"] = outcomeFields, "*"
	f[at+".outcome.rows[]"] = rowFields + " percent elected?"
	f[at+".outcome.alternates[]"], f[at+".outcome.elected[]"], f[at+".outcome.tied[]"] = "", "", ""
	f[at+".outcome.breakdown"] = "elected# reelected# new# female# unknown#"
	return f
}

// addList puts the rows of a frozen list at a place.
func (f forms) addList(at string) forms {
	f[at] = "round_id congress organisation term profile rehearsal? contest office round# kind " +
		"style list code_mode alternates# in_term?"
	f[at+".list"], f[at+".list.candidates[]"] = "seats# candidates",
		"id! name incumbent? female? ethnic_minority? born tenure"
	return f
}

// addReport puts the rows of what the minutes of a round print at a place.
func (f forms) addReport(at string) forms {
	for part, fields := range reportForms() {
		f[at+part] = fields
	}
	return f.addList(at + ".definition").add(at)
}

func reportForms() forms {
	return forms{
		"": "congress organisation superior rules roster officers contest round definition people sheaves " +
			"sheet outcome breakdown alternates",
		".congress":     "congress_id meeting title term ordinal# held_on place pilot? rehearsal? profile",
		".organisation": "org_id kind name place",
		".superior":     "org_id kind name place",
		".rules":        "legal_basis charter_basis base_clause young_age#",
		".roster": "meeting members# official# not_summoned# probationary# present# absent# unexcused# " +
			"deductions base# needed#",
		".roster.deductions": "*",
		".officers[]":        "member_id duty name position",
		".contest":           "contest_id position# office title seats# alternates#",
		".round": "contest_id round_id number# kind seats# state code counting counting_reason definition_hash " +
			"format printings# manifest_root printed# reserve# destroyed# present# handed_out# exchanged# unused# " +
			"returned# not_returned# explanation sealed_by sealed_at# running",
		".people[]": "member_id number# name official? incumbent? female? born joined ethnic_minority? education " +
			"political_theory position hometown people religion official_on schooling committees commended disciplined",
		".sheaves[]":    "#",
		".alternates[]": "member_id name number# votes# base#",
		".breakdown":    "elected# reelected# new# female# young# ethnic_minority# unknown#",
	}
}

func definitionForms() forms {
	return forms{
		"": "format# organisation superior congress roster people others officers contests " +
			"rounds documents accounts",
		".organisation": "org_id kind model name place",
		".superior":     "org_id kind model name place",
		".congress": "congress_id meeting title term ordinal# held_on place pilot? rehearsal? profile state reason " +
			"closed_at# changed_by changed_at# log_size#",
		".roster":            "members# official# not_summoned# present# deductions base#",
		".roster.deductions": "*",
		".people[]": "member_id! number# name official? incumbent? female? ethnic_minority? born position " +
			"joined education political_theory hometown people religion official_on schooling committees commended " +
			"disciplined attendance deduction",
		".others[]":   "official? attendance deduction count#",
		".officers[]": "member_id duty",
		".contests[]": "contest_id! position# office title seats# alternates# settled decision settled_by",
		".rounds[]": "contest_id round_id! number# kind seats# state code counting counting_reason definition_hash " +
			"format printings# printed# reserve# destroyed# present# handed_out# exchanged# unused# returned# " +
			"not_returned# explanation sealed_by sealed_at# running reason changed_by changed_at# definition base",
		".rounds[].base":            "official# not_summoned# deductions base# present#",
		".rounds[].base.deductions": "*",
		".documents[]":              "document_id! kind name media_type sha256 size# file",
		".accounts":                 "@",
	}.addList(".rounds[].definition")
}

func resultForms() forms {
	return forms{
		"":                    "rounds elected",
		".rounds[]":           "round_id! sheaves sheet outcome report",
		".rounds[].sheaves[]": "#",
		".elected[]":          "contest_id round_id member_id office rank# votes# base# refused?",
	}.add(".rounds[]").addReport(".rounds[].report")
}

func manifestForms() forms { return forms{"": "rounds", ".rounds[]": "round_id! root"} }

// eventFields lists the fields of every kind of event, as docs/events.md does.
func eventFields() map[string]string {
	return map[string]string{ //nolint:gosec // fields of events, no secrets
		"minutes.noted":      "round copies# writer doubtful# conclusion",
		"complaint.heard":    "round complaint# from subject conclusion",
		"congress.created":   "title term profile pilot? rehearsal? meeting",
		"congress.changed":   "title term held_on profile",
		"congress.moved":     "action state reason heads",
		"congress.corrected": "title term held_on place before reason",
		"day.explained":      "day held_on reason",
		"roster.saved":       "members# official#",
		"officers.changed":   "presidium# tellers# name was duty",
		"officer.account":    "duty name account was what",
		"base.frozen":        "round official# not_summoned# deductions base# present#",
		"attendance.changed": "official# not_summoned# deductions base# present#",
		"congress.unready":   "missing reason",
		"basis.cited":        "basis from text",
		"contest.changed":    "contest office seats# alternates# removed?",
		"contest.settled":    "contest settlement decision",
		"contest.reopened":   "contest reason",
		"foreseen.answered":  "contest foreseen from answer",
		"round.started":      "contest round number# ballot_kind seats#",
		"round.frozen":       "round definition_hash names# seats# held foreseen",
		"round.reopened":     "round",
		"round.cancelled":    "round reason",
		"papers.made":        "round code n# reserve# manifest_root definition_hash printing# reason",
		"papers.shuffled":    "round shuffled_by watched_by",
		"papers.handed_out":  "round present# handed_out# exchanged#",
		"box.opened":         "round returned# unused# not_returned#",
		"account.corrected":  "round was now reason",
		"counting.chosen":    "round counting reason sheaves every#",
		"batch.accepted":     "round pass sheaf# n# unsure# invalid set_aside",
		"batch.superseded":   "round pass sheaf# reason",
		"passes.compared":    "round sheaf# passes# agreed? differing#",
		"machine.checked":    "round device sheets# passed?",
		"lot.cast":           "round urn of# lot#",
		"machine.stopped":    "round fault",
		"handcount.entered":  "round entry# valid#",
		"act.confirmed":      "round act subject text",
		"round.sealed":       "round sheet outcome sheaves report",
		"result.released":    "round",
		"running.shown":      "round on?",
		"device.joined":      "device name",
		"device.revoked":     "device name",
		"pass.taken":         "round pass device read?",
		"document.stored":    "document_kind sha256 removed?",
		"mandate.noted":      "mandate office term from to how decision",
		"mandate.ended":      "mandate office on reason struck?",
		"complaint.told":     "complaint# step day form late? to number breach? text due heads",
		"custody.told":       "step day packets# holder number text heads",
		"recount.told":       "round recount# step name number day entry# sheet text",
		"key.changed":        "old key lost? reason",
		"dossier.decided":    "version# decision number decided_on refused# reason despite failed heads",
		"decision.proposed":  "version# decision number decided_on refused# reason despite failed",
		"decision.withdrawn": "version# decision",
		"paper.numbered":     "paper code day post signer advised",
		"decision.appointed": "contest member name number decided_on heads",
	}
}

// eventForms has the form of every kind of event.
var eventForms = sync.OnceValue(func() map[string]forms {
	all := map[string]forms{}
	for kind, fields := range eventFields() {
		all[kind] = formOf(kind, fields)
	}
	return all
})

func formOf(kind, fields string) forms {
	f := forms{
		"":                 "at by role kind data state",
		".data":            fields,
		".data.before":     "title term held_on place",
		".data.heads":      "cell superior place above no_standing?",
		".data.deductions": "*", ".data.invalid": "*",
		".data.set_aside[]": "cause issued? count#",
		".data.held[]":      "mandate from decision member",
		".data.foreseen[]":  "member name office",
		".data.sheaves[]":   "#",
		".data.urn[]":       "#",
		".data.missing[]":   "",
		".data.failed[]":    "",
	}.add(".data")
	if kind == "account.corrected" { // of other kinds these are text, or not there
		f[".data.was"], f[".data.now"] = "*", "*"
	}
	return f
}

// Forms gives the form of every file and of every kind of event: for those who write
// the checks once more.
func Forms() (files, events map[string]map[string]string) {
	files = map[string]map[string]string{record.BundleDefinition: definitionForms(),
		record.BundleResults: resultForms(), record.BundleManifests: manifestForms()}
	events = map[string]map[string]string{}
	for kind, form := range eventForms() {
		events[kind] = maps.Clone(form)
	}
	return files, events
}

// checkForm tells whatever does not belong into a bundle: unknown fields, unknown
// events, and text that is not in the one canonical form. See [inspection.read].
func (v *inspection) checkForm(f *findings) { *f = v.misshapen }

const notCanonical = "%s không viết theo dạng chuẩn"

// checkText reports whether a JSON text has its form, and notes what it has besides.
func checkText(f *findings, name string, text []byte, allowed forms) bool {
	tree, ok := record.ReadCanonical(text)
	if !ok {
		f.add(false, notCanonical, name)
		return false
	}
	return checkTree(f, name, tree, allowed)
}

// checkTree is checkText of a text that was read.
func checkTree(f *findings, name string, tree any, allowed forms) bool {
	w := walk{name: name, allowed: allowed, found: f, fits: true}
	w.object("", tree)
	return w.fits
}

// walk goes through a JSON text and notes what has no place in it.
type walk struct {
	name    string
	allowed forms
	found   *findings
	fits    bool // nothing was found yet
}

const (
	maxText   = 8000          // bytes of any text: the longest that a form takes
	maxList   = 1000          // elements
	maxRounds = 100           // rounds, or contests: each is held against all events
	maxNumber = 1_000_000_000 // of any number but a moment, up or down
	maxMoment = 1 << 40       // seconds
)

// object takes an object at a place that has a row.
func (w *walk) object(at string, value any) {
	object, ok := value.(map[string]any)
	if !ok {
		w.wrong(at)
		return
	}
	fields := strings.Fields(w.allowed[at])
	for _, key := range slices.Sorted(maps.Keys(object)) {
		switch w.allowed[at] {
		case "*":
			named := strings.Trim(key, "_abcdefghijklmnopqrstuvwxyz") == ""
			w.add(named, "không được có %s.%s", at, key)
			w.number(at+"."+key, object[key])
		case "@":
			w.add(len(key) <= 64, "không được có %s.%s", at, key)
			w.text(at+"."+key, object[key])
		default:
			w.field(at+"."+key, key, fields, object[key])
		}
	}
}

// field takes a field of an object.
func (w *walk) field(at, key string, fields []string, value any) {
	_, object := w.allowed[at]
	_, list := w.allowed[at+"[]"]
	switch {
	case slices.Contains(fields, key+"#"):
		w.number(at, value)
	case slices.Contains(fields, key+"?"):
		if _, ok := value.(bool); !ok {
			w.wrong(at)
		}
	case slices.Contains(fields, key+"!"):
		w.text(at, value)
	case !slices.Contains(fields, key) || strings.ContainsAny(key, "#?!"):
		w.add(false, "không được có %s", at)
	case value == nil && (object || list):
	case object:
		w.object(at, value)
	case list:
		w.list(at+"[]", value)
	default:
		w.text(at, value)
	}
}

func (w *walk) list(at string, value any) {
	most := maxList
	if at == ".rounds[]" || at == ".contests[]" {
		most = maxRounds
	}
	elements, ok := value.([]any)
	if !ok || len(elements) > most {
		w.wrong(at)
		return
	}
	w.unique(at, elements)
	for _, element := range elements {
		switch w.allowed[at] {
		case "#":
			w.number(at, element)
		case "":
			w.text(at, element)
		default:
			w.object(at, element)
		}
	}
}

// unique notes that two elements of a list have the same id.
func (w *walk) unique(at string, elements []any) {
	for _, field := range strings.Fields(w.allowed[at]) {
		id, ok := strings.CutSuffix(field, "!")
		if !ok {
			continue
		}
		seen := map[string]bool{}
		for _, element := range elements {
			fields, _ := element.(map[string]any)
			text, _ := fields[id].(string)
			w.add(!seen[text], "%s có hai %s như nhau", at, id)
			seen[text] = true
		}
	}
}

func (w *walk) number(at string, value any) {
	number, ok := value.(json.Number)
	n, err := number.Int64()
	most := int64(maxNumber)
	if strings.HasSuffix(at, "_at") {
		most = maxMoment
	}
	if !ok || err != nil || n > most || n < -most {
		w.wrong(at)
	}
}

func (w *walk) text(at string, value any) {
	text, ok := value.(string)
	if !ok || len(text) > maxText || strings.Contains(text, "\x00") {
		w.wrong(at)
	}
}

// wrong notes a value of another type than its place wants, or one that is too large.
func (w *walk) wrong(at string) {
	w.add(false, "%s sai kiểu hoặc quá lớn", at)
}

func (w *walk) add(ok bool, format string, args ...any) {
	if !ok {
		w.fits = false
		w.found.add(false, "%s: "+format, append([]any{w.name}, args...)...)
	}
}
