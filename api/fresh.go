package api

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// Fresh answers with content and a tag of it, or with 304 where the caller has
// that already. It is for programs that ask again and again: they may keep the
// answer for themselves, no cache that others share may, and each time it is
// asked who calls before anything is said. Files for people and whatever a
// tablet holds are kept by nobody.
func (r *Request) Fresh(kind string, content []byte) error {
	sum := sha256.Sum256(content)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h := r.Response().Header()
	h.Set("ETag", tag)
	h.Set(echo.HeaderCacheControl, "private, no-cache")
	h.Set(echo.HeaderVary, "Authorization, Cookie, Accept-Encoding")
	for _, known := range strings.Split(r.Request().Header.Get("If-None-Match"), ",") {
		if known = strings.TrimPrefix(strings.TrimSpace(known), "W/"); known == tag || known == "*" {
			return r.NoContent(http.StatusNotModified)
		}
	}
	return r.Blob(http.StatusOK, kind, content)
}
