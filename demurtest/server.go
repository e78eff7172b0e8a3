package demurtest

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// server serves a handler on a free port. It is no httptest.Server, whose Close waits for
// handlers that never return.
type server struct {
	url   string
	http  *http.Server
	ended chan error
}

func serve(h http.Handler) (*server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("demurtest: the handler cannot be served: %w", err)
	}
	s := &server{
		url:   "http://" + listener.Addr().String(),
		ended: make(chan error, 1),
		http: &http.Server{
			Handler:           h,
			ErrorLog:          log.New(io.Discard, "", 0), // handlers that break off are asked for
			ReadHeaderTimeout: time.Minute,
		},
	}
	go func() { s.ended <- s.http.Serve(listener) }()
	return s, nil
}

// close ends the server. It gives handlers a moment to return, unless one has not answered.
func (s *server) close(answering bool) {
	if answering {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		_ = s.http.Shutdown(ctx)
	}
	_ = s.http.Close()
	<-s.ended
}
