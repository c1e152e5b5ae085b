package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"kiemphieu/cmd/kiemphieu/certificate"
)

// verdict is how a check came out.
type verdict string

const (
	healthy verdict = "ok"
	warned  verdict = "warning" // it works, but somebody should know
	sick    verdict = "failed"
)

// finding is the outcome of one check.
type finding struct {
	Check string  `json:"check"`
	State verdict `json:"state"`
	What  string  `json:"what"`
	Do    string  `json:"do,omitempty"` // after a warning or a failure
}

// patient is the machine and the settings that doctor looks at.
type patient struct {
	at       place
	copies   copyFlags
	listen   string
	security tlsFlags
	machine  certificate.Machine
	now      time.Time
}

func newDoctorCommand() *cobra.Command {
	var p patient
	var asJSON bool
	command := &cobra.Command{
		Use:   "doctor",
		Short: "Kiểm tra máy trước đại hội: dữ liệu, đĩa, sao lưu, mạng, chứng chỉ",
		Long: "Kiểm tra máy này có sẵn sàng cho đại hội không, với cùng các tham số như lệnh serve; không sửa gì. " +
			"Chạy khi serve chưa chạy.\n" +
			"Mỗi dòng một việc: ✔ tốt, ! nên biết, ✖ phải sửa; dòng → nói cách sửa. Có ✖ thì trạng thái kết thúc là 1.",
		Args: p.security.args(&p.at),
		RunE: func(command *cobra.Command, _ []string) error {
			p.machine, p.now = certificate.ThisMachine(), time.Now()
			p.listen = p.security.listenAt(command, p.listen)
			return p.report(command, asJSON)
		},
	}
	p.at.flags(command)
	p.copies.flags(command)
	listenFlag(command, &p.listen)
	p.security.flags(command)
	command.Flags().BoolVar(&asJSON, "json", false, "in danh sách bằng JSON")
	return command
}

func (p *patient) report(command *cobra.Command, asJSON bool) error {
	findings := p.examine(command)
	tell := tellFindings
	if asJSON {
		tell = tellJSON
	}
	if err := tell(command.OutOrStdout(), findings); err != nil {
		return fmt.Errorf("doctor: %w", err)
	}
	failed := 0
	for _, f := range findings {
		if f.State == sick {
			failed++
		}
	}
	if failed > 0 {
		return hintError{fmt.Errorf("%d việc phải sửa", failed), "Sửa theo các dòng → rồi chạy lại lệnh doctor."}
	}
	return nil
}

// examine makes all checks, in the order in which people would mend things.
func (p *patient) examine(command *cobra.Command) []finding {
	var list []finding
	add := func(check string, found ...finding) {
		for _, f := range found {
			f.Check = check
			list = append(list, f)
		}
	}
	ctx := command.Context()
	add("clock", p.clock())
	if p.keepsFiles() {
		add("directory", p.directory())
		add("disk", p.disk())
	}
	add("memory", p.memory()...)
	add("database", p.database(ctx, command))
	add("clock", p.latest(ctx, command)...)
	add("statements", p.statements(ctx, command)...)
	add("record", p.record(ctx, command)...)
	add("copies", p.copyFolders(ctx)...)
	add("tablets", p.tablets(ctx, command)...)
	add("ports", p.ports(ctx)...)
	add("network", p.network())
	add("certificate", p.certificate()...)
	return list
}

// keepsFiles reports whether the data directory is used at all.
func (p *patient) keepsFiles() bool {
	return p.at.database == "" || p.security.mode == certificate.Local || p.security.mode == certificate.ACME
}

func tellFindings(out io.Writer, findings []finding) error {
	sign := map[verdict]string{healthy: "✔", warned: "!", sick: "✖"}
	for _, f := range findings {
		if _, err := fmt.Fprintf(out, "%s %s\n", sign[f.State], f.What); err != nil {
			return err
		}
		if f.Do == "" {
			continue
		}
		if _, err := fmt.Fprintf(out, "  → %s\n", f.Do); err != nil {
			return err
		}
	}
	return nil
}

func tellJSON(out io.Writer, findings []finding) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(findings)
}

// quickly bounds what a check may wait for.
func quickly(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, 10*time.Second)
}
