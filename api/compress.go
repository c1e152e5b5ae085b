package api

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// packedFrom is how long an answer is at least that is worth packing, in bytes.
const packedFrom = 1024

// compress packs pages and answers that are asked for. What a form answers is
// left as it is: codes and keys that are shown once come there, beside what
// somebody typed, and lengths would tell of them. Streams go out line by line;
// static files and metrics are packed where they are made.
func compress() echo.MiddlewareFunc {
	return middleware.GzipWithConfig(middleware.GzipConfig{MinLength: packedFrom, Skipper: func(c echo.Context) bool {
		path := c.Path()
		return c.Request().Method != http.MethodGet || strings.HasSuffix(path, streamPath) ||
			strings.HasPrefix(path, "/tinh/") || path == "/metrics"
	}})
}
