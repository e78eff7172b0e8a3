package apierror_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

// untilCancelled is a handler that answers when its request was cancelled. begun
// gets a value when the handler runs.
func untilCancelled(t *testing.T, begun chan<- struct{}, err func(context.Context) error) http.Handler {
	var problems apierror.Writer
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun <- struct{}{}
		<-r.Context().Done()
		if err := problems.Write(w, r, err(r.Context())); err != nil {
			t.Error(err)
		}
	})
}

// checkAnswer fails t unless res is the problem document of a status.
func checkAnswer(t *testing.T, res *http.Response, want apierror.Status) {
	t.Helper()
	defer res.Body.Close()
	if e, err := apierror.Decode(res); err != nil || !errors.Is(e, want) {
		t.Errorf("%s: %d, %v, %v", res.Proto, res.StatusCode, e, err)
	}
}

// A client that had closed its sending half only got an empty 200 where the
// handler's error was one of the cancelled context.
func TestWriterAnswersAHalfClosedClient(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{}, 1)
	server := httptest.NewServer(untilCancelled(t, begun, func(ctx context.Context) error { return fmt.Errorf("query: %w", ctx.Err()) }))
	t.Cleanup(server.Close)
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	<-begun
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	checkAnswer(t, res, apierror.InternalServerError)
}

// The same where the server or middleware outside cancelled the request.
func TestWriterAnswersACancelledRequest(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
		for _, tt := range []struct {
			name string
			err  func(context.Context) error
			want apierror.Status
		}{
			{"bare", context.Context.Err, 500},
			{"wrapped", func(ctx context.Context) error { return fmt.Errorf("query: %w", ctx.Err()) }, 500},
			{"the cause of an error", func(ctx context.Context) error {
				return apierror.BadGateway.Wrap(ctx.Err(), "The bank did not answer.")
			}, 502},
			{"a cause of its own", context.Cause, 500},
			{"another error", func(context.Context) error { return apierror.NotFound }, 404},
		} {
			for _, by := range []string{"the server", "middleware"} {
				t.Run(protocol+"/"+tt.name+"/"+by, func(t *testing.T) {
					t.Parallel()
					begun := make(chan struct{}, 1)
					base, cancel := context.WithCancel(t.Context())
					defer cancel()
					inner := untilCancelled(t, begun, tt.err)
					server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						if by == "middleware" {
							ctx, done := context.WithCancel(r.Context())
							done()
							r = r.WithContext(ctx)
						}
						inner.ServeHTTP(w, r)
					}))
					if by == "the server" {
						server.Config.BaseContext = func(net.Listener) context.Context { return base }
					}
					if protocol == "HTTP/2.0" {
						server.EnableHTTP2 = true
						server.StartTLS()
					} else {
						server.Start()
					}
					defer server.Close()
					go func() {
						<-begun
						cancel()
					}()
					res, err := server.Client().Get(server.URL)
					if err != nil {
						t.Fatal(err)
					}
					if res.Proto != protocol {
						t.Errorf("spoke %s", res.Proto)
					}
					checkAnswer(t, res, tt.want)
				})
			}
		}
	}
}
