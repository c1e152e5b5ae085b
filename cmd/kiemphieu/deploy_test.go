package main

import (
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"
)

// strictly reads YAML, which must have no other fields than the target.
func strictly(t *testing.T, file string, into any) {
	t.Helper()
	d := yaml.NewDecoder(strings.NewReader(read(t, file)))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// alertExpressions returns the queries of the alerts by name; each alert says in
// Vietnamese what is wrong and what to do.
func alertExpressions(t *testing.T) map[string]string {
	t.Helper()
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	strictly(t, "deploy/alerts.yaml", &file)
	expressions := map[string]string{}
	for _, group := range file.Groups {
		for _, rule := range group.Rules {
			expressions[rule.Alert] = rule.Expr
			if rule.Labels["severity"] == "" || rule.Annotations["summary"] == "" ||
				rule.Annotations["description"] == "" {
				t.Errorf("alert %s has labels %v, annotations %v", rule.Alert, rule.Labels, rule.Annotations)
			}
		}
	}
	return expressions
}

// boardExpressions returns the queries of the board by panel.
func boardExpressions(t *testing.T) map[string]string {
	t.Helper()
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal([]byte(read(t, "deploy/grafana.json")), &board); err != nil {
		t.Fatal(err)
	}
	expressions := map[string]string{}
	for _, panel := range board.Panels {
		for _, target := range panel.Targets {
			expressions[panel.Title] += target.Expr + " "
		}
	}
	return expressions
}

var (
	notMetrics = regexp.MustCompile(`\{[^}]*\}|\[[^]]*\]|by \([^)]*\)|"[^"]*"`)
	identifier = regexp.MustCompile(`\b[a-z_][a-z0-9_]*\b *\(?`)
	selector   = regexp.MustCompile(`([a-z_]+)\{([^}]*)\}`)
	labelMatch = regexp.MustCompile(`([a-z]+)="([^"]*)"`)
)

// metricsIn returns the names of metrics in a query: what is left of it without
// labels, ranges and functions.
func metricsIn(query string) []string {
	var names []string
	for _, name := range identifier.FindAllString(notMetrics.ReplaceAllString(query, ""), -1) {
		if !strings.HasSuffix(name, "(") {
			names = append(names, strings.TrimSpace(name))
		}
	}
	return names
}

// Every metric that an alert or the board asks for, and every result that it
// selects, is served by a program that has just started.
func TestAlertsAndBoardAskForWhatIsServed(t *testing.T) {
	s := startServe(t, "--data", filepath.Join(t.TempDir(), "d"))
	fetched(t, s.address()+"/metrics") // a request is counted after it is answered
	served := fetched(t, s.address()+"/metrics")
	if got := metricsIn(`sum by (route) (rate(a_b{job="x"}[5m])) / c > 2`); !slices.Equal(got, []string{"a_b", "c"}) {
		t.Fatalf("metrics of a query: %q", got)
	}
	for file, expressions := range map[string]map[string]string{"alerts.yaml": alertExpressions(t),
		"grafana.json": boardExpressions(t)} {
		if len(expressions) < 5 {
			t.Errorf("%s asks %d questions only", file, len(expressions))
		}
		for name, query := range expressions {
			for _, metric := range metricsIn(query) {
				if !regexp.MustCompile(`(?m)^` + metric + `[ {]`).MatchString(served) {
					t.Errorf("%s: %s asks for %s, which is not served", file, name, metric)
				}
			}
			for _, m := range selector.FindAllStringSubmatch(query, -1) {
				refuseUnknownLabels(t, served, file+": "+name, m[1], m[2])
			}
		}
	}
}

// refuseUnknownLabels looks for a selected label in what is served; only a
// result must be there with its value, a status comes when it comes.
func refuseUnknownLabels(t *testing.T, served, where, metric, labels string) {
	t.Helper()
	for _, l := range labelMatch.FindAllStringSubmatch(labels, -1) {
		want := l[1] + `="`
		if l[1] == "result" {
			want += l[2] + `"`
		}
		if l[1] != "job" && !regexp.MustCompile(`(?m)^`+metric+`\{[^}]*`+want).MatchString(served) {
			t.Errorf("%s selects %s of %s, which is not served", where, l[0], metric)
		}
	}
}

func fetched(t *testing.T, address string) string {
	t.Helper()
	r, err := http.Get(address) //nolint:noctx // the server ends with the test
	check(t, err)
	body, err := io.ReadAll(r.Body)
	check(t, err)
	check(t, r.Body.Close())
	return string(body)
}

// knownVariables returns the variables of the environment that serve reads.
func knownVariables(t *testing.T) []string {
	t.Helper()
	found := regexp.MustCompile(`KIEMPHIEU_[A-Z_]+`).FindAllString(command(t, "serve").Flags().FlagUsages(), -1)
	if len(found) < 3 {
		t.Fatalf("serve reads %q", found)
	}
	return found
}

func command(t *testing.T, name string) *cobra.Command {
	t.Helper()
	all := subcommands()
	i := slices.IndexFunc(all, func(c *cobra.Command) bool { return c.Name() == name })
	if i < 0 {
		t.Fatalf("there is no command %s", name)
	}
	return all[i]
}

// What the files for containers and systemd set is what the program reads, and
// what they start is a command of it.
func TestDeploymentsSetWhatIsRead(t *testing.T) {
	known := knownVariables(t)
	for _, file := range []string{"deploy/Containerfile", "deploy/compose.yaml", "deploy/kiemphieu.service",
		"deploy/cluster/kiemphieu.env"} {
		for _, name := range regexp.MustCompile(`KIEMPHIEU_[A-Z_]+`).FindAllString(read(t, file), -1) {
			if name != "KIEMPHIEU_PASSWORD" && !slices.Contains(known, name) {
				t.Errorf("%s sets %s, which serve does not read", file, name)
			}
		}
	}
	container := read(t, "deploy/Containerfile")
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, "go.mod"))
	if !strings.Contains(container, "golang:"+version[1]+" AS build") || !strings.Contains(container, `CMD ["serve"]`) {
		t.Errorf("the container is built with another Go than %s, or does not serve", version[1])
	}
	var compose struct {
		Name     string
		Services map[string]struct {
			Image, Restart string
			Build          struct{ Context, Dockerfile string }
			DependsOn      map[string]struct{ Condition string } `yaml:"depends_on"`
			Environment    map[string]string
			Volumes        []string
			Ports          []string
			Tmpfs          []string
			ReadOnly       bool     `yaml:"read_only"`
			CapDrop        []string `yaml:"cap_drop"`
			SecurityOpt    []string `yaml:"security_opt"`
			Ulimits        map[string]int
			Healthcheck    struct {
				Test     []string
				Interval string
				Retries  int
			}
		}
		Volumes map[string]any
	}
	strictly(t, "deploy/compose.yaml", &compose)
	program := compose.Services["kiemphieu"]
	_ = read(t, filepath.Join("deploy", program.Build.Context, program.Build.Dockerfile))
	if !strings.HasPrefix(program.Environment["KIEMPHIEU_DATABASE"],
		"postgres://kiemphieu:${POSTGRES_PASSWORD}@database/") || compose.Services["database"].Image == "" {
		t.Errorf("compose starts %+v", compose)
	}
}

