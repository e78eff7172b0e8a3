package soak_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/benchmarks/soak"
)

func TestExchanges(t *testing.T) {
	t.Parallel()
	ok := soak.Exchange{Want: []int{200}, Arrived: 1, Status: 200, Lines: 1}
	failed := soak.Exchange{Want: []int{404}, Arrived: 1, Status: 404, Failures: 1, Lines: 1}
	with := func(x soak.Exchange, change func(x *soak.Exchange)) soak.Exchange { change(&x); return x }
	for name, tt := range map[string]struct {
		x    soak.Exchange
		want []string
	}{
		"a success":                       {ok, nil},
		"a failure":                       {failed, nil},
		"never arrived":                   {soak.Exchange{Want: []int{200}}, nil},
		"never arrived, and logged":       {soak.Exchange{Want: []int{200}, Failures: 1}, []string{soak.WrongLog}},
		"arrived twice":                   {with(ok, func(x *soak.Exchange) { x.Arrived = 2 }), []string{soak.WrongStatus}},
		"does not end":                    {with(ok, func(x *soak.Exchange) { x.Running = true }), []string{soak.StillRunning}},
		"another status":                  {with(failed, func(x *soak.Exchange) { x.Status = 410 }), []string{soak.WrongStatus}},
		"a success that is logged":        {with(ok, func(x *soak.Exchange) { x.Failures = 1 }), []string{soak.WrongLog}},
		"a failure that is not":           {with(failed, func(x *soak.Exchange) { x.Failures = 0 }), []string{soak.WrongLog}},
		"a failure that is logged twice":  {with(failed, func(x *soak.Exchange) { x.Failures = 2 }), []string{soak.WrongLog}},
		"cut off":                         {with(ok, func(x *soak.Exchange) { x.Cut, x.Failures = true, 1 }), nil},
		"cut off, without a record":       {with(ok, func(x *soak.Exchange) { x.Cut = true }), []string{soak.WrongLog}},
		"cut off past the line":           {with(ok, func(x *soak.Exchange) { x.Cut, x.Failures, x.Lines = true, 1, 0 }), nil},
		"no line":                         {with(ok, func(x *soak.Exchange) { x.Lines = 0 }), []string{soak.WrongLog}},
		"two lines":                       {with(ok, func(x *soak.Exchange) { x.Lines = 2 }), []string{soak.WrongLog}},
		"given up by a client that left":  {with(failed, func(x *soak.Exchange) { x.Want, x.Leaves, x.Status = []int{200}, true, 500 }), nil},
		"given up with the client there":  {with(failed, func(x *soak.Exchange) { x.Want, x.Status = []int{200}, 500 }), []string{soak.WrongStatus}},
		"an alarm for a client that left": {with(failed, func(x *soak.Exchange) { x.Want, x.Leaves, x.Status, x.Loud = []int{200}, true, 500, true }), []string{soak.WrongLog}},
	} {
		if got := soak.ExchangeFaults(tt.x); !slices.Equal(got, tt.want) {
			t.Errorf("%s: found %q, want %q", name, got, tt.want)
		}
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	header := func(contentType, id string) http.Header {
		return http.Header{"Content-Type": {contentType}, "X-Request-Id": {id}}
	}
	problem := `{"title":"Not found","status":404,"code":"not_found","request_id":"a"}`
	for name, tt := range map[string]struct {
		want, status int
		h            http.Header
		body         string
		found        []string
	}{
		"a success":              {200, 200, header("application/json", "a"), `{}`, nil},
		"a success in XML":       {200, 200, header("application/xml", "a"), `<a/>`, nil},
		"a failure":              {404, 404, header("application/json", "a"), problem, nil},
		"another status":         {200, 404, header("application/json", "a"), problem, []string{soak.WrongStatus}},
		"of another request":     {200, 200, header("application/json", "b"), `{}`, []string{soak.WrongBody}},
		"cut JSON":               {200, 200, header("application/json", "a"), `{"a":`, []string{soak.WrongBody}},
		"JSON and more":          {200, 200, header("application/json", "a"), `{}{}`, []string{soak.WrongBody}},
		"cut XML":                {200, 200, header("application/xml", "a"), `<a>`, []string{soak.WrongBody}},
		"two roots":              {200, 200, header("application/xml", "a"), `<a/><a/>`, []string{soak.WrongBody}},
		"no XML":                 {200, 200, header("application/xml", "a"), `{}`, []string{soak.WrongBody}},
		"of no type":             {200, 200, header("text/plain", "a"), `{}`, []string{soak.WrongBody}},
		"a body of a 204":        {204, 204, header("application/json", "a"), `{}`, []string{soak.WrongBody}},
		"another status inside":  {410, 410, header("application/json", "a"), problem, []string{soak.WrongBody}},
		"another request inside": {404, 404, header("application/json", "a"), strings.Replace(problem, `"a"`, `"b"`, 1), []string{soak.WrongBody}},
		"a cause": {500, 500, header("application/json", "a"), `{"title":"secret-cause","status":500,"request_id":"a"}`,
			[]string{soak.WrongBody}},
		"a 429 without a wait": {429, 429, header("application/json", "a"), `{"status":429,"request_id":"a"}`, []string{soak.WrongBody}},
		"XML for who asks for JSON": {404, 404, header("application/xml", "a"),
			`<problem xmlns="urn:ietf:rfc:7807"><status>404</status><request_id>a</request_id></problem>`, []string{soak.WrongBody}},
	} {
		if got := soak.AnswerFaults(tt.want, tt.status, "a", tt.h, tt.body); !slices.Equal(got, tt.found) {
			t.Errorf("%s: found %q, want %q", name, got, tt.found)
		}
	}
}

// The quota is 10.
func TestWindows(t *testing.T) {
	t.Parallel()
	full, over := soak.Shares{"a": {10, 5}}, soak.Shares{"a": {11, 5}}
	both, bothOver := soak.Shares{"a": {4, 0}, "b": {6, 1}}, soak.Shares{"a": {5, 0}, "b": {6, 1}}
	for name, got := range map[string][2]int{
		"full":                                   {soak.WindowFaults(soak.InMemory, false, false, full), 0},
		"one too many":                           {soak.WindowFaults(soak.InMemory, false, false, over), 2},
		"one too few":                            {soak.WindowFaults(soak.InMemory, false, false, soak.Shares{"a": {9, 1}}), 1},
		"not asked for":                          {soak.WindowFaults(soak.InMemory, false, false, soak.Shares{"a": {9, 0}}), 0},
		"two instances":                          {soak.WindowFaults(soak.Locally, false, false, both), 0},
		"two, one too many":                      {soak.WindowFaults(soak.Locally, false, false, bothOver), 1},
		"two in an outage":                       {soak.WindowFaults(soak.Locally, true, false, bothOver), 0},
		"one in an outage":                       {soak.WindowFaults(soak.Locally, true, true, over), 1},
		"two that refuse in an outage":           {soak.WindowFaults(soak.Refuses, true, false, bothOver), 1},
		"two that refuse, and Redis lost it":     {soak.WindowFaults(soak.Refuses, true, true, bothOver), 0},
		"one that admits in an outage":           {soak.WindowFaults(soak.Admits, true, false, over), 0},
		"one that admits, and Redis is there":    {soak.WindowFaults(soak.Admits, false, false, over), 2},
		"leases may refuse too early with Redis": {soak.WindowFaults(soak.Locally, false, false, soak.Shares{"a": {9, 1}}), 0},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %d findings, want %d", name, got[0], got[1])
		}
	}
}

