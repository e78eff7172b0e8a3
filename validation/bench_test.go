package validation_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/validation"
)

type ten struct {
	Name    string  `json:"name" validate:"required"`
	Mail    string  `json:"mail" validate:"email"`
	Age     int     `json:"age" validate:"min=18"`
	Color   string  `json:"color" validate:"oneof=red green"`
	Site    string  `json:"site" validate:"url"`
	Code    string  `json:"code" validate:"len=4"`
	ID      string  `json:"id" validate:"uuid"`
	Address address `json:"address"`
	Tags    []tag   `json:"tags" validate:"dive"`
}

type address struct {
	Zip string `json:"zip" validate:"required"`
}

type tag struct {
	Key string `json:"key" validate:"max=2"`
}

func invalid() *ten {
	return &ten{Mail: "x", Age: 3, Color: "x", Site: "x", Code: "x", ID: "x", Tags: []tag{{"abc"}, {"ok"}, {"abc"}}}
}

func valid() *ten {
	return &ten{"x", "a@example.com", 18, "red", "https://example.com", "abcd", "c9bf9e57-1685-4c89-bafb-ff5af830be8a", address{"1"}, []tag{{"a"}}}
}

// BenchmarkFind is validator alone, to compare the others with.
func BenchmarkFind(b *testing.B) {
	engine, value := validator.New(validator.WithRequiredStructEnabled()), invalid()
	b.ReportAllocs()
	for b.Loop() {
		_ = engine.Struct(value)
	}
}

func BenchmarkFindNothing(b *testing.B) {
	engine, value := validator.New(validator.WithRequiredStructEnabled()), valid()
	b.ReportAllocs()
	for b.Loop() {
		_ = engine.Struct(value)
	}
}

func BenchmarkValidate(b *testing.B) {
	v := validation.New()
	for name, value := range map[string]*ten{"ten": invalid(), "none": valid()} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = v.Validate(value)
			}
		})
	}
}

func BenchmarkForXML(b *testing.B) {
	v, value := validation.New(), invalid()
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("Content-Type", "application/xml")
	b.ReportAllocs()
	for b.Loop() {
		_ = v.For(r, v.Validate(value))
	}
}

// Finding ten faults and writing them down costs at most three times what finding
// them costs. The best of many short runs is compared, since a machine may be busy.
func TestCost(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector slows one down more than the other")
	}
	engine, v, value := validator.New(validator.WithRequiredStructEnabled()), validation.New(), invalid()
	if n := len(fieldsOf(t, v.Validate(value))); n != 10 {
		t.Fatalf("%d faults, want 10", n)
	}
	best := func(f func() error) time.Duration {
		shortest := time.Hour
		for range 200 {
			start := time.Now()
			for range 20 {
				_ = f()
			}
			shortest = min(shortest, time.Since(start))
		}
		return shortest / 20
	}
	find := best(func() error { return engine.Struct(value) })
	all := best(func() error { return v.Validate(value) })
	t.Logf("find %v, find and write %v: %.2f times", find, all, float64(all)/float64(find))
	if all > 3*find {
		t.Errorf("find %v, find and write %v", find, all)
	}
}

// What is known of a type is not found out again: the allocations of an answer do
// not grow with what the type has besides.
func TestAllocations(t *testing.T) {
	engine, v, value := validator.New(validator.WithRequiredStructEnabled()), validation.New(), invalid()
	find := testing.AllocsPerRun(100, func() { _ = engine.Struct(value) })
	all := testing.AllocsPerRun(100, func() { _ = v.Validate(value) })
	if limit := find + 10; all > limit && !raceDetector {
		t.Errorf("%v allocations, %v of them validator's", all, find)
	}
	fine := valid()
	find = testing.AllocsPerRun(100, func() { _ = engine.Struct(fine) })
	if all = testing.AllocsPerRun(100, func() { _ = v.Validate(fine) }); all > find && !raceDetector {
		t.Errorf("%v allocations for a value that is fine, %v of them validator's", all, find)
	}
}
