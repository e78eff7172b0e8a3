package protocol

import (
	"context"
	_ "embed"
	"fmt"
	"sync/atomic"

	"github.com/redis/go-redis/v9"
)

//go:embed take.lua
var take string

// Redis is the Server that counts in Redis. Whether State obeys its context is up
// to the client.
type Redis struct {
	client  redis.Scripter
	script  *redis.Script
	cluster clusterClient // nil if the client is of no Cluster
	mapped  atomic.Bool   // the client knows which server has which key
}

// A clusterClient finds the server that has a key. Once it knows the servers of the
// Cluster it answers from memory.
type clusterClient interface {
	MasterForKey(ctx context.Context, key string) (*redis.Client, error)
}

// NewRedis returns a Redis. It does not contact the server.
func NewRedis(client redis.Scripter) *Redis {
	cluster, _ := client.(clusterClient)
	return &Redis{client: client, script: redis.NewScript(take), cluster: cluster}
}

// State runs the script: one round trip, but for the first on a server that does
// not have it.
func (r *Redis) State(ctx context.Context, s Statement) (Reply, error) {
	if r.cluster != nil && !r.mapped.Load() {
		if _, err := r.cluster.MasterForKey(ctx, s.Key); err != nil {
			return Reply{}, err
		}
		r.mapped.Store(true)
	}
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

// Home is the address of the master that has the key.
func (r *Redis) Home(key string) string {
	if !r.mapped.Load() {
		return ""
	}
	master, err := r.cluster.MasterForKey(context.Background(), key)
	if err != nil {
		return ""
	}
	return master.Options().Addr
}
