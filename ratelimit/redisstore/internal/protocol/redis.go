package protocol

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/redis/go-redis/v9"
)

//go:embed take.lua
var take string

// Redis is the Server that counts in Redis. Whether State obeys its context is up
// to the client.
type Redis struct {
	client redis.Scripter
	script *redis.Script
}

// NewRedis returns a Redis. It does not contact the server.
func NewRedis(client redis.Scripter) *Redis { return &Redis{client, redis.NewScript(take)} }

// State runs the script: one round trip, but for the first on a server that does
// not have it.
func (r *Redis) State(ctx context.Context, s Statement) (Reply, error) {
	got, err := r.script.Run(ctx, r.client, []string{s.Key}, s.ID, s.Seq, s.Ends, s.Known, s.Have, s.Free,
		s.Want, s.Least, s.Share, s.Div, s.Quota, s.Window, s.Final).Int64Slice()
	if err != nil {
		return Reply{}, err
	}
	if len(got) != 4 {
		return Reply{}, fmt.Errorf("redisstore: a reply of %d numbers", len(got))
	}
	return Reply{got[0], got[1], got[2], got[3]}, nil
}
