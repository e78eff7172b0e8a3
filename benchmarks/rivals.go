package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/seed-86b940f4/demur/benchmarks/rivals"
)

// writeRivals asks demur and its rivals what any service can be asked. It writes all that
// was found to a file, and prints the short table.
func writeRivals(ctx context.Context, file string) error {
	columns, err := rivals.Ask(ctx)
	if err != nil {
		return err
	}
	fmt.Print(rivals.Short(columns))
	return os.WriteFile(file, []byte(rivals.Page(columns, built)), 0o644)
}

// built returns the version of a module that this program was built with.
func built(module string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			if dep.Path == module {
				return dep.Version
			}
		}
	}
	return "of an unknown version"
}
