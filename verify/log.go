package verify

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"kiemphieu/record"
)

func (v *inspection) checkFiles(f *findings) {
	f.add(v.raw.CheckSums() == nil, "có tệp khác với SHA256SUMS, thiếu hoặc thừa tệp")
}

func (v *inspection) checkSignature(f *findings) {
	f.add(v.raw.CheckSignature() == nil, "chữ ký không đúng hoặc không có")
}

// checkLog holds the log against the checkpoints, each as it was signed with its
// event; the last covers all of it and is the signer's.
func (v *inspection) checkLog(f *findings) {
	notes := record.SplitCheckpoints(string(v.raw.File(record.BundleCheckpoints)))
	f.add(len(notes) > 0, "không có điểm chốt")
	keys := v.keys()
	f.add(len(keys) == len(slices.Compact(slices.Sorted(slices.Values(keys)))), "%s ghi một khóa hai lần",
		record.BundleKeys)
	size, by := int64(0), ""
	for i, note := range notes {
		c, verifier, ok := openNote(note, keys)
		if !ok {
			f.add(false, "điểm chốt %d không có chữ ký đúng", i+1)
			continue
		}
		f.add(c.Origin == v.origin(), "điểm chốt %d của sổ khác: %s", i+1, c.Origin)
		f.add(c.Size > size || (c.Size == size && verifier > by), "điểm chốt %d đứng sai thứ tự", i+1)
		f.add(v.reaches(c), "điểm chốt %d (%d việc) không khớp với sổ nhật ký", i+1, c.Size)
		size, by = c.Size, verifier
		v.signed.add(c.Size, verifier)
	}
	f.add(size == int64(len(v.leaves)), "điểm chốt cuối có %d việc, sổ nhật ký có %d", size, len(v.leaves))
	f.add(v.signed.by[signature{int64(len(v.leaves)), v.raw.Verifier}], "nơi ký gói không chốt hết sổ nhật ký")
	for i, e := range v.events {
		f.add(e.State == "" || v.signed.at[int64(i+1)], "thiếu điểm chốt sau việc %d", i+1)
	}
	v.checkKeyChanges(f)
	for _, key := range keys {
		_, signs := v.signed.spans[key]
		f.add(signs, "%s ghi khóa không ký điểm chốt nào", record.BundleKeys)
	}
}

// checkKeyChanges: the key before it signs the change of a key, unless it was lost;
// the new key signs it as well, and the old one nothing that comes later.
func (v *inspection) checkKeyChanges(f *findings) {
	for i, e := range v.events {
		if e.Kind != "key.changed" {
			continue
		}
		old, size := e.Data.Old, int64(i+1)
		span, known := v.signed.spans[old]
		f.add(known && span.first < size, "việc %d: khóa cũ chưa ký gì trong sổ", i+1)
		f.add(v.signed.by[signature{size, old}] != e.Data.Lost,
			"việc %d: việc đổi khóa không có chữ ký của khóa cũ, hoặc khóa đã mất mà vẫn ký", i+1)
		f.add(old != e.Data.Key && v.signed.by[signature{size, e.Data.Key}],
			"việc %d: khóa mới không ký việc đổi khóa", i+1)
		f.add(span.last <= size, "việc %d: khóa cũ vẫn ký sau khi đã đổi", i+1)
	}
}

// linesOfNote is how many lines a checkpoint has that is signed once, as all are.
const linesOfNote = 5

// openNote reads a checkpoint that one of several keys has signed. One with more
// signatures is none: each of them would be looked at with each key.
func openNote(note string, keys []string) (record.Checkpoint, string, bool) {
	if strings.Count(note, "\n") != linesOfNote {
		return record.Checkpoint{}, "", false
	}
	c, verifier, err := record.OpenCheckpointBy(note, keys)
	return c, verifier, err == nil
}

// signature tells who signed how much of the log.
type signature struct {
	size     int64
	verifier string
}

