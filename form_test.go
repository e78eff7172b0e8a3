package demur_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
)

// A form that middleware could not read was taken for an empty one.
func TestFormThatMiddlewareFailedToRead(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.Use(middleware.BodyLimit("100B"), func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			_ = c.FormValue("csrf")
			return next(c)
		}
	})
	e.POST("/", func(c echo.Context) error {
		var in struct {
			Amount int `form:"amount"`
		}
		if err := c.Bind(&in); err != nil {
			return err
		}
		return c.NoContent(200)
	})
	body := struct{ io.Reader }{strings.NewReader("amount=5&b=" + strings.Repeat("x", 300))} // chunked
	res, err := http.Post(serve(t, e).URL, "application/x-www-form-urlencoded", body)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode < 400 {
		t.Errorf("status %d", res.StatusCode)
	}
}

// net/http deletes the files of its own request, not those of the copy that
// ContextTimeout makes.
func TestUploadsAreDeleted(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	e := echo.New()
	e.Binder = demur.Binder{MaxBytes: 64 << 20}
	if err := (demur.Config{Logger: discard()}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.Use(middleware.ContextTimeout(time.Minute))
	onDisk := 0
	e.POST("/", func(c echo.Context) error {
		var in struct {
			File *multipart.FileHeader `form:"file"`
		}
		if err := c.Bind(&in); err != nil {
			return err
		}
		files, err := os.ReadDir(dir)
		onDisk = len(files)
		return err
	})
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "f")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(make([]byte, 40<<20))
	form.Close()
	server := serve(t, e)
	res, err := http.Post(server.URL, form.FormDataContentType(), &body)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	server.Close()
	left := 1
	for wait := 0; left > 0 && wait < 500; wait++ {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		if left = len(files); left > 0 {
			time.Sleep(10 * time.Millisecond)
		}
	}
	if res.StatusCode != 200 || onDisk != 1 || left != 0 {
		t.Errorf("status %d, %d files while it was handled, %d after", res.StatusCode, onDisk, left)
	}
}
