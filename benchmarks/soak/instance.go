package soak

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// counter is where an instance counts.
type counter string

const (
	inMemory counter = "in memory"
	locally  counter = "Redis, else locally"
	admits   counter = "Redis, else admits"
	refuses  counter = "Redis, else refuses"
)

var onUnavailable = map[counter]redisstore.OnUnavailable{
	locally: redisstore.CountLocally, admits: redisstore.Admit, refuses: redisstore.Refuse,
}

// The limits of the server are those of the example's program, made short so that what
// takes too long fails within the run.
const (
	storeTimeout  = 250 * time.Millisecond
	storeRetry    = 250 * time.Millisecond
	readTimeout   = 2 * time.Second
	writeTimeout  = 3 * time.Second
	mostHeader    = 64 << 10
	socketBuffer  = 16 << 10 // small, so that a slow reader stops the handler
	closeDeadline = 10 * time.Second
)

// instance is the example on one adapter, behind a real socket that speaks HTTP/1.1 and
// HTTP/2.
type instance struct {
	adapter   string
	counter   counter
	addr      string
	witness   *witness
	turnstile *turnstile
	server    *http.Server
	served    chan error
	conns     atomic.Int64
	closers   []func() error
}

// start returns an instance of the example that charges at provider.
func (r *run) start(ctx context.Context, a Adapter, c counter, provider *payments.Provider) (*instance, error) {
	in := &instance{adapter: a.Name, counter: c, served: make(chan error, 1)}
	store, err := r.openStore(in)
	if err != nil {
		return nil, err
	}
	handler, err := r.handler(in, a, store, provider)
	if err != nil {
		return nil, errors.Join(err, in.close())
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, in.close())
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	in.addr = listener.Addr().String()
	in.server = &http.Server{
		Handler:           handler,
		Protocols:         protocols,
		ReadHeaderTimeout: readTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    mostHeader,
		ErrorLog:          log.New(serverLog{r.found, a.Name}, "", 0),
		ConnState: func(conn net.Conn, s http.ConnState) {
			switch s {
			case http.StateNew:
				_ = conn.(*net.TCPConn).SetWriteBuffer(socketBuffer)
				in.conns.Add(1)
			case http.StateClosed, http.StateHijacked:
				in.conns.Add(-1)
			}
		},
	}
	go func() { in.served <- in.server.Serve(listener) }()
	return in, nil
}

// openStore returns what the instance counts in, nil for its own memory.
func (r *run) openStore(in *instance) (ratelimit.Store, error) {
	if in.counter == inMemory {
		return nil, nil
	}
	// What is done here for the example is done in payments.NewCounters, which has no hook.
	client := redis.NewClient(&redis.Options{Addr: r.redis.Addr, PoolSize: 4})
	client.AddHook(r.troubles)
	in.closers = append(in.closers, client.Close)
	name := fmt.Sprintf("%s, %s", in.adapter, in.counter)
	store, err := redisstore.New(client, redisstore.Config{
		Prefix:        "soak-" + strings.ReplaceAll(string(in.counter), " ", "-") + ":",
		Timeout:       storeTimeout,
		Retry:         storeRetry,
		OnUnavailable: onUnavailable[in.counter],
		Logger:        slog.New(&storeLog{name: name, troubles: r.troubles, found: r.found}),
	})
	if err == nil {
		in.closers = append(in.closers, store.Close)
	}
	return store, err
}

// handler returns the example and what stands beside it, behind a witness.
func (r *run) handler(in *instance, a Adapter, store ratelimit.Store, provider *payments.Provider) (http.Handler, error) {
	service, err := payments.New(payments.Config{Provider: provider, Hourly: 1, Store: store})
	if err != nil {
		return nil, err
	}
	own, err := ratelimit.NewFixedWindow(ownPolicy, store)
	if err != nil {
		return nil, err
	}
	in.turnstile = &turnstile{PolicyLimiter: own, windows: r.windows, counter: in.counter, adapter: a.Name}
	service.PerKey = in.turnstile
	// All requests come from one address, which has 6000 in a minute else.
	service.PerAddress, err = ratelimit.NewTokenBucket(ratelimit.Policy{Name: "address", Quota: 60_000_000, Window: time.Minute}, 1_000_000)
	if err != nil {
		return nil, err
	}
	for key, plan := range keyPlans {
		account, err := service.Authenticate(key)
		if err != nil {
			return nil, err
		}
		account.Plan = plan
	}
	logger := slog.New(journal{ledger: r.ledger, found: r.found, adapter: a.Name})
	example, err := a.Example(service, logger)
	if err != nil {
		return nil, err
	}
	beside, err := a.Beside(logger)
	if err != nil {
		return nil, err
	}
	both := http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.HasPrefix(req.URL.Path, "/soak/") {
			w.Header().Set("X-Request-ID", req.Header.Get("X-Request-ID"))
			beside.ServeHTTP(w, req)
			return
		}
		example.ServeHTTP(w, req)
	})
	in.witness = &witness{next: both, ledger: r.ledger, found: r.found, adapter: a.Name}
	return in.witness, nil
}

// close ends the server and what it counts in.
func (in *instance) close() error {
	var errs []error
	if in.server != nil {
		ctx, cancel := context.WithTimeout(context.Background(), closeDeadline)
		defer cancel()
		errs = append(errs, in.server.Shutdown(ctx))
		if err := <-in.served; !errors.Is(err, http.ErrServerClosed) {
			errs = append(errs, err)
		}
	}
	for i := range in.closers {
		errs = append(errs, in.closers[len(in.closers)-1-i]())
	}
	return errors.Join(errs...)
}
