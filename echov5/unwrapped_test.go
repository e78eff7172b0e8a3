package echov5_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v5"

	demur "github.com/seed-86b940f4/demur/echov5"
)

// What a handler says of its body goes, also where it has said that to Echo's own
// response, which stands below demur's.
func TestHeaderOfTheUnwrappedResponse(t *testing.T) {
	t.Parallel()
	e := echo.New()
	e.Use(demur.Errors())
	e.GET("/", func(c *echo.Context) error {
		res, err := echo.UnwrapResponse(c.Response())
		if err != nil {
			t.Error(err)
		}
		h := res.Header()
		h.Set("Cache-Control", "public, max-age=3600")
		h.Set("ETag", `"a"`)
		h.Set("Content-Encoding", "gzip")
		return errors.New("boom")
	})
	rec := httptest.NewRecorder()
	rec.Header().Set("Content-Disposition", "inline") // set outside, so it stays
	e.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/", nil))
	h := rec.Header()
	if rec.Code != 500 || h.Get("ETag") != "" || h.Get("Content-Encoding") != "" || h.Get("Cache-Control") != "no-store" || h.Get("Content-Disposition") != "inline" {
		t.Errorf("%d %v", rec.Code, h)
	}
}