// signatures are all of a log.
type signatures struct {
	by    map[signature]bool
	at    map[int64]bool  // sizes that somebody signed
	spans map[string]span // by key
}

// span is from where to where a key signed.
type span struct{ first, last int64 }

func (s *signatures) add(size int64, verifier string) {
	if s.by == nil {
		*s = signatures{map[signature]bool{}, map[int64]bool{}, map[string]span{}}
	}
	s.by[signature{size, verifier}], s.at[size] = true, true
	all, known := s.spans[verifier]
	if !known {
		all = span{size, size}
	}
	s.spans[verifier] = span{min(all.first, size), max(all.last, size)}
}

// keys lists the keys that may have signed checkpoints: the bundle's own first.
func (v *inspection) keys() []string {
	keys := []string{v.raw.Verifier}
	for line := range strings.Lines(string(v.raw.File(record.BundleKeys))) {
		keys = append(keys, strings.TrimSuffix(line, "\n"))
	}
	return keys
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

// checkWitness holds the log against a checkpoint that was kept outside: the
// one thing that the signer cannot have changed since.
func (v *inspection) checkWitness(f *findings) {
	c, ok := v.outside()
	if !ok {
		v.checkPrinted(f)
		return
	}
	f.add(c.Origin == v.origin(), "điểm chốt của sổ khác: %s", c.Origin)
	f.add(c.Size <= int64(len(v.leaves)), "sổ trong gói chỉ có %d việc, điểm chốt đã có %d: sổ bị cắt hoặc gói cũ hơn",
		len(v.leaves), c.Size)
	f.add(c.Size > int64(len(v.leaves)) || v.reaches(c), "%d việc đầu của sổ không phải những việc đã chốt: sổ bị sửa",
		c.Size)
}

// checkPrinted looks for the moment at which the log had the root, or the words of
// the root, that stand on a paper.
func (v *inspection) checkPrinted(f *findings) {
	root, words := printed(v.opts.Checkpoint)
	if root == "" && words == "" {
		f.add(false, "điểm chốt không đọc được, hoặc do khóa khác ký: cần tệp điểm chốt, tám từ, gốc sổ nhật ký "+
			"hoặc chữ trong mã QR")
		return
	}
	for size := 1; size <= len(v.leaves); size++ {
		at, err := v.root(size)
		if err != nil {
			continue
		}
		told := record.Words(at)
		if hex.EncodeToString(at[:]) == root || strings.Join(told[:], " ") == words {
			return
		}
	}
	f.add(false, "chưa lúc nào sổ trong gói có gốc hay tám từ này: sổ bị sửa, hoặc giấy của đại hội khác")
}

// printed reads a root, or eight words, as they stand on a paper: in groups, with
// dashes, after a colon, with a full stop.
func printed(text string) (root, words string) {
	if at := strings.LastIndex(text, ":"); at >= 0 {
		text = text[at+1:]
	}
	if raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text)); err == nil &&
		len(raw) == len(record.Hash{}) {
		return hex.EncodeToString(raw), ""
	}
	list := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return unicode.IsSpace(r) ||
			strings.ContainsRune("–—-,;.", r)
	})
	whole := strings.Join(list, "")
	if raw, err := hex.DecodeString(whole); err == nil && len(raw) == len(record.Hash{}) {
		return whole, ""
	}
	if len(list) == len([8]string{}) {
		return "", strings.Join(list, " ")
	}
	return "", ""
}

// outside reads the checkpoint that was kept: signed by the same key, or the
// three lines that somebody copied.
func (v *inspection) outside() (record.Checkpoint, bool) {
	text := strings.TrimSuffix(v.opts.Checkpoint, "\n") + "\n"
	if c, _, err := record.OpenCheckpointBy(text, v.keys()); err == nil {
		return c, true
	}
	c, err := record.ReadCheckpoint(text)
	return c, err == nil
}
