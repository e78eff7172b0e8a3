package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

// axis is something that grows, and what demur does with it.
type axis struct {
	name  string // as in the names of the benchmarks
	title string // as in the table and the plot
	sizes []int
	// open returns the work for one size, which was checked.
	open func(ctx context.Context, size int) (op func(), err error)
}

// point is what one operation takes at a size.
type point struct {
	size int
	ns   float64
}

func axes() []axis {
	return []axis{
		{"routes", "404 among so many routes", []int{2, 10, 100, 1000, manyRoutes}, func(ctx context.Context, size int) (func(), error) {
			return checked(ctx, scenario{status: http.StatusNotFound, path: "/v1/nothing/42"}, routed(size))
		}},
		{"fields", "422 of so many fields", []int{1, 10, 100, 300, 1000}, func(ctx context.Context, size int) (func(), error) {
			return checked(ctx, scenario{status: http.StatusUnprocessableEntity, mentions: []string{badFields[9].detail}}, manyFields(size))
		}},
		{"accept", "404 for an Accept of so many bytes", []int{10, 100, 1000, 10_000, hostileSize}, func(ctx context.Context, size int) (func(), error) {
			accept := http.Header{"Accept": {fill("a/b;q=0.5,", size)}}
			return checked(ctx, scenario{status: http.StatusNotFound, header: accept}, demurService(demurConst))
		}},
		{"depth", "500 for an error so many levels deep", []int{1, 10, 100, 1000, 10_000}, func(ctx context.Context, size int) (func(), error) {
			return checked(ctx, scenario{status: http.StatusInternalServerError}, deepService(size))
		}},
		{"keys", "decision for one of so many keys", []int{1000, 10_000, 100_000, million, 10 * million}, decideAmong},
		{"body", "Bind of a JSON body of so many bytes", []int{100, 1000, 10_000, 100_000, 1_000_000}, bindBody},
	}
}

// checked returns one whole request to the service, which has answered as it should.
func checked(ctx context.Context, s scenario, service http.Handler) (func(), error) {
	s.format, s.contenders = "json", []contender{{name: "demur", service: service}}
	return s.entries(ctx)[0].op, s.check(ctx, s.contenders[0])
}

// decideAmong counts all keys first. Then they ask in no order and equally often, so
// that with many of them each decision has to fetch its counter from memory.
func decideAmong(_ context.Context, size int) (func(), error) {
	c, err := workload{what: "growth", clients: size}.open(limiters()[0])
	if err != nil {
		return nil, err
	}
	source := rand.New(rand.NewPCG(9, 10))
	keys := drawKeys(million, func() int { return source.IntN(size) })
	return c.entry("demur", keys, 1).worker(), nil
}

// bindBody binds a list of strings of at most 200 bytes, which makes a body of about
// the size.
func bindBody(ctx context.Context, size int) (func(), error) {
	type note struct {
		Lines []string `json:"lines" validate:"required"`
	}
	var received note
	e := newDemur()
	e.POST("/widgets/:id", func(c echo.Context) (err error) {
		if received, err = demur.Bind[note](c); err != nil {
			return err
		}
		return c.NoContent(http.StatusNoContent)
	})
	line := strings.Repeat("x", min(200, size-len(`{"lines":[""]}`)))
	lines := slices.Repeat([]string{line}, max(1, size/(len(line)+len(`"",`))))
	body := `{"lines":["` + strings.Join(lines, `","`) + `"]}`
	op, err := checked(ctx, scenario{status: http.StatusNoContent, body: body}, e)
	if err == nil && !slices.Equal(received.Lines, lines) {
		err = fmt.Errorf("body of %d bytes: %d lines arrive, want %d", size, len(received.Lines), len(lines))
	}
	return op, err
}

// entries returns the sizes as what can be timed.
func (a axis) entries(ctx context.Context, sizes ...int) (entries []entry, err error) {
	for _, size := range sizes {
		op, err := a.open(ctx, size)
		if err != nil {
			return nil, fmt.Errorf("%s: %d: %w", a.name, size, err)
		}
		entries = append(entries, entry{name: "demur", op: op})
	}
	return entries, nil
}

// points measures all sizes in turns.
func (a axis) points(ctx context.Context, passes int, benchtime time.Duration) ([]point, error) {
	entries, err := a.entries(ctx, a.sizes...)
	if err != nil {
		return nil, err
	}
	points := make([]point, len(entries))
	for i, s := range measure(entries, passes, benchtime, nil) {
		points[i] = point{a.sizes[i], s.ns}
	}
	return points, nil
}

const growthTitle = "growth"

// printGrowth prints one row: what an operation takes at each size, how many times
// longer it takes at the last size than at the first, and the same for one unit.
func printGrowth(w io.Writer, title string, points []point) {
	fmt.Fprintf(w, "| %s |", title)
	for _, p := range points {
		fmt.Fprintf(w, " %s: %s |", short(float64(p.size)), duration(p.ns))
	}
	first, last := points[0], points[len(points)-1]
	slower := last.ns / first.ns
	perUnit := slower * float64(first.size) / float64(last.size)
	fmt.Fprintf(w, " %s | %.2gx |\n", times(slower), perUnit)
}

func printGrowthHead(w io.Writer) {
	fmt.Fprint(w, "\n| how cost grows | size: time | | | | | last : first | for each unit |\n|---|--:|--:|--:|--:|--:|--:|--:|\n")
}

// short is a number with a letter for its thousands.
func short(n float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e6, "M"}, {1e3, "k"}} {
		if n >= unit.size {
			return fmt.Sprintf("%g%s", math.Round(10*n/unit.size)/10, unit.name)
		}
	}
	return fmt.Sprintf("%g", n)
}

// duration is a time of about two digits.
func duration(ns float64) string {
	switch {
	case ns >= 1e6:
		return fmt.Sprintf("%.3g ms", ns/1e6)
	case ns >= 1e3:
		return fmt.Sprintf("%.3g µs", ns/1e3)
	}
	return fmt.Sprintf("%.3g ns", ns)
}
