package redistest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

const (
	// processVariable has the address of the server, in a process that TestTwoProcesses
	// has started, and when to end, in Unix seconds.
	processVariable = "DEMUR_TEST_PROCESS"

	windowLength = time.Second
	wholeWindows = 4
)

// windowQuotas are spent long before the window ends, and never. In the second case
// units are leased when it ends.
var windowQuotas = map[string]int{"scarce": 150, "plenty": 1 << 20}

// A windowCount is what one process saw in one window of one key.
type windowCount struct {
	Mode, Key                        string
	End                              int64 // of the window, in Unix seconds
	Admitted, Refused, Failed, Stale int
}

// TestTwoProcesses has two processes spend the same quotas from window to window.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	server := startServer(t)
	ends := time.Now().Add((wholeWindows + 3) * windowLength).Unix()
	counts := make([][]windowCount, 2)
	var wg sync.WaitGroup
	for i := range counts {
		wg.Go(func() {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProcess$", "-test.v")
			cmd.Env = append(os.Environ(), fmt.Sprint(processVariable, "=", server.addr, " ", ends))
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("%v\n%s", err, out)
				return
			}
			for _, line := range strings.Split(string(out), "\n") {
				var c windowCount
				if strings.HasPrefix(line, "{") && json.Unmarshal([]byte(line), &c) == nil {
					counts[i] = append(counts[i], c)
				}
			}
		})
	}
	wg.Wait()
	full := 0
	for window, of := range byWindow(counts) {
		admitted, busy, quota := 0, len(of) == len(counts), windowQuotas[of[0].Key]
		for _, c := range of {
			admitted += c.Admitted
			// Who was refused had no unit left, so none was left unspent.
			busy = busy && c.Refused > 0 && c.Failed == 0
			if c.Stale > 0 {
				t.Errorf("%s: %d charges were admitted by a window that was over", window, c.Stale)
			}
		}
		if admitted > quota {
			t.Errorf("%s: %d units were admitted, of a quota of %d", window, admitted, quota)
		}
		if busy {
			if full++; admitted < quota {
				t.Errorf("%s: %d units were admitted, of a quota of %d that both asked for", window, admitted, quota)
			}
		}
	}
	if full == 0 && !t.Failed() {
		t.Error("there was no window in which both processes spent all there was")
	}
	t.Logf("%d windows were spent", full)
}

func byWindow(counts [][]windowCount) map[string][]windowCount {
	windows := make(map[string][]windowCount)
	for _, process := range counts {
		for _, c := range process {
			name := fmt.Sprint(c.Mode, ", ", c.Key, ", window ", c.End)
			windows[name] = append(windows[name], c)
		}
	}
	return windows
}

// TestProcess is a process of TestTwoProcesses.
func TestProcess(t *testing.T) {
	addr, end, ok := strings.Cut(os.Getenv(processVariable), " ")
	if !ok {
		t.Skip("this is for processes that TestTwoProcesses starts")
	}
	seconds, err := strconv.ParseInt(end, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for _, mode := range []string{"leases", "without leases"} {
		client := redis.NewClient(&redis.Options{Addr: addr})
		t.Cleanup(func() { client.Close() })
		store := newStore(t, client, redisstore.Config{
			// A decision tells its window as long as it takes less than one.
			Timeout: windowLength * 9 / 10, Nodes: 2, OnUnavailable: redisstore.Refuse,
			WithoutLeases: mode == "without leases", Prefix: mode + ":",
		})
		for key := range windowQuotas {
			wg.Go(func() { spendWindows(t, store, mode, key, time.Unix(seconds, 0)) })
		}
	}
	wg.Wait()
}

// spendWindows charges a key until the given time, and prints what came of it.
func spendWindows(t *testing.T, store *redisstore.Store, mode, key string, until time.Time) {
	var mu sync.Mutex
	windows := make(map[int64]*windowCount)
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			c := ratelimit.Charge{Policy: ratelimit.Policy{Name: "short", Quota: windowQuotas[key], Window: windowLength}, Key: key, N: 1}
			for begun := time.Now(); begun.Before(until); begun = time.Now() {
				d, err := store.Take(t.Context(), c)
				mu.Lock()
				end := d.Reset.Truncate(windowLength).Unix() // Reset may be late by one round trip
				if err != nil {
					end = begun.Truncate(windowLength).Add(windowLength).Unix()
				}
				w := windows[end]
				if w == nil {
					w = &windowCount{Mode: mode, Key: key, End: end}
					windows[end] = w
				}
				switch {
				case err != nil:
					w.Failed++
				case !d.Allowed:
					w.Refused++
				default:
					w.Admitted++
					if begun.Unix() >= end {
						w.Stale++
					}
				}
				mu.Unlock()
				time.Sleep(time.Millisecond)
			}
		})
	}
	wg.Wait()
	for _, w := range windows {
		line, err := json.Marshal(w)
		if err != nil {
			t.Error(err)
		}
		fmt.Printf("\n%s\n", line)
	}
}
