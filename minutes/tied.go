package minutes

import (
	"regexp"
	"strings"
	"sync"
)

// tie holds two words on one line, and is a space that nobody sees; a wordJoiner holds
// what stands beside it, and is nothing.
const (
	tie        = "\u00a0"
	wordJoiner = "\u2060"
)

// parted finds words of which a line does not part the second from the first: a figure
// and what it counts or what it is of, the parts of a day, a congress and its ordinal.
var parted = sync.OnceValue(func() []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, pattern := range []string{
		`(: |(?:^| )(?:ngày|tháng|năm|số|khoản|Điều|nhiệm kỳ|hồi|lúc|dưới|gồm|thành|lần|tuổi|nữ|tái cử|lần đầu) )[\d…]`,
		`([\d…] )(?:giờ|tháng|năm|phiếu|đồng chí|đại biểu|đảng viên|bản|tuổi|tập|lần|gói|trang|[–−=-] )`,
		`((?:lần thứ|giờ|[\d…] [–−=-]) )[\dIVXLC…]`,
	} {
		all = append(all, regexp.MustCompile(pattern))
	}
	return all
})

// tied holds together in a text what a line must not part.
func tied(text string) string {
	for _, pattern := range parted() {
		// what ends one pair may begin the next
		for range 2 {
			text = pattern.ReplaceAllStringFunc(text, func(found string) string {
				head := pattern.FindStringSubmatch(found)[1]
				return strings.TrimSuffix(head, " ") + tie + strings.TrimPrefix(found, head)
			})
		}
	}
	return strings.NewReplacer("lần thứ ", "lần"+tie+"thứ ", "nhiệm kỳ"+tie, "nhiệm"+tie+"kỳ"+tie).Replace(text)
}
