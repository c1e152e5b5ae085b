package web

import (
	"fmt"
	"html/template"
)

// iconPaths are the lines of the icons, on a field of 24 by 24. An icon stands beside
// a word and never for one, so readers of screens are told nothing of it.
var iconPaths = map[string]string{
	"clock":    `<circle cx="12" cy="12" r="9"/><path d="M12 7v5.3l3.3 2"/>`,
	"calendar": `<path d="M4 6h16v14H4zM4 10.5h16M8.5 3.500v4M15.500 3.500v4"/>`,
	"check":    `<path d="M5 12.5l4.5 4.5L19 7.5"/>`,
	"cross":    `<path d="M6 6l12 12M18 6L6 18"/>`,
	"done":     `<circle cx="12" cy="12" r="9"/><path d="M8 12.3l2.7 2.7L16 9.5"/>`,
	"down":     `<path d="M6 9l6 6 6-6"/>`,
	"equal":    `<path d="M6 9.5h12M6 14.5h12"/>`,
	"file":     `<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>`,
	"flag":     `<path d="M6 21V4h12l-2.5 4.5L18 13H6"/>`,
	"load":     `<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>`,
	"look":     `<path d="M12 4L2.8 20h18.4z"/><path d="M12 10v4.5M12 17.2v.1"/>`,
	"minus":    `<path d="M6 12h12"/>`,
	"more":     `<path stroke-width="3.5" d="M5 12h.1M12 12h.1M19 12h.1"/>`,
	"people":   `<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0113 0M16 4.8a3.5 3.5 0 010 6.4M18 14.2a6.5 6.5 0 013.500 5.800"/>`,
	"plus":     `<path d="M12 5v14M5 12h14"/>`,
	"print":    `<path d="M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z"/>`,
	"search":   `<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>`,
	"tablet":   `<path d="M7 3h10v18H7zM11 18h2"/>`,
	"undo":     `<path d="M9 7L4 12l5 5M4 12h11a5 5 0 010 10"/>`,
	"up":       `<path d="M6 15l6-6 6 6"/>`,
	"wrong":    `<path d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z"/><path d="M12 7.5v5M12 16.2v.1"/>`,
}

// brandMark is the program's own sign: a paper with a line struck through.
const brandMark = `<svg viewBox="0 0 28 28" aria-hidden="true"><rect width="28" height="28" rx="5" fill="#8a1a20"/>` +
	`<path d="M8 5.5h12v17H8z" fill="#fff"/><path d="M11 10.5h6M11 17.5h4" stroke="#1b1917" stroke-width="1.6"/>` +
	`<path d="M10 14h8" stroke="#8a1a20" stroke-width="2"/></svg>`

// icon draws an icon.
func icon(name string) (template.HTML, error) {
	if name == "brand" {
		return brandMark, nil
	}
	path, ok := iconPaths[name]
	if !ok {
		return "", fmt.Errorf("web: no icon %q", name)
	}
	return template.HTML(`<svg class="i" viewBox="0 0 24 24" aria-hidden="true">` + path + `</svg>`), nil //nolint:gosec // ours
}
