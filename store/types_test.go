package store_test

import (
	"reflect"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// reach collects every type that can be got from t.
func reach(t reflect.Type, seen map[reflect.Type]bool) {
	if seen[t] {
		return
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
		reach(t.Elem(), seen)
	case reflect.Map:
		reach(t.Key(), seen)
		reach(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			reach(t.Field(i).Type, seen)
		}
	case reflect.Func:
		for i := range t.NumIn() {
			reach(t.In(i), seen)
		}
		for i := range t.NumOut() {
			reach(t.Out(i), seen)
		}
	default:
	}
	for i := range t.NumMethod() {
		reach(t.Method(i).Type, seen)
	}
}

// holds tells what one paper's worth of t names.
type holds struct{ token, marks, person bool }

func (h holds) joins() bool {
	return h.token && h.marks || (h.token || h.marks) && h.person
}

// heldBy looks at a type as a record of one paper: a slice of codes is not one
// code, because what stands in a list of its own is paired with nothing.
func heldBy(t reflect.Type) holds {
	switch t {
	case reflect.TypeFor[ballot.Token](), reflect.TypeFor[ballot.TokenHash]():
		return holds{token: true}
	case reflect.TypeFor[ballot.Marks](), reflect.TypeFor[ballot.Verdict]():
		return holds{marks: true}
	case reflect.TypeFor[congress.MemberID](), reflect.TypeFor[congress.AccountID]():
		return holds{person: true}
	}
	var h holds
	add := func(part reflect.Type) {
		p := heldBy(part)
		h = holds{h.token || p.token, h.marks || p.marks, h.person || p.person}
	}
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			add(t.Field(i).Type)
		}
	case reflect.Map:
		add(t.Key())
		if e := t.Elem(); e.Kind() == reflect.Slice {
			add(e.Elem())
		} else {
			add(e)
		}
	case reflect.Array:
		add(t.Elem())
	default: // a pointer may go round in a circle; what it points to is looked at by itself
	}
	return h
}

// typesThatJoin lists the types within reach of roots of which one value says
// how a code was marked, or by whom.
func typesThatJoin(roots ...reflect.Type) []reflect.Type {
	seen := map[reflect.Type]bool{}
	for _, root := range roots {
		reach(root, seen)
	}
	var found []reflect.Type
	for t := range seen {
		if heldBy(t).joins() {
			found = append(found, t)
		}
	}
	return found
}

// P2: no type that the use cases or the store can name joins a code with its
// marks, or either with a person.
func TestP2NoTypeJoinsACodeWithItsMarks(t *testing.T) {
	roots := []reflect.Type{reflect.TypeFor[ratify.Tx](), reflect.TypeFor[*congress.Service](),
		reflect.TypeFor[*ratify.Service]()}
	seen := map[reflect.Type]bool{}
	for _, root := range roots {
		reach(root, seen)
	}
	for _, want := range []reflect.Type{reflect.TypeFor[congress.Batch](), reflect.TypeFor[ballot.TokenHash](),
		reflect.TypeFor[ballot.Marks](), reflect.TypeFor[congress.Member]()} {
		if !seen[want] {
			t.Fatalf("%v is not within reach: the test has gone blind", want)
		}
	}
	for _, found := range typesThatJoin(roots...) {
		t.Errorf("%v joins a code, its marks or a person", found)
	}
}

// The check bites.
func TestP2FindsEveryCanaryType(t *testing.T) {
	type pair struct {
		Code ballot.TokenHash
		Is   ballot.Marks
	}
	type voter struct {
		Who  congress.MemberID
		Code ballot.Token
	}
	type nested struct{ Inner struct{ V voter } }
	for _, canary := range []reflect.Type{reflect.TypeFor[pair](), reflect.TypeFor[[]pair](),
		reflect.TypeFor[func(voter)](), reflect.TypeFor[nested](),
		reflect.TypeFor[map[ballot.TokenHash]ballot.Marks](), reflect.TypeFor[map[congress.AccountID][]ballot.Marks](),
		reflect.TypeFor[*struct{ P *pair }]()} {
		if typesThatJoin(canary) == nil {
			t.Errorf("%v was not found", canary)
		}
	}
	if found := typesThatJoin(reflect.TypeFor[congress.BatchInput]()); found != nil {
		t.Errorf("two sorted lists are no pairs: %v", found)
	}
}
