package pages

import (
	"strings"

	"kiemphieu/api"
	"kiemphieu/security"
)

// sessionLine is one of a person's own sign-ins.
type sessionLine struct {
	security.Session
	Device string
	This   bool
}

// sessionLines lists where the person who calls is signed in.
func sessionLines(r *api.Request) (lines []sessionLine, err error) {
	list, this, err := r.OwnSessions()
	for _, one := range list {
		lines = append(lines, sessionLine{one, deviceName(one.Client), one.ID == this})
	}
	return lines, err
}

func (own) endSession(r *api.Request) error { return r.EndSession(r.Param("session")) }

func (own) endOtherSessions(r *api.Request) error { return r.EndOtherSessions() }

// deviceName makes of what a browser calls itself what people call it.
func deviceName(client string) string {
	name := func(table [][2]string, otherwise string) string {
		for _, row := range table {
			if strings.Contains(client, row[0]) {
				return row[1]
			}
		}
		return otherwise
	}
	browser := name([][2]string{{"coc_coc", "Cốc Cốc"}, {"Edg", "Edge"}, {"OPR", "Opera"},
		{"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"},
		{"Chrom", "Chrome"}, {"Safari", "Safari"}}, "Trình duyệt khác")
	return browser + name([][2]string{{"Android", " trên Android"}, {"iPhone", " trên iPhone"}, {"iPad", " trên iPad"},
		{"Windows", " trên Windows"}, {"Mac OS", " trên máy Mac"}, {"Linux", " trên Linux"}}, "")
}
