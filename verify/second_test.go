package verify_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/verify"
	"kiemphieu/verify/page"
)

// secondVerifier is the script of the one-file verifier at work in node.
type secondVerifier struct {
	ask     chan question
	pending chan question
	missing error
}

// question is a bundle about which the first verifier has spoken.
type question struct {
	t     *testing.T
	line  []byte
	first string
	done  *sync.WaitGroup
}

// reader runs the script of the page on every line that it is given.
const reader = `
const said = (line) => {
  const { bundle, kept } = JSON.parse(line);
  return JSON.stringify(kiemphieu.verify(new Uint8Array(Buffer.from(bundle, "base64")), kept));
};
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  try { console.log(said(line)); } catch (e) { console.log(JSON.stringify(String(e.stack))); }
});`

// loader runs what it reads: an argument of a process has at most 128 KB.
const loader = `globalThis.require = require;
require("vm").runInThisContext(require("fs").readFileSync(3, "utf8"));`

// scriptFile holds a script in a file that nobody else can open.
func scriptFile(script string) (*os.File, error) {
	f, err := os.CreateTemp("", "verifier-*.js")
	if err != nil {
		return nil, err
	}
	if _, err = f.WriteString(script); err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	return f, errors.Join(err, os.Remove(f.Name()))
}

var openSecond = sync.OnceValue(func() *secondVerifier {
	s := &secondVerifier{ask: make(chan question, 1000), pending: make(chan question, 1000)}
	script := regexp.MustCompile(`(?s)<script>(.*)</script>`).FindSubmatch(page.HTML())[1]
	code, err := scriptFile(string(script) + reader)
	if err != nil {
		return &secondVerifier{missing: err}
	}
	defer code.Close()                         //nolint:errcheck // node has it
	node := exec.Command("node", "-e", loader) //nolint:noctx // it ends with its input
	node.ExtraFiles = []*os.File{code}
	in, err := node.StdinPipe()
	if err != nil {
		return &secondVerifier{missing: err}
	}
	out, err := node.StdoutPipe()
	if err != nil {
		return &secondVerifier{missing: err}
	}
	if err := node.Start(); err != nil {
		return &secondVerifier{missing: err}
	}
	go s.send(in)
	go s.compare(out)
	return s
})

func (s *secondVerifier) send(in io.Writer) {
	for q := range s.ask {
		s.pending <- q
		if _, err := in.Write(q.line); err != nil {
			q.t.Error(err)
		}
	}
}

func (s *secondVerifier) compare(out io.Reader) {
	answers := bufio.NewReader(out)
	for q := range s.pending {
		second, err := answers.ReadBytes('\n')
		if second = bytes.TrimSpace(second); err != nil || string(second) != q.first {
			q.t.Errorf("two verifiers, two words (%v):\n%s\n%s", err, q.first, second)
		}
		q.done.Done()
	}
}

// secondOpinion has the one-file verifier say the same of a bundle, word for word.
// The test is not over before it has.
func secondOpinion(t *testing.T, bundle []byte, kept string, first verify.Report) {
	t.Helper()
	s := openSecond()
	if s.missing != nil {
		if size.Whole() {
			t.Fatalf("node: %v", s.missing)
		}
		t.Logf("node is not here, and the one-file verifier is not asked: %v", s.missing)
		return
	}
	line, err := json.Marshal(map[string]string{"bundle": base64.StdEncoding.EncodeToString(bundle), "kept": kept})
	must(t, err)
	var said bytes.Buffer
	enc := json.NewEncoder(&said)
	enc.SetEscapeHTML(false)
	must(t, enc.Encode(first))
	var done sync.WaitGroup
	done.Add(1)
	t.Cleanup(done.Wait)
	s.ask <- question{t: t, line: append(line, '\n'), first: string(bytes.TrimSpace(said.Bytes())), done: &done}
}
