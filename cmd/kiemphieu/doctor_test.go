package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kiemphieu/cmd/kiemphieu/certificate"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// invented is a machine with the addresses of a test.
func invented(addresses ...string) certificate.Machine {
	return certificate.Machine{Name: func() (string, error) { return "May", nil },
		Addresses: func() ([]net.Addr, error) {
			var list []net.Addr
			for _, text := range addresses {
				ip, network, err := net.ParseCIDR(text)
				if err != nil {
					return nil, err
				}
				list = append(list, &net.IPNet{IP: ip, Mask: network.Mask})
			}
			return list, nil
		}}
}

// inspected runs doctor and gives its findings by check, and its exit status.
func inspected(t *testing.T, args ...string) (map[string][]finding, int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status := run(context.Background(), append([]string{"doctor", "--json", "--listen", "127.0.0.1:0", "--http-listen",
		"127.0.0.1:0"}, args...), nil, &stdout, &stderr)
	var list []finding
	if err := json.Unmarshal(stdout.Bytes(), &list); err != nil {
		t.Fatalf("%v: %s %s", err, stdout.String(), stderr.String())
	}
	by := map[string][]finding{}
	failed := false
	for _, f := range list {
		by[f.Check] = append(by[f.Check], f)
		failed = failed || f.State == sick
		if (f.State == healthy) != (f.Do == "") {
			t.Errorf("what to do stands beside what is wrong: %+v", f)
		}
	}
	if failed != (status == exitFailed) {
		t.Errorf("status %d of %+v", status, list)
	}
	return by, status
}

// A key whose file is empty, as a copy has it that a power cut met, is told with
// what to do, by serve as by doctor.
func TestKeyThatIsNoKeyIsTold(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"empty": "", "of something else": "PRIVATE+KEY+x\n"} {
		data := filepath.Join(t.TempDir(), "d")
		startServe(t, "--data", data).end()
		check(t, os.MkdirAll(filepath.Join(data, "keys"), 0o700))
		check(t, os.WriteFile(filepath.Join(data, "keys", "log.key"), []byte(content), 0o600))
		said := refusedServe(t, "serve", "--data", data)
		if !strings.Contains(said, "tệp khóa ký sổ nhật ký hỏng") || !strings.Contains(said, "Chép lại thư mục keys") {
			t.Errorf("%s: serve said %s", name, said)
		}
		by, _ := inspected(t, "--data", data)
		found := slices.ContainsFunc(by["record"], func(f finding) bool {
			return f.State == sick && strings.Contains(f.What, "tệp khóa ký sổ nhật ký hỏng")
		})
		if !found {
			t.Errorf("%s: doctor found %+v", name, by["record"])
		}
	}
}

// A directory that serve has used is well.
func TestDoctorFindsAGoodDirectoryWell(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d")
	startServe(t, "--data", data, "--tls", "local", "--http-listen", "127.0.0.1:0").end()
	by, _ := inspected(t, "--data", data, "--tls", "local")
	for _, name := range []string{"clock", "directory", "database", "certificate"} {
		for _, f := range by[name] {
			if f.State == sick || f.State == warned && name != "clock" && name != "certificate" {
				t.Errorf("%+v", f)
			}
		}
	}
	if len(by["certificate"]) < 3 || len(by["ports"]) != 2 {
		t.Errorf("%+v", by)
	}
}

// Looking makes nothing: neither a directory nor a database.
func TestDoctorMakesNothing(t *testing.T) {
	data := filepath.Join(t.TempDir(), "none")
	by, status := inspected(t, "--data", data)
	if status != exitFailed || by["directory"][0].State != sick || by["database"][0].State != sick {
		t.Errorf("status %d, %+v", status, by)
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("doctor made the directory")
	}
}

// Each thing that is wrong is found, with what to do.
func TestDoctorFindsWhatIsWrong(t *testing.T) {
	data := t.TempDir()
	check(t, os.WriteFile(filepath.Join(data, "kiemphieu.db"), []byte(strings.Repeat("this is no database ", 100)),
		0o600))
	check(t, os.Mkdir(filepath.Join(data, "tls"), 0o700))
	check(t, os.WriteFile(filepath.Join(data, "tls", certificate.AuthorityCert), nil, 0o600))
	check(t, os.Chmod(data, 0o755)) //nolint:gosec // what is looked for
	by, status := inspected(t, "--data", data)
	if status != exitFailed || by["database"][0].State != sick || by["certificate"][0].State != sick ||
		by["directory"][0].State != warned {
		t.Errorf("status %d, %+v", status, by)
	}
	if !strings.Contains(by["certificate"][0].Do, "Chép lại đủ hai tệp") {
		t.Errorf("%+v", by["certificate"])
	}
}

// A port in use, a clock before the program's time, a machine without a
// network, and a key that others can read.
func TestDoctorFindsTheMachineWanting(t *testing.T) {
	s := startServe(t, "--data", filepath.Join(t.TempDir(), "d"))
	if f := portFree(context.Background(), strings.TrimPrefix(s.address(), "http://"), "--listen"); f.State != sick ||
		!strings.Contains(f.Do, "--listen") {
		t.Errorf("%+v", f)
	}
	p := &patient{machine: invented("127.0.0.1/8", "fe80::1/64"), now: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}
	if f := p.clock(); f.State != sick {
		t.Errorf("%+v", f)
	}
	if f := p.network(); f.State != sick {
		t.Errorf("%+v", f)
	}
	data := t.TempDir()
	_, err := certificate.OpenAuthority(tlsDirectory(place{data: data}), "may", nil, time.Now())
	check(t, err)
	check(t, os.Chmod(filepath.Join(data, "tls", certificate.AuthorityKey), 0o644)) //nolint:gosec // what is looked for
	if by, _ := inspected(t, "--data", data); by["certificate"][2].State != sick ||
		!strings.Contains(by["certificate"][2].Do, "chmod 600") {
		t.Errorf("%+v", by["certificate"])
	}
}

// An authority near its end is a warning, one past it a failure; an address
// of the Internet is told.
func TestDoctorLooksAtTheAuthoritysTime(t *testing.T) {
	data := t.TempDir()
	made := time.Now()
	_, err := certificate.OpenAuthority(filepath.Join(data, "tls"), "may", nil, made)
	check(t, err)
	for _, c := range []struct {
		address string
		years   int
		days    int
		want    []verdict
	}{
		{"192.168.1.2/24", 0, 0, []verdict{healthy, healthy, healthy}},
		{"203.0.113.9/24", 0, 0, []verdict{healthy, healthy, warned}},
		{"192.168.1.2/24", 10, -30, []verdict{warned, healthy, healthy}},
		{"192.168.1.2/24", 10, 1, []verdict{sick, healthy, sick}},
	} {
		p := &patient{at: place{data: data}, machine: invented(c.address), now: made.AddDate(c.years, 0, c.days)}
		for i, f := range p.certificate() {
			if f.State != c.want[i] {
				t.Errorf("%+v: %+v", c, f)
			}
		}
	}
}