// The unit reads as systemd reads it: sections that it knows, one setting a
// line, a command of the program, and the fences that must stand.
func TestUnitOfSystemd(t *testing.T) {
	settings := map[string][]string{}
	section := ""
	for line := range strings.Lines(read(t, "deploy/kiemphieu.service")) {
		line = strings.TrimSuffix(line, "\n")
		name, value, isSetting := strings.Cut(line, "=")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case slices.Contains([]string{"[Unit]", "[Service]", "[Install]"}, line):
			section = line
		case isSetting && regexp.MustCompile(`^[A-Z][A-Za-z]+$`).MatchString(name):
			settings[section+name] = append(settings[section+name], value)
		default:
			t.Errorf("systemd would not read %q", line)
		}
	}
	words := strings.Fields(settings["[Service]ExecStart"][0])
	if words[0] != "/usr/local/bin/kiemphieu" {
		t.Errorf("ExecStart is %q", words)
	}
	check(t, command(t, words[1]).ParseFlags(words[2:]))
	for name, want := range map[string]string{"DynamicUser": "yes", "StateDirectory": "kiemphieu", "UMask": "0077",
		"ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
		"NoNewPrivileges": "yes", "LimitCORE": "0", "LimitMEMLOCK": "infinity",
		"MemorySwapMax":         "0",
		"CapabilityBoundingSet": "", "Environment": "KIEMPHIEU_DATA=/var/lib/kiemphieu"} {
		if got := settings["[Service]"+name]; len(got) != 1 || got[0] != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := settings["[Install]WantedBy"]; len(got) != 1 || got[0] != "multi-user.target" {
		t.Error("the unit is not started with the machine")
	}
}
