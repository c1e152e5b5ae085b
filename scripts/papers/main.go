// Papers writes papers of several kinds as PDF, and beside each what a reader
// knows of it, for the tests of the scripts: papers DIR
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// kind is one sort of paper.
type kind struct {
	format ballot.Format
	names  int
	seats  int
	code   congress.CodeMode
	trial  bool
}

var kinds = []kind{
	{ballot.FormatA5TwoUp, 5, 3, congress.CodeQR, false},
	{ballot.FormatA5TwoUp, 9, 7, congress.CodeQR, false},
	{ballot.FormatA5TwoUp, 18, 15, congress.CodeQR, false},
	{ballot.FormatA5TwoUp, 3, 3, congress.CodeQR, false},
	{ballot.FormatA5TwoUp, 1, 1, congress.CodeQR, false},
	{ballot.FormatA5, 4, 3, congress.CodeNone, false},
	{ballot.FormatA5, 7, 7, congress.CodeNone, true},
	{ballot.FormatA6, 4, 3, congress.CodeQR, false},
	{ballot.FormatA6, 12, 9, congress.CodeNone, false},
	{ballot.FormatA6, 2, 2, congress.CodeQR, false},
	{ballot.FormatA4, 15, 11, congress.CodeQR, true},
	{ballot.FormatA4, 30, 27, congress.CodeQR, false},
	{ballot.FormatA4, 20, 20, congress.CodeNone, false},
}

var people = []string{"Nguyễn Thị Quỳnh Hương", "Trần Văn An", "Lê Hoàng Phú Quý", "Y Krông", "Phạm Thị Ngọc Ánh",
	"Vũ Đức Lộc", "Hoàng Ân", "Đặng Thị Thu Thủy", "Bùi Xuân Trường (Tổ 2)", "Đỗ Nghĩa", "Hồ Kpă Hơ Lăng",
	"Tôn Nữ Diệu Huyền Trân", "Lý A Sùng", "Phan Thế Vinh", "Ngô Gia Tự"}

func (k kind) definition() ballot.Definition {
	d := ballot.Definition{RoundID: "r", Congress: "Đại hội Chi bộ Tổ dân phố 7", Term: "2025–2027", Rehearsal: k.trial,
		Office: ballot.Committee, Round: 1, Kind: ballot.Ordinary, CodeMode: string(k.code),
		List: ballot.List{Seats: k.seats}}
	for i := range k.names {
		d.List.Candidates = append(d.List.Candidates, ballot.Candidate{ID: fmt.Sprint(i), Name: people[i%len(people)]})
	}
	d.Style = d.List.Style()
	return d
}

func (k kind) write(dir string, i int) error {
	p := congress.Printing{Definition: k.definition(), N: 1, Format: k.format}
	if k.code == congress.CodeQR {
		// The same papers each time, so that a number of the tests is one picture.
		number := [32]byte([]byte(fmt.Sprintf("%032d", i)))
		_, tokens, err := ballot.NewManifest(p.Definition, 1, rand.NewChaCha8(number))
		if err != nil {
			return fmt.Errorf("papers: %w", err)
		}
		p.Tokens = tokens
	}
	file, err := os.Create(filepath.Join(dir, fmt.Sprintf("%02d.pdf", i))) //nolint:gosec // where we are told to write
	if err != nil {
		return fmt.Errorf("papers: %w", err)
	}
	if err := errors.Join(minutes.WritePapers(p, file), file.Close()); err != nil {
		return err
	}
	if err := k.writeCheck(filepath.Join(dir, fmt.Sprintf("%02d-check", i)), p.Definition); err != nil {
		return err
	}
	picture, err := minutes.PaperPicture(p.Definition, k.format)
	if err != nil {
		return err
	}
	text, err := json.Marshal(picture)
	if err != nil {
		return fmt.Errorf("papers: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%02d.json", i)), text, 0o600); err != nil { //nolint:gosec // as above
		return fmt.Errorf("papers: %w", err)
	}
	return nil
}

// writeCheck writes the check sheets of a kind, and their marks a line a sheet.
func (k kind) writeCheck(name string, d ballot.Definition) error {
	file, err := os.Create(name + ".pdf") //nolint:gosec // where we are told to write
	if err != nil {
		return fmt.Errorf("papers: %w", err)
	}
	if err := errors.Join(minutes.WriteCheckSheets(d, k.format, file), file.Close()); err != nil {
		return err
	}
	var lines strings.Builder
	for _, sheet := range ballot.CheckSheets(d.List) {
		fmt.Fprintln(&lines, sheet.Marks())
	}
	if err := os.WriteFile(name+".txt", []byte(lines.String()), 0o600); err != nil { //nolint:gosec // as above
		return fmt.Errorf("papers: %w", err)
	}
	return nil
}

func main() {
	for i, k := range kinds {
		if err := k.write(os.Args[1], i); err != nil {
			log.Fatal(err)
		}
	}
}
