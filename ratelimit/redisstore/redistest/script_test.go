package redistest_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocol"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocoltest"
)

// The schedules of package redisstore run against a model. Here the script has to
// answer as the model does, whatever is stated.

// TestScriptIsTheModel sets the clock of miniredis back and forth.
func TestScriptIsTheModel(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	client := redis.NewClient(&redis.Options{Addr: server.Addr()})
	defer client.Close()
	script := protocol.NewRedis(client)
	for seed := range uint64(100) {
		server.FlushAll()
		r, model := rand.New(rand.NewPCG(seed, 2)), new(protocoltest.Model)
		now := time.Unix(1_800_000_000+r.Int64N(100_000), r.Int64N(1e6)*1000)
		set := func() {
			server.SetTime(now)
			model.SetClock(func() time.Time { return now })
		}
		set()
		for i := range 150 {
			window := []int64{1, 10, 3600}[seed%3]
			switch r.IntN(20) {
			case 0, 1:
				now = now.Add(time.Duration(r.Int64N(window*2e9)/1000) * time.Microsecond)
			case 2:
				now = now.Add(-time.Duration(r.Int64N(window*1e9)/1000) * time.Microsecond)
			case 3:
				if r.IntN(5) == 0 {
					now = now.Add(time.Duration(r.Int64N(8)-4) * time.Duration(window) * time.Second)
				}
			case 4:
				if r.IntN(5) == 0 {
					server.FlushAll()
					model.Forget()
				}
			}
			set()
			compare(t, fmt.Sprintf("seed %d, statement %d", seed, i), script, model, random(r, now, window))
			if t.Failed() {
				return
			}
		}
	}
}

// TestScriptIsTheModelOnAServer is the same, without the clock.
func TestScriptIsTheModelOnAServer(t *testing.T) {
	t.Parallel()
	client := startServer(t).client()
	script := protocol.NewRedis(client)
	for seed := range uint64(100) {
		if err := client.FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		r, model := rand.New(rand.NewPCG(seed, 3)), new(protocoltest.Model)
		for i := range 100 {
			st := random(r, time.Now(), 24*3600)
			compare(t, fmt.Sprintf("seed %d, statement %d", seed, i), script, model, st)
			if t.Failed() {
				return
			}
		}
	}
}

// random returns a statement that an entry may make, or not.
func random(r *rand.Rand, now time.Time, window int64) protocol.Statement {
	ends := now.Unix() - now.Unix()%window + window
	st := protocol.Statement{
		Key: fmt.Sprintf("{%d}", r.IntN(2)), ID: fmt.Sprint("id", r.IntN(4)), Seq: 1 + r.Int64N(40),
		Ends: ends + window*[]int64{0, 0, 0, 0, -1, 1, 2, -3}[r.IntN(8)], Known: r.IntN(3) > 0, Have: r.Int64N(20),
		Final: r.IntN(8) == 0, Want: r.Int64N(9), Share: r.Int64N(30), Div: 1 + r.Int64N(8),
		Quota: 1 + r.Int64N(100), Window: window,
	}
	switch r.IntN(10) {
	case 0:
		st.Ends, st.Known, st.Have = 0, false, 0
	case 1:
		st.Quota, st.Have, st.Share, st.Want = 1<<31-1, r.Int64N(1<<31), r.Int64N(1<<31), r.Int64N(1<<31)
	case 2:
		st.Want, st.Share, st.Quota = 0, 0, 0
	}
	if st.Want > 0 {
		st.Least = r.Int64N(st.Want + 1)
	}
	if st.Have > 0 && r.IntN(2) == 0 {
		st.Free = r.Int64N(st.Have + 1)
	}
	return st
}

func compare(t *testing.T, at string, script *protocol.Redis, model *protocoltest.Model, st protocol.Statement) {
	t.Helper()
	want, _ := model.State(t.Context(), st)
	got, err := script.State(t.Context(), st)
	if err != nil {
		t.Fatalf("%s, %+v: %v", at, st, err)
	}
	// A server has moved on by the time that the model has answered.
	if d := want.Left - got.Left; d < 0 || d > 10_000_000 {
		t.Errorf("%s, %+v: %d µs are left, want %d", at, st, got.Left, want.Left)
	}
	got.Left = want.Left
	if got != want {
		t.Errorf("%s, %+v: %+v, want %+v", at, st, got, want)
	}
}
