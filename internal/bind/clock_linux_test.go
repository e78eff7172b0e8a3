package bind_test

import (
	"syscall"
	"time"
)

// clock returns how long the processor has worked for this thread. What other
// programs do meanwhile does not count.
func clock() time.Duration {
	const thread = 1 // RUSAGE_THREAD
	var used syscall.Rusage
	if err := syscall.Getrusage(thread, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
