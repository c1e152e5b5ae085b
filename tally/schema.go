package tally

import _ "embed"

var (
	//go:embed schema/input.json
	inputSchema []byte
	//go:embed schema/output.json
	outputSchema []byte
)

// InputSchema is the JSON Schema of an election file. What a file says must
// also fit together, which a schema cannot tell: [ReadElection] does.
func InputSchema() []byte { return inputSchema }

// OutputSchema is the JSON Schema of an [Outcome].
func OutputSchema() []byte { return outputSchema }
