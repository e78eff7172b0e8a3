package protocol

import "context"

// A Statement is what an entry tells of itself, and asks for.
type Statement struct {
	Key   string // of Redis
	ID    string // of the entry
	Seq   int64  // from 1, one more with each statement of the entry
	Ends  int64  // of the window that Have is of, in Unix seconds; 0 for none
	Known bool   // Ends is what the server has said
	Have  int64  // units that the entry claims, all told
	Free  int64  // those of them that are not spent
	Final bool   // the entry is no more, and has spent what it claims

	Want   int64 // units that are about to be spent
	Least  int64 // fewer than that are of no use
	Share  int64 // claim more than Want, if plenty is left: at most so many
	Div    int64 // and at most this part of what is left
	Quota  int64
	Window int64 // its length, in seconds
}

// A Reply says how things stand after a statement.
type Reply struct {
	Grant int64 // units claimed beyond Have; -1 if a later statement was there
	Used  int64 // units claimed by all
	Ends  int64 // of the open window, in Unix seconds
	Left  int64 // until then by the server's clock, in microseconds
}

// A Server judges statements. It is Redis, except in tests.
type Server interface {
	State(ctx context.Context, s Statement) (Reply, error)

	// Home names the server of a Cluster that has a key, as far as the client knows.
	// Otherwise it is "". It takes no round trip.
	Home(key string) string
}