func TestGrowth(t *testing.T) {
	t.Parallel()
	const mib = 1 << 20
	first := soak.Rest{Requests: 1000, Goroutines: 20, Heap: 30 * mib}
	for name, tt := range map[string]struct {
		last soak.Rest
		want int
	}{
		"the same":       {soak.Rest{Requests: 9000, Goroutines: 20, Heap: 30 * mib}, 0},
		"less":           {soak.Rest{Requests: 9000, Goroutines: 15, Heap: 20 * mib}, 0},
		"a little more":  {soak.Rest{Requests: 9000, Goroutines: 22, Heap: 33 * mib}, 0},
		"goroutines":     {soak.Rest{Requests: 9000, Goroutines: 40, Heap: 30 * mib}, 1},
		"heap":           {soak.Rest{Requests: 9000, Goroutines: 20, Heap: 40 * mib}, 1},
		"heap, payments": {soak.Rest{Requests: 9000, Goroutines: 20, Heap: 40 * mib, Payments: 8000}, 0},
		"both":           {soak.Rest{Requests: 9000, Goroutines: 40, Heap: 60 * mib, Payments: 8000}, 2},
	} {
		if got := soak.Grown(first, soak.Rest{Goroutines: 1000}, tt.last); got != tt.want {
			t.Errorf("%s: %d findings, want %d", name, got, tt.want)
		}
	}
}
