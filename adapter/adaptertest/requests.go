package adaptertest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

// requests are cases of requests that no good client sends.
func requests() (cases []testCase) {
	for _, tt := range []struct {
		name, target, header string
		status               int
		body                 string
	}{
		{"64 KiB of ranges", "/v1/widgets/2", "Accept: " + strings.Repeat("*/*;q=0.1,", 6553), 404, inJSON},
		{"64 KiB of commas", "/v1/widgets/2", "Accept: " + strings.Repeat(",", 64<<10), 404, inJSON},
		{"64 KiB in a quotation", "/v1/widgets/2", `Accept: a/b;c="` + strings.Repeat(`\"`, 32<<10), 404, inJSON},
		{"400 lines", "/v1/widgets/2", strings.TrimSuffix(strings.Repeat("Accept: text/html\r\n", 400), "\r\n"), 406, inJSON},
		{"obs-text", "/v1/widgets/2", "Accept: \xff\xfe/\x80;\xc0=\xaf, application/xml", 404, inXML},
		{"a request id with markup", "/v1/widgets/2", "X-Request-ID: <script>alert(1)</script>", 404, inJSON},
		{"a request id with a quotation", "/v1/widgets/2", `X-Request-ID: a","status":200,"x":"`, 404, inJSON},
		{"a path with control characters", "/v1/%00%0d%0aX-Evil:%20yes%1b%5b31m", "Accept: application/xml", 404, inXML},
		{"a path that is not UTF-8", "/v1/%ff%fe", "Accept: application/xml", 404, inXML},
		{"a path with markup", "/v1/widgets/%3Cscript%3E", "Accept: application/xml", 404, inXML},
		{"hostile where it would succeed", "/v1/widgets/1", "Accept: text/html;x=\"\xff\", image/*, (), null", 406, inJSON},
	} {
		cases = append(cases, testCase{"hostile: " + tt.name, nil, func(h *harness) {
			log := new(journal)
			s := h.start(h.forty(log))
			got := s.raw("GET " + tt.target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-API-Key: k1\r\n" + tt.header + "\r\n\r\n")
			h.expect(got, want{status: tt.status, body: tt.body, header: fields{"X-Evil": "^$"}, not: `<script|"status":200|request_id`})
			if log.has("\x1b") || log.has("<script>alert") {
				h.Errorf("the log:\n%s", log)
			}
		}})
	}
	readers := map[string]func(c Context) error{
		"ReadAll": func(c Context) error { _, err := io.ReadAll(c.Request().Body); return err },
		"wrapped": func(c Context) error {
			_, err := io.Copy(io.Discard, c.Request().Body)
			return fmt.Errorf("store: %w", err)
		},
		"Decoder": func(c Context) error { return json.NewDecoder(c.Request().Body).Decode(new(any)) },
		"Bind":    func(c Context) error { return c.Bind(new(map[string]any)) },
		"joined": func(c Context) error {
			_, err := io.ReadAll(c.Request().Body)
			return errors.Join(errors.New("a"), err)
		},
	}
	for name, body := range map[string]string{
		"a chunk without a size":    "Transfer-Encoding: chunked\r\n\r\nSECRET\r\n{\"a\":1}\r\n0\r\n\r\n",
		"a chunk that is too long":  "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"a\":1}\r\n0\r\n\r\n",
		"a chunk that is cut off":   "Transfer-Encoding: chunked\r\n\r\n10\r\n{\"a\"",
		"no last chunk":             "Transfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n",
		"less than the length says": "Content-Length: 100\r\n\r\n{\"a\"",
	} {
		for how, read := range readers {
			cases = append(cases, testCase{"unreadable body: " + name + ", " + how, nil, func(h *harness) {
				s := h.start(single(read))
				got := s.raw("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + body)
				h.expect(got, want{status: 400, body: inJSON, not: goWords + "|chunk"})
				s.logged(1, `"level":"INFO"`)
			}})
		}
	}
	_, badAddress := url.Parse("http://h/" + strings.Repeat("%z", 2))
	for name, err := range map[string]error{
		"EOF of a database":         fmt.Errorf("redis: %w", io.EOF),
		"an unexpected EOF":         io.ErrUnexpectedEOF,
		"the address of another":    badAddress,
		"another server that stops": &url.Error{Op: "Get", URL: "http://127.0.0.1/", Err: io.ErrUnexpectedEOF},
	} {
		for kind, header := range map[string][2]string{"JSON": {"Content-Type", asJSON}, "a form": {"Content-Type", "multipart/form-data; boundary=B"}, "compressed": {"Content-Encoding", "gzip"}} {
			cases = append(cases, testCase{"the server's own failure: " + name + ", " + kind, nil, func(h *harness) {
				s := h.start(single(failing(err)))
				h.expect(s.do("POST", "/1", "x", header[0], header[1]), want{status: 500, body: inJSON, not: goWords})
			}})
		}
	}
	return append(cases,
		testCase{"a body that does not arrive in time", nil, func(h *harness) {
			s := h.start(single(readers["ReadAll"]), func(server *httptest.Server) { server.Config.ReadTimeout = 300 * time.Millisecond })
			conn := s.dial()
			fmt.Fprint(conn, "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf")
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil || res.StatusCode != 408 {
				h.Errorf("%v %v", res, err)
			}
			s.logged(1)
		}},
		testCase{"MaxBytesReader", nil, func(h *harness) {
			s := h.start(single(func(c Context) error {
				c.Request().Body = http.MaxBytesReader(c.Writer(), c.Request().Body, 16)
				return readers["wrapped"](c)
			}))
			h.expect(s.do("POST", "/1", strings.Repeat("x", 17)), want{status: 413, body: inJSON, has: "16 bytes"})
		}},
		testCase{"a form that is read part by part", nil, func(h *harness) {
			s := h.start(single(func(c Context) error {
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
			}))
			for _, body := range []string{"", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncut"} {
				h.expect(s.do("POST", "/1", body, "Content-Type", "multipart/form-data; boundary=x"), want{status: 400, body: inJSON, not: goWords})
			}
			h.expect(s.do("POST", "/1", "{}", "Content-Type", asJSON), want{status: 415, body: inJSON, header: fields{"Accept": "^multipart/form-data$"}})
		}},
		testCase{"a cookie that is missing", nil, func(h *harness) {
			s := h.start(single(func(c Context) error { _, err := c.Request().Cookie("session"); return err }))
			h.expect(s.get("/1"), want{status: 400, body: inJSON, has: "cookie", not: goWords})
		}},
		testCase{"a file that is missing", nil, func(h *harness) {
			s := h.start(single(func(c Context) error { _, _, err := c.Request().FormFile("scan"); return err }))
			body := "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B--\r\n"
			h.expect(s.do("POST", "/1", body, "Content-Type", "multipart/form-data; boundary=B"), want{status: 400, body: inJSON, has: "lacks a file"})
		}},
		testCase{"a form with a bad escape", nil, func(h *harness) {
			s := h.start(single(func(c Context) error { return c.Request().ParseForm() }))
			h.expect(s.do("POST", "/1", "a=%zz", "Content-Type", asForm), want{status: 400, body: inJSON, has: "percent sign", not: goWords})
			h.expect(s.do("POST", "/1?a=%zz", "", "Content-Type", asForm), want{status: 400, body: inJSON, has: "percent sign", not: goWords})
		}},
		testCase{"the files of a form are deleted", nil, uploaded},
		testCase{"the middleware outside has the request that it knows", nil, givenBack},
	)
}

// raw sends what a client sent, closes its sending half, and returns the answer.
func (s *running) raw(request string) answer {
	s.h.Helper()
	conn := s.dial()
	if _, err := io.WriteString(conn, request); err != nil {
		s.h.Fatal(err)
	}
	if !strings.Contains(request, "Connection: close") {
		_ = conn.(*net.TCPConn).CloseWrite()
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		s.h.Fatalf("%.40q: %v", request, err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.h.Fatalf("%.40q: %v", request, err)
	}
	return answer{res, string(body)}
}

// uploaded: net/http deletes the files of a form when it is done with its own request.
func uploaded(h *harness) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, _ := w.CreateFormFile("scan", "scan.pdf")
	_, _ = part.Write(bytes.Repeat([]byte("x"), 1<<20))
	_ = w.Close()
	names := make(chan string, 1)
	s := h.start(single(func(c Context) error {
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
	}))
	h.expect(s.do("POST", "/1", form.String(), "Content-Type", w.FormDataContentType()), want{status: 409, body: inJSON})
	s.Close()
	if len(names) == 1 {
		if _, err := os.Stat(<-names); !errors.Is(err, os.ErrNotExist) {
			h.Errorf("the file is still there: %v", err)
		}
	}
}

func givenBack(h *harness) {
	var same bool
	var form string
	service := single(func(c Context) error { return c.Respond(200, c.Request().FormValue("a")) })
	service.Outside = []Middleware{func(c Context, next func() error) error {
		before := c.Request()
		err := next()
		same, form = c.Request() == before, c.Request().PostForm.Get("a")
		return err
	}}
	s := h.start(service)
	h.expect(s.do("POST", "/1", "a=1", "Content-Type", asForm, "Accept", asJSON), want{status: 200, has: "1"})
	if s.Close(); !same || form != "1" {
		h.Errorf("the same request %t, form %q", same, form)
	}
}
