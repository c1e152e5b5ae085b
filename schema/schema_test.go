package schema_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"kiemphieu/schema"
)

type colour string

type inner struct {
	Number int    `json:"number"`
	Hidden string `json:"-"`
}

type leafJSON struct {
	Text  string `json:"text"`
	Bytes []byte `json:"bytes,omitempty"`
}

type whole struct {
	inner
	Colour colour         `json:"colour"`
	Yes    bool           `json:"yes,omitzero"`
	Leaves []leafJSON     `json:"leaves"`
	By     map[string]int `json:"by"`
	Self   *whole         `json:"self"`
	Any    any            `json:"any"`
	plain  string
}

// What encoding/json writes is what the schema allows, and nothing else is.
func TestSchemaIsWhatJSONWrites(t *testing.T) {
	set := schema.New("#/$defs/", map[reflect.Type]schema.Schema{reflect.TypeFor[colour](): schema.Enum[colour]("red",
		"blue")})
	root := set.Of(reflect.TypeFor[whole]())
	root["$defs"] = set.Structs
	text, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("mem:///x", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("mem:///x")
	if err != nil {
		t.Fatal(err)
	}
	value := whole{inner: inner{Number: 3, Hidden: "x"}, Colour: "red",
		Leaves: []leafJSON{{Text: "a", Bytes: []byte("b")}}, By: map[string]int{"k": 1}, plain: "x"}
	value.Self = &whole{Colour: "blue", Leaves: []leafJSON{}, By: map[string]int{}, Yes: true}
	right, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	for body, ok := range map[string]bool{
		string(right): true,
		strings.Replace(string(right), `"red"`, `"green"`, 1):          false,
		strings.Replace(string(right), `"number":3`, `"n":3`, 1):       false,
		strings.Replace(string(right), `"number":3`, `"number":""`, 1): false,
		strings.Replace(string(right), `"k":1`, `"k":"1"`, 1):          false,
		strings.Replace(string(right), `"text":"a",`, ``, 1):           false,
		strings.Replace(string(right), `"any":null`, `"Any":1`, 1):     false,
	} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(value); (err == nil) != ok {
			t.Errorf("%s: %v", body, err)
		}
	}
	if len(set.Structs) != 2 || set.Structs["Leaf"] == nil || set.Structs["Whole"] == nil {
		t.Errorf("%v", set.Structs)
	}
}

func TestFieldsKeepTheirOrder(t *testing.T) {
	var names []string
	for _, f := range schema.Fields(reflect.TypeFor[whole]()) {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "number colour yes leaves by self any" {
		t.Error(got)
	}
}
