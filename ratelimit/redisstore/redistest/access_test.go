package redistest_test

import (
	"context"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocol"
)

// documentedUsers returns the arguments of each ACL SETUSER line of the README.
func documentedUsers(t *testing.T) (users [][]any) {
	t.Helper()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range regexp.MustCompile(`(?m)^    (ACL SETUSER .*)$`).FindAllStringSubmatch(string(readme), -1) {
		var user []any
		for _, word := range strings.Fields(line[1]) {
			user = append(user, word)
		}
		users = append(users, user)
	}
	if len(users) != 2 {
		t.Fatalf("the README has %d lines of ACL SETUSER, want one for a single server and one for a Cluster", len(users))
	}
	return users
}

// commandsOf returns the commands that an ACL SETUSER line permits.
func commandsOf(user []any) (commands []string) {
	for _, word := range user {
		if command, ok := strings.CutPrefix(word.(string), "+"); ok {
			commands = append(commands, command)
		}
	}
	slices.Sort(commands)
	return commands
}

// nameAndPassword returns what the README tells the client.
func nameAndPassword(user []any) (name, password string) {
	for _, word := range user[3:] {
		if p, ok := strings.CutPrefix(word.(string), ">"); ok {
			password = p
		}
	}
	return user[2].(string), password
}

// TestDocumentedCommandsAreEnough has a user who may do what the README lists and
// nothing else. TestDocumentedCommandsAreNeeded is the converse.
func TestDocumentedCommandsAreEnough(t *testing.T) {
	t.Parallel()
	server := startServer(t)
	user := documentedUsers(t)[0]
	admin := server.client()
	if err := admin.Do(t.Context(), user...).Err(); err != nil {
		t.Fatal(err)
	}
	name, password := nameAndPassword(user)
	client := redis.NewClient(&redis.Options{Addr: server.addr, Username: name, Password: password})
	t.Cleanup(func() { client.Close() })
	useEverything(t, client)
	checkNothingDenied(t, server)
	if err := client.Set(t.Context(), "demur:{x}", 1, 0).Err(); err == nil {
		t.Error("the user may do more than the README lists")
	}
	if err := client.HSet(t.Context(), "other", "a", 1).Err(); err == nil {
		t.Error("the user may change the keys of others")
	}
}

// TestDocumentedCommandsAreNeeded has all commands permitted, and looks which ones
// the server has seen.
func TestDocumentedCommandsAreNeeded(t *testing.T) {
	t.Parallel()
	server := startServer(t)
	useEverything(t, server.client())
	seen := commandsSeen(t, server)
	for _, command := range []string{"hello", "client|setinfo", "client|maint_notifications", "client", "info"} {
		delete(seen, command) // the client sends these by itself and can do without, or this test does
	}
	if got, want := slices.Sorted(maps.Keys(seen)), commandsOf(documentedUsers(t)[0]); !slices.Equal(got, want) {
		t.Errorf("the store sent\n%v, and the README lists\n%v", got, want)
	}
}

func commandsSeen(t *testing.T, server *redisProcess) map[string]bool {
	t.Helper()
	seen := make(map[string]bool)
	for _, line := range strings.Fields(server.client().Info(t.Context(), "commandstats").Val()) {
		if command, ok := strings.CutPrefix(line, "cmdstat_"); ok {
			command, stats, _ := strings.Cut(command, ":")
			seen[command] = !strings.HasPrefix(stats, "calls=0,")
		}
	}
	return seen
}

// checkNothingDenied looks for what the store's user was denied, except what
// every client tries.
func checkNothingDenied(t *testing.T, server *redisProcess) {
	t.Helper()
	denied, err := server.client().ACLLog(t.Context(), 100).Result()
	if err != nil {
		t.Error(err)
	}
	for _, d := range denied {
		if !strings.HasPrefix(d.Object, "client") {
			t.Errorf("the user of the README was denied %s (%s, %s)", d.Object, d.Reason, d.Context)
		}
	}
}

// useEverything has the store and the script do all that they can.
func useEverything(t *testing.T, client redis.UniversalClient) {
	t.Helper()
	ctx := t.Context()
	refuse := redisstore.Config{Timeout: patience, OnUnavailable: redisstore.Refuse, MaxKeys: 4}
	store := newStore(t, client, refuse)
	for _, key := range someKeys(50) { // most give way to others
		for range 3 {
			if d, err := store.Take(ctx, chargeOf(key, 1000)); err != nil || !d.Allowed {
				t.Fatalf("%+v, %v", d, err)
			}
		}
	}
	if err := store.Close(); err != nil {
		t.Error(err)
	}
	// A counter is deleted if its window has another end than expected, as after a
	// great change of the server's clock. Two window lengths of one key look alike.
	script := protocol.NewRedis(client)
	for i, window := range []time.Duration{24 * time.Hour, time.Minute} {
		state(ctx, t, script, protocol.Statement{
			Key: "demur:{clock}", ID: "a", Seq: int64(i + 1), Want: 5, Least: 5, Div: 2, Quota: 10, Window: int64(window / time.Second),
		})
	}
	state(ctx, t, script, protocol.Statement{Key: "demur:{final}", ID: "a", Seq: 1, Want: 5, Least: 5, Div: 2, Quota: 10, Window: 3600})
	state(ctx, t, script, protocol.Statement{Key: "demur:{final}", ID: "a", Seq: 2, Final: true, Div: 2, Window: 3600})
}

func state(ctx context.Context, t *testing.T, script *protocol.Redis, st protocol.Statement) {
	t.Helper()
	if _, err := script.State(ctx, st); err != nil {
		t.Fatalf("%+v: %v", st, err)
	}
}

// useCluster does the same as both tests above in a Cluster. A slot moves meanwhile,
// so that the client is sent from server to server.
func useCluster(t *testing.T, c *cluster) {
	user := documentedUsers(t)[1]
	options := redis.ClusterOptions{}
	options.Username, options.Password = nameAndPassword(user)
	for _, node := range c.nodes {
		for _, command := range [][]any{user, {"CONFIG", "RESETSTAT"}, {"SCRIPT", "FLUSH"}} {
			if err := node.client().Do(t.Context(), command...).Err(); err != nil {
				t.Fatal(err)
			}
		}
		options.Addrs = append(options.Addrs, node.addr)
	}
	client := redis.NewClusterClient(&options)
	t.Cleanup(func() { client.Close() })
	useEverything(t, client)
	moveSlots(t, c, func() redis.UniversalClient { return client }, "demur:")
	seen := make(map[string]bool)
	for _, node := range c.nodes {
		checkNothingDenied(t, node)
		maps.Copy(seen, commandsSeen(t, node))
	}
	for _, command := range commandsOf(user) {
		if !seen[command] {
			t.Errorf("the README lists %s, which nobody has sent", command)
		}
	}
}
