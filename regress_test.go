package demur_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// A body that was watched in the request of the server was waited for before the
// answer left, even where the client waits for the answer.
func TestUnreadBodyDoesNotHoldUpTheAnswer(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.POST("/", func(echo.Context) error { return apierror.Unauthorized })
	e.POST("/good", func(c echo.Context) error { return c.String(http.StatusOK, "good") })
	server := serve(t, e)
	for _, header := range []string{"Expect: 100-continue\r\nContent-Length: 10\r\n", "Content-Length: 100000000\r\n", "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n"} {
		for path, want := range map[string]int{"/": 401, "/good": 200} {
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
			fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: a\r\n%s\r\n", path, header)
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil || res.StatusCode != want {
				t.Errorf("%s %q: %v %v", path, header, res, err)
			}
			conn.Close()
		}
	}
}

// net/http deletes the files of a form when it is done with its own request.
func TestFilesOfAFormAreDeleted(t *testing.T) {
	t.Parallel()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, _ := w.CreateFormFile("scan", "scan.pdf")
	_, _ = part.Write(bytes.Repeat([]byte("x"), 1<<20))
	_ = w.Close()
	e, _ := quietService(t)
	names := make(chan string, 1)
	e.POST("/", func(c echo.Context) error {
		if err := c.Request().ParseMultipartForm(1024); err != nil {
			return err
		}
		file, err := c.Request().MultipartForm.File["scan"][0].Open()
		if err != nil {
			return err
		}
		defer file.Close()
		names <- file.(*os.File).Name()
		return apierror.Conflict
	})
	server := serve(t, e)
	if res := do(t, server, "POST", "/", form.String(), "Content-Type", w.FormDataContentType()); res.StatusCode != 409 {
		t.Fatalf("%d %s", res.StatusCode, res.body)
	}
	server.Close()
	if _, err := os.Stat(<-names); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
}

// The middleware outside has the request that it knows, with what was read of it.
func TestRequestIsGivenBack(t *testing.T) {
	t.Parallel()
	e := echo.New()
	var same bool
	var form string
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			before := c.Request()
			err := next(c)
			same, form = c.Request() == before, c.Request().PostForm.Get("a")
			return err
		}
	}, demur.Errors())
	e.POST("/", func(c echo.Context) error { return c.String(http.StatusOK, c.FormValue("a")) })
	server := serve(t, e)
	res := do(t, server, "POST", "/", "a=1", "Content-Type", "application/x-www-form-urlencoded")
	server.Close()
	if res.body != "1" || !same || form != "1" {
		t.Errorf("%s, the same request %t, form %q", res.body, same, form)
	}
}

// Header fields alone do not turn a failure of the server into a mistake of the client.
func TestForgedHeaderIsNo400(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.GET("/", func(echo.Context) error { return fmt.Errorf("redis: %w", io.EOF) })
	e.GET("/cut", func(echo.Context) error { return fmt.Errorf("index: %w", io.ErrUnexpectedEOF) })
	server := serve(t, e)
	for _, path := range []string{"/", "/cut"} {
		res := get(t, server, path, "Content-Encoding", "gzip", "Content-Type", "multipart/form-data; boundary=x")
		if res.StatusCode != 500 {
			t.Errorf("%s: %d %s", path, res.StatusCode, res.body)
		}
	}
}

// A handler that reads a form part by part has no parsed form to tell by.
func TestStreamedFormThatIsCutOff(t *testing.T) {
	t.Parallel()
	e, log := quietService(t)
	e.POST("/", func(c echo.Context) error {
		r, err := c.Request().MultipartReader()
		if err != nil {
			return err
		}
		part, err := r.NextPart()
		if err != nil {
			return err
		}
		_, err = io.ReadAll(part)
		return err
	})
	server := serve(t, e)
	for _, body := range []string{"", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncut"} {
		res := do(t, server, "POST", "/", body, "Content-Type", "multipart/form-data; boundary=x")
		if res.StatusCode != 400 || strings.Contains(log.String(), "ERROR") {
			t.Errorf("%q: %d %s", body, res.StatusCode, res.body)
		}
	}
}

