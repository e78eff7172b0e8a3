package validation_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

// builtIn returns all tags and aliases of validator, from its own tables.
func builtIn(t *testing.T) []string {
	t.Helper()
	var tags []string
	engine := reflect.ValueOf(validator.New()).Elem()
	for _, table := range []string{"validations", "aliases"} {
		for _, key := range engine.FieldByName(table).MapKeys() {
			tags = append(tags, key.String())
		}
	}
	if len(tags) < 180 {
		t.Fatalf("validator has only %d tags", len(tags))
	}
	slices.Sort(tags)
	return tags
}

type reported struct {
	Field any    `json:"field_name"`
	Other string `json:"other_name"`
	Items []struct {
		Other string `json:"other_name"`
	} `json:"items"`
}

// reportedBy returns the field of an error for a tag and a value of some type.
func reportedBy(t *testing.T, tag, param string, value any) apierror.FieldError {
	t.Helper()
	engine := validator.New()
	engine.RegisterStructValidation(func(sl validator.StructLevel) {
		sl.ReportError(value, "Field", "Field", tag, param)
	}, reported{})
	fields := fieldsOf(t, validation.Wrap(engine).Validate(reported{Field: value}))
	if len(fields) != 1 {
		t.Fatalf("%d fields", len(fields))
	}
	return fields[0]
}

// TestEveryTagHasASentence walks all tags of validator, with values of each kind.
func TestEveryTagHasASentence(t *testing.T) {
	t.Parallel()
	values := []any{"text", 1, uint8(1), 1.5, true, []string{"x"}, [1]int{}, map[string]int{"k": 1}, time.Now(), time.Second, ptr("x"), nil}
	for _, tag := range builtIn(t) {
		for _, value := range values {
			f := reportedBy(t, tag, paramFor(tag), value)
			words := strings.TrimSpace(f.Detail)
			begins := strings.HasPrefix(words, "must ")
			if !begins && tag != "validateFn" {
				t.Errorf("%s of a %T: %q", tag, value, words)
			}
			if strings.ContainsAny(words, "{}'%_!") && !strings.Contains(words, "_name") && !strings.Contains(words, "%,") ||
				strings.Contains(words, "Field") || strings.Contains(words, "Other") || strings.Contains(words, "Key") || strings.HasSuffix(words, " ") {
				t.Errorf("%s of a %T: %q has a name in Go, or is not filled in", tag, value, words)
			}
			if f.Code != tag || strings.Contains(f.Param, "Other") || f.Pointer != "#/field_name" {
				t.Errorf("%s of a %T: %+v", tag, value, f)
			}
		}
	}
}

func paramFor(tag string) string {
	switch {
	case strings.HasSuffix(tag, "_if"), strings.HasSuffix(tag, "_unless"):
		return "Other red"
	case strings.HasSuffix(tag, "field"), strings.HasPrefix(tag, "field"), strings.Contains(tag, "_with"):
		return "Other"
	case tag == "validateFn":
		return "OtherMethod"
	case slices.Contains([]string{"len", "min", "max", "lt", "lte", "gt", "gte", "eq", "ne"}, tag):
		return "3"
	case strings.Contains(tag, "oneof"), strings.Contains(tag, "noneof"):
		return "red 'light green'"
	}
	return "abc"
}
