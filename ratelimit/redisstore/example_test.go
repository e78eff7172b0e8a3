package redisstore_test

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// Nobody listens at that address. The instance counts by itself.
func ExampleNew_outage() {
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:1"})
	defer client.Close()
	store, err := redisstore.New(client, redisstore.Config{
		OnUnavailable: redisstore.CountLocally,       // the default
		Logger:        slog.New(slog.DiscardHandler), // one record, that Redis is unavailable
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer store.Close()
	hourly, err := ratelimit.NewFixedWindow(ratelimit.Hourly(3), store)
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 4 {
		d, err := hourly.Take(context.Background(), "a client", 1)
		fmt.Println(d.Allowed, d.Remaining, err)
	}
	// Output:
	// true 2 <nil>
	// true 1 <nil>
	// true 0 <nil>
	// false 0 <nil>
}

// All mistakes are named together.
func ExampleNew_mistakes() {
	_, err := redisstore.New(nil, redisstore.Config{Prefix: "quota{", Nodes: -1})
	fmt.Println(err)
	// Output:
	// redisstore: the client is nil
	// redisstore: Config: Prefix "quota{" contains a brace
	// redisstore: Config: Nodes -1 is not in 0 to 1000000
}
