package verify

import (
	"strings"

	"kiemphieu/record"
)

func (v *inspection) checkFiles() []string {
	var f findings
	f.add(v.raw.CheckSums() == nil, "có tệp khác với SHA256SUMS, thiếu hoặc thừa tệp")
	return f
}

func (v *inspection) checkSignature() []string {
	var f findings
	f.add(v.raw.CheckSignature() == nil, "chữ ký không đúng hoặc không có")
	return f
}

// checkLog holds the log against the checkpoints; the last covers all of it.
func (v *inspection) checkLog() []string {
	var f findings
	notes := splitNotes(string(v.raw.File(record.BundleCheckpoints)))
	f.add(len(notes) > 0, "không có điểm chốt")
	size := int64(0)
	for i, note := range notes {
		c, err := record.OpenCheckpoint(note, v.raw.Verifier)
		if err != nil {
			f.add(false, "điểm chốt %d không có chữ ký đúng", i+1)
			continue
		}
		f.add(c.Origin == v.origin(), "điểm chốt %d của sổ khác: %s", i+1, c.Origin)
		f.add(c.Size > size, "điểm chốt %d đứng sai thứ tự", i+1)
		f.add(v.reaches(c), "điểm chốt %d (%d việc) không khớp với sổ nhật ký", i+1, c.Size)
		size = c.Size
	}
	f.add(size == int64(len(v.leaves)), "điểm chốt cuối có %d việc, sổ nhật ký có %d", size, len(v.leaves))
	return f
}

// origin is the name of this log in checkpoints.
func (v *inspection) origin() string { return "kiemphieu/" + v.def.Congress.ID }

// reaches reports whether the log has the checkpoint's root at its size.
func (v *inspection) reaches(c record.Checkpoint) bool {
	if c.Size > int64(len(v.leaves)) {
		return false
	}
	root, err := v.root(int(c.Size))
	return err == nil && root == c.Root
}

// splitNotes takes signed notes apart that have an empty line between them.
func splitNotes(text string) []string {
	var notes []string
	parts := strings.Split(strings.TrimSuffix(text, "\n"), "\n\n")
	for i := 0; i+1 < len(parts); i += 2 {
		notes = append(notes, parts[i]+"\n\n"+parts[i+1]+"\n")
	}
	if len(parts)%2 == 1 && text != "" {
		notes = append(notes, parts[len(parts)-1])
	}
	return notes
}

// checkWitness holds the log against a checkpoint that was kept outside: the
// one thing that the signer cannot have changed since.
func (v *inspection) checkWitness() []string {
	var f findings
	c, ok := v.outside()
	if !ok {
		return []string{"tệp điểm chốt không đọc được, hoặc do khóa khác ký"}
	}
	f.add(c.Origin == v.origin(), "điểm chốt của sổ khác: %s", c.Origin)
	f.add(c.Size <= int64(len(v.leaves)), "sổ trong gói chỉ có %d việc, điểm chốt đã có %d: sổ bị cắt hoặc gói cũ hơn",
		len(v.leaves), c.Size)
	f.add(c.Size > int64(len(v.leaves)) || v.reaches(c), "%d việc đầu của sổ không phải những việc đã chốt: sổ bị sửa",
		c.Size)
	return f
}

// outside reads the checkpoint that was kept: signed by the same key, or the
// three lines that somebody copied.
func (v *inspection) outside() (record.Checkpoint, bool) {
	text := v.opts.Checkpoint
	if c, err := record.OpenCheckpoint(text, v.raw.Verifier); err == nil {
		return c, true
	}
	c, err := record.ReadCheckpoint(strings.TrimSuffix(text, "\n") + "\n")
	return c, err == nil
}
