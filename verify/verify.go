package verify

import (
	"errors"
	"io"

	"kiemphieu/record"
)

// Check is one numbered check and what it found.
type Check struct {
	Number   int      `json:"number"`
	Code     string   `json:"code"`     // of a closed set, for programs
	Title    string   `json:"title"`    // Vietnamese
	Skipped  bool     `json:"skipped"`  // there was nothing to hold against
	Failures []string `json:"failures"` // Vietnamese; empty when all is well
}

// OK reports whether nothing was found.
func (c Check) OK() bool { return len(c.Failures) == 0 }

// Report is what came out of all checks.
type Report struct {
	OK        bool    `json:"ok"`
	Congress  string  `json:"congress"` // title
	Rehearsal bool    `json:"rehearsal"`
	Verifier  string  `json:"verifier"` // public key of the signer: compare it
	LogSize   int     `json:"log_size"`
	LogRoot   string  `json:"log_root"` // base64
	Checks    []Check `json:"checks"`
}

// Failed returns the first failure, "" if there is none.
func (r Report) Failed() string {
	for _, c := range r.Checks {
		if !c.OK() {
			return c.Title + ": " + c.Failures[0]
		}
	}
	return ""
}

// Options say what else is known from outside the bundle.
type Options struct {
	// Checkpoint is what somebody kept outside, in any form in which the program
	// gives it: a signed note, its three lines (which the QR code on a paper has),
	// the root in hex or base64, or its eight words, as they are printed. Empty: none.
	Checkpoint string
}

// Verify reads a bundle and runs every check. The error says that it could
// not be read at all; what is wrong inside stands in the report.
func Verify(r io.Reader, opts Options) (Report, record.Bundle, error) {
	raw, err := record.UnpackBundle(r)
	if errors.Is(err, record.ErrBundle) {
		v := inspection{opts: opts}
		return v.report(err), record.Bundle{}, nil
	}
	if err != nil {
		return Report{}, record.Bundle{}, err
	}
	return Bundle(raw, opts), raw, nil
}

// Bundle runs every check on an unpacked bundle.
func Bundle(raw record.Bundle, opts Options) Report {
	v := inspection{raw: raw, opts: opts}
	v.read()
	return v.report(nil)
}

// step is one check of the list.
type step struct {
	code, title string
	run         func(*inspection, *findings)
	raw         bool // needs no file to be in its form
}

// steps is the list of checks, in their order.
func steps() []step {
	return []step{
		{"files", "Các tệp trong gói khớp với SHA256SUMS", (*inspection).checkFiles, true},
		{"signature", "Chữ ký trên SHA256SUMS đúng với khóa trong gói", (*inspection).checkSignature, true},
		{"form", "Gói chỉ có những gì được phép: không tên cử tri, không mã, không dấu của từng phiếu",
			(*inspection).checkForm, true},
		{"log", "Sổ nhật ký khớp với các điểm chốt đã ký", (*inspection).checkLog, false},
		{"witness", "Sổ nhật ký nối tiếp điểm chốt giữ ở ngoài", (*inspection).checkWitness, false},
		{"congress", "Đại hội, nội dung bầu và trạng thái đúng như nhật ký", (*inspection).checkCongress, false},
		{"base", "Tổng số để tính kết quả đúng với danh sách và nhật ký", (*inspection).checkBase, false},
		{"order", "Chốt danh sách trước khi in, in trước khi phát, mở thùng trước khi kiểm", (*inspection).checkOrder,
			false},
		{"account", "Số liệu phiếu cân và đúng như nhật ký", (*inspection).checkAccount, false},
		{"count", "Các tập phiếu cộng lại bằng tổng; hai lượt kiểm khớp nhau", (*inspection).checkCount, false},
		{"outcome", "Tính lại từ tổng số phiếu ra đúng kết quả đã chốt", (*inspection).checkOutcome, false},
		{"elected", "Tỷ lệ, cơ cấu và người trúng cử đúng với kết quả", (*inspection).checkElected, false},
		{"documents", "Các văn bản kèm theo đúng như nhật ký", (*inspection).checkDocuments, false},
		{"decision", "Hồ sơ trình và quyết định đúng trình tự", (*inspection).checkDecision, false},
		{"report", "Biên bản in đúng những gì đã giữ lại lúc chốt", (*inspection).checkReports, false},
	}
}

// report runs the checks. Where a file cannot be read, that is the finding, and
// the checks that need it are left out.
func (v *inspection) report(unpacked error) Report {
	report := Report{OK: true, Congress: v.def.Congress.Title, Rehearsal: v.def.Congress.Rehearsal,
		Verifier: v.raw.Verifier, LogSize: len(v.leaves)}
	if root, err := v.root(len(v.leaves)); err == nil && len(v.leaves) > 0 {
		report.LogRoot = root.String()
	}
	for i, s := range steps() {
		c := Check{Number: i + 1, Code: s.code, Title: s.title, Failures: []string{}}
		switch {
		case unpacked != nil && i > 0, !s.raw && v.misshapen.any():
			c.Skipped = true // one damaged file is one finding
		case unpacked != nil:
			c.Failures = append(c.Failures, "tệp không phải là gói đại hội, hoặc bị hỏng trên đường đi")
		case s.code == "witness" && v.opts.Checkpoint == "":
			c.Skipped = true
		default:
			var f findings
			s.run(v, &f)
			c.Failures = append(c.Failures, f.all()...)
		}
		report.OK = report.OK && c.OK()
		report.Checks = append(report.Checks, c)
	}
	return report
}
