module github.com/seed-86b940f4/demur/ratelimit/redisstore/redistest

go 1.26.0

require (
	github.com/alicebob/miniredis/v2 v2.40.0
	github.com/redis/go-redis/v9 v9.23.0
	github.com/seed-86b940f4/demur v0.1.0
	github.com/seed-86b940f4/demur/ratelimit/redisstore v0.1.0
)

require (
	github.com/cespare/xxhash/v2 v2.3.0 // indirect
	github.com/yuin/gopher-lua v1.1.1 // indirect
	go.uber.org/atomic v1.12.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/time v0.16.0 // indirect
)

replace (
	github.com/seed-86b940f4/demur => ../../..
	github.com/seed-86b940f4/demur/ratelimit/redisstore => ..
)
