package redistest_test

import (
	"context"
	"fmt"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// Two instances share a quota of four requests an hour.
func Example() {
	server, err := miniredis.Run() // a Redis for tests
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()

	var instances []*ratelimit.FixedWindow
	for range 2 {
		client := redis.NewClient(&redis.Options{Addr: server.Addr()})
		defer client.Close()
		store, err := redisstore.New(client, redisstore.Config{})
		if err != nil {
			fmt.Println(err)
			return
		}
		defer store.Close()
		hourly, err := ratelimit.NewFixedWindow(ratelimit.Hourly(4), store)
		if err != nil {
			fmt.Println(err)
			return
		}
		instances = append(instances, hourly)
	}

	for i := range 5 {
		d, err := instances[i%2].Take(context.Background(), "a client", 1)
		fmt.Println(d.Allowed, d.Remaining, err)
	}
	// Output:
	// true 3 <nil>
	// true 2 <nil>
	// true 1 <nil>
	// true 0 <nil>
	// false 0 <nil>
}
