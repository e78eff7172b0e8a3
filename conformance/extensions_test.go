package conformance_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

type (
	level   string
	count   int8
	ratio   float32
	enabled bool
	tags    []level
)

// values gives an extension each kind of value, sendable or not, alone and in
// lists.
func values() []failure {
	at := time.Date(2026, 11, 22, 15, 4, 5, 678900000, time.FixedZone("", -(3*60+30)*60))
	var nobody *int
	list := []any{
		"insufficient_funds", "", level("gold"), json.Number("12"), true, false, enabled(true),
		0, -1, int8(math.MinInt8), int16(math.MaxInt16), int32(math.MinInt32), int64(math.MinInt64), count(7), '€',
		uint(1), uint8(math.MaxUint8), uint16(math.MaxUint16), uint32(math.MaxUint32), uint64(math.MaxUint64), uintptr(1),
		0.0, math.Copysign(0, -1), 0.1, 1e20, 1e21, -1e21, 1e-6, 1e-7, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Pi,
		float32(0.1), float32(math.MaxFloat32), float32(math.SmallestNonzeroFloat32), ratio(2.5),
		math.NaN(), math.Inf(1), math.Inf(-1), float32(math.Inf(1)),
		at, at.UTC(), time.Time{}, time.Unix(0, 1).UTC(), at.AddDate(8000, 0, 0), at.AddDate(-3000, 0, 0), time.Minute, http.StatusText, &at,
		[]string{"a", "b"}, []string{""}, []string{"", "", ""}, []string{}, []string(nil), tags{"a", "b"},
		[]int{1, 2}, []int8{-1}, []uint64{math.MaxUint64}, []bool{true, false}, []float64{0.1, 1e21}, []float32{0.1}, []time.Time{at, {}},
		[]float64{0, math.NaN()}, []time.Duration{1}, []time.Time{at.AddDate(8000, 0, 0)},
		[]any{"a", 1, 1.5, true, at, level("b"), ""}, []any{"a", nil}, []any{[]string{"a"}}, []any{map[string]any{}}, [][]string{{"a"}}, [][]byte{{1}},
		[]byte("bytes"), [2]int{1, 2}, json.RawMessage(`{"status":200}`), map[string]int{"a": 1}, struct{ A int }{1}, &struct{ A int }{1},
		nil, nobody, errors.New("secret"), complex(1, 2), make(chan int), func() {}, new(string),
	}
	var fs []failure
	together := apierror.Conflict.New("")
	for i, v := range list {
		fs = append(fs, failure{name: fmt.Sprintf("value %d of type %T", i, v), err: apierror.Conflict.New("").With("value", v).With("after", 1)})
		together = together.With(fmt.Sprintf("value_%d", i), v)
	}
	return append(fs,
		failure{name: "values together", err: together},
		failure{name: "value given twice", err: apierror.Conflict.New("").With("value", 1).With("other", 2).With("value", "3")})
}

// names gives extensions good names and bad ones.
func names() []failure {
	var fs []failure
	for _, name := range []string{
		"abc", "A_1", "z__", "Type", "STATUS", "errors_", "XSD", "x00", strings.Repeat("n", 10<<10),
		"", "a", "ab", "1ab", "_ab", "a-b-c", "a.b.c", "a b c", "a:b:c", "naïve", "日本語", "abc\n", "abc\x00", "\xffabc", "abc\xff",
		"xml", "XMLName", "xMl_lang", "xmlns", `abc"`, "<abc>", "abc/", "abc=", "abc>def", "&amp;", "@abc", "$ref", "#text",
		"type", "title", "status", "detail", "instance", "code", "errors", "request_id", "__proto__",
	} {
		fs = append(fs,
			failure{name: fmt.Sprintf("name %.20q", name), err: apierror.Gone.New("").With(name, 1)},
			failure{name: fmt.Sprintf("name %.20q of a list", name), err: apierror.Gone.New("").With(name, []string{"a"}).With("after", 1)})
	}
	return fs
}
