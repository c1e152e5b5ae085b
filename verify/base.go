package verify

import (
	"maps"
	"slices"

	"kiemphieu/tally"
)

// maxPeople bounds a roster: the largest congresses have 1,600 delegates.
const maxPeople = 10_000

// baseOf returns the base of a round. A bundle written before rounds had their
// own has one for the whole congress.
func (v *inspection) baseOf(r round) base {
	if r.Base == nil {
		return v.def.Roster.base
	}
	return *r.Base
}

func (b base) electorate() tally.Electorate {
	return tally.Electorate{Meeting: tally.MembersCongress, Official: b.Official, Deductions: b.Deductions}
}

// adds reports whether the base is what is left of those summoned, and nobody
// is present who is not in it.
func (b base) adds() bool {
	again, err := b.electorate().Base()
	return err == nil && again == b.Base && b.Present <= b.Base
}

// summoned takes those out who were not summoned. Older bundles count them as
// summoned and deduct them, which comes to the same base.
func (b base) summoned() base {
	b.Deductions = maps.Clone(b.Deductions)
	for _, kind := range []tally.DeductionKind{tally.Suspended, tally.Prosecuted} {
		b.Official, b.NotSummoned = b.Official-b.Deductions[kind], b.NotSummoned+b.Deductions[kind]
		delete(b.Deductions, kind)
	}
	return b
}

func (b base) equal(other base) bool {
	x, y := b.summoned(), other.summoned()
	return x.Official == y.Official && x.NotSummoned == y.NotSummoned && x.Base == y.Base &&
		x.Present == y.Present && maps.Equal(x.Deductions, y.Deductions)
}

// base returns what an event tells of the base.
func (e *event) base() base {
	d := e.Data
	return base{Official: d.Official, NotSummoned: d.NotSummoned, Deductions: d.Deductions,
		Base: d.Base, Present: d.Present}
}

// checkBase: people by name and by number make the roster; every round counts
// by the base that was frozen before its first paper, and between two rounds
// only what the log tells has changed.
func (v *inspection) checkBase(f *findings) {
	v.checkRoster(f)
	v.checkStanding(f)
	for _, r := range v.def.Rounds {
		v.checkFrozen(f, r)
	}
}

// checkRoster adds the people up.
func (v *inspection) checkRoster(f *findings) {
	sum := roster{base: base{Deductions: map[tally.DeductionKind]int{}}}
	add := func(official bool, attendance string, deduction tally.DeductionKind, n int) {
		sum.Members += n
		if !official {
			return
		}
		sum.Official += n
		if attendance == "present" {
			sum.Present += n
		}
		if deduction != "" {
			sum.Deductions[deduction] += n
		} else {
			sum.Base += n
		}
	}
	for _, p := range v.def.People {
		add(p.Official, p.Attendance, p.Deduction, 1)
	}
	for _, o := range v.def.Others {
		f.add(o.Count > 0 && o.Count <= maxPeople, "danh sách có nhóm %d người", o.Count)
		add(o.Official, o.Attendance, o.Deduction, o.Count)
	}
	r := v.def.Roster
	f.add(r.Members <= maxPeople, "danh sách có %d người", r.Members)
	f.add(sum.Members == r.Members && sum.equal(r.base), "cộng danh sách không ra số liệu đã ghi")
	f.add(r.adds(), "tổng số để tính kết quả ghi %d, tính lại ra số khác", r.Base)
}

// checkStanding follows the attendance through the log, to the roster as it
// stands now.
func (v *inspection) checkStanding(f *findings) {
	var standing *base
	for i, e := range v.events {
		told := e.base()
		switch e.Kind {
		case "base.frozen":
			f.add(standing == nil || standing.equal(told),
				"việc %d: tổng số khác lần trước mà không ghi ai đến, ai về", i+1)
		case "attendance.changed":
			f.add(standing != nil, "việc %d: sửa có mặt trước khi chốt tổng số", i+1)
		default:
			continue
		}
		standing = &told
	}
	f.add(standing != nil && standing.equal(v.def.Roster.base), "số liệu danh sách không đúng như nhật ký")
}

// checkFrozen holds the base of a round against the log.
func (v *inspection) checkFrozen(f *findings, r round) {
	first := slices.IndexFunc(v.events, func(e *event) bool {
		return e.Kind == "papers.handed_out" && e.Data.Round == r.ID
	})
	if first < 0 {
		f.add(r.Base == nil, "%s: chưa phát phiếu mà đã chốt tổng số", v.name(r))
		return
	}
	frozen, ok := last(v.events[:first], "base.frozen")
	f.add(ok && (frozen.Data.Round == r.ID || v.opened(r)), "%s: phát phiếu trước khi chốt tổng số", v.name(r))
	b := v.baseOf(r)
	f.add(b.equal(frozen.base()), "%s: số liệu danh sách không đúng như lúc phát phiếu đầu tiên", v.name(r))
	f.add(b.adds(), "%s: tổng số để tính kết quả ghi %d, tính lại ra số khác", v.name(r), b.Base)
	f.add(v.opened(r) || r.Present == b.Present, "%s: %d người có mặt khi bầu, điểm danh có %d", v.name(r), r.Present,
		b.Present)
}

// opened reports whether the base of a round is the one with which the
// congress opened, as all were before November 2026.
func (v *inspection) opened(r round) bool {
	_, own := last(v.of(r), "base.frozen")
	return !own && slices.ContainsFunc(v.events, func(e *event) bool {
		return e.Kind == "base.frozen" && e.Data.Round == ""
	})
}