// A Map that returns what it got, or an error of Echo's, changes nothing else.
func TestMapOfErrorsThatAreNotComparable(t *testing.T) {
	t.Parallel()
	type in struct {
		Name string `validate:"required"`
	}
	log, e := new(journal), echo.New()
	err := demur.Config{Logger: log.logger(), Map: func(_ echo.Context, err error) error {
		if errors.Is(err, errNoStock) {
			return echo.NewHTTPError(404, "No such order.")
		}
		return err
	}}.Install(e)
	if err != nil {
		t.Fatal(err)
	}
	e.GET("/rules", func(echo.Context) error { return validator.New().Struct(in{}) })
	e.GET("/echo", func(echo.Context) error { return errNoStock })
	server := serve(t, e)
	if res := get(t, server, "/rules"); res.StatusCode != 422 {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
	if res := get(t, server, "/echo"); res.StatusCode != 404 || !strings.Contains(res.body, "No such order.") || !strings.Contains(log.String(), "empty shelf") {
		t.Errorf("%d %s, log:\n%s", res.StatusCode, res.body, log)
	}
}

// An Error that Customize makes anew must not cost the log the cause.
func TestCustomizeKeepsTheCause(t *testing.T) {
	t.Parallel()
	log, e := new(journal), echo.New()
	var outside apierror.Status
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			err := next(c)
			outside = apierror.StatusOf(err)
			return err
		}
	})
	cfg := demur.Config{Logger: log.logger(), Customize: func(_ echo.Context, e *apierror.Error) *apierror.Error {
		return apierror.ServiceUnavailable.New("Etwas ging schief.")
	}}
	if err := cfg.Install(e); err != nil {
		t.Fatal(err)
	}
	e.GET("/", func(echo.Context) error { return errors.New("the cause") })
	server := serve(t, e)
	res := get(t, server, "/")
	server.Close()
	if res.StatusCode != 503 || outside != 503 || !strings.Contains(log.String(), "the cause") || strings.Contains(res.body, "cause") {
		t.Errorf("%d, outside %d, %s, log:\n%s", res.StatusCode, outside, res.body, log)
	}
}

// What fails after c.Error has answered is another failure, of which somebody must hear.
func TestFailureAfterCError(t *testing.T) {
	t.Parallel()
	e, log := quietService(t)
	e.GET("/", func(c echo.Context) error {
		c.Error(apierror.NotFound)
		return errors.New("the rollback failed")
	})
	e.GET("/same", func(c echo.Context) error {
		err := echo.NewHTTPError(409, "Taken.")
		c.Error(err)
		return fmt.Errorf("handler: %w", err)
	})
	server := serve(t, e)
	if res := get(t, server, "/"); res.StatusCode != 404 || log.records() != 2 || !strings.Contains(log.String(), "the rollback failed") {
		t.Errorf("%d, log:\n%s", res.StatusCode, log)
	}
	if get(t, server, "/same"); log.records() != 3 {
		t.Errorf("log:\n%s", log)
	}
}

// The words of an error inside the cause are not for clients either.
func TestMessageOfWhatTheCauseWraps(t *testing.T) {
	t.Parallel()
	root := errors.New("pq: duplicate key value violates SECRET")
	e, _ := quietService(t)
	e.GET("/", func(echo.Context) error {
		return echo.NewHTTPError(409, root.Error()).SetInternal(fmt.Errorf("save user: %w", root))
	})
	if res := get(t, serve(t, e), "/"); res.StatusCode != 409 || strings.Contains(res.body, "SECRET") {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
}

// stateful counts on what its variable held before.
type stateful struct{ seen map[string]bool }

func (s *stateful) UnmarshalJSON(b []byte) error {
	s.seen[string(b)] = true
	return errors.New("never")
}

// A method that decodes is called once more to find the place. It may panic then.
func TestUnmarshalJSONThatPanics(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.POST("/", func(c echo.Context) error {
		in := struct{ P stateful }{stateful{map[string]bool{}}}
		return new(echo.DefaultBinder).Bind(&in, c)
	})
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	if res := do(t, server, "POST", "/", `{"P":[1]}`, "Content-Type", "application/json"); res.StatusCode != 400 {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
}

// An error of the service that says its status holds one of Echo, in the words of
// another matter: those were sent.
func TestInnerMessageOfAnErrorWithAStatus(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err    error
		status apierror.Status
		detail string
	}{
		{withStatus{409, echo.NewHTTPError(404, "SECRET")}, 409, ""},
		{withStatus{409, echo.ErrCookieNotFound}, 409, ""},
		{withStatus{42, echo.NewHTTPError(404, "SECRET")}, 500, ""},
		{fmt.Errorf("load: %w", withStatus{403, fmt.Errorf("read: %w", echo.ErrNotFound)}), 403, ""},
		{withStatus{409, apierror.Gone.New("It is gone.")}, 410, "It is gone."},
		{echo.NewHTTPError(404, "There is none.").SetInternal(withStatus{409, nil}), 404, "There is none."},
	} {
		e, log := quietService(t)
		e.GET("/", func(echo.Context) error { return tt.err })
		res := get(t, serve(t, e), "/")
		detail := tt.detail
		if detail == "" {
			detail = tt.status.Detail()
		}
		if res.StatusCode != int(tt.status) || !strings.Contains(res.body, detail) || log.records() != 1 {
			t.Errorf("%v: %d %s, log:\n%s", tt.err, res.StatusCode, res.body, log)
		}
	}
}

type withStatus struct {
	status int
	err    error
}

func (s withStatus) Error() string   { return fmt.Sprint("failed: ", s.err) }
func (s withStatus) StatusCode() int { return s.status }
func (s withStatus) Unwrap() error   { return s.err }
