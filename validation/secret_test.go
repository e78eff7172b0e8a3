package validation_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

var writer apierror.Writer

// canary is the rejected value: no text of ours may hold it, nor parts of it.
const canary = "canary-7f3a"

// everything returns all that a program can get out of an error: bodies, texts by
// any verb, log records, and the same of all that it wraps.
func everything(t *testing.T, v *validation.Validator, err error) string {
	t.Helper()
	var out bytes.Buffer
	for _, header := range [][]string{
		{"Accept", "application/json", "Content-Type", "application/json"}, {"Accept", "application/xml", "Content-Type", "application/xml"},
		{"Accept", "application/problem+xml", "Content-Type", "application/x-www-form-urlencoded", "Accept-Language", "de"},
	} {
		r := httptest.NewRequest("POST", "/", strings.NewReader("body"))
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		if err := writer.Write(w, r, v.For(r, err)); err != nil {
			t.Fatal(err)
		}
		_ = w.Result().Header.Write(&out)
		_, _ = io.Copy(&out, w.Body)
	}
	text, jsonLog := slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil))
	for at := err; at != nil; at = errors.Unwrap(at) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%t", "%T", "%p", "%o"} {
			fmt.Fprintf(&out, verb+"\n", at)
			fmt.Fprintf(&out, verb+"\n", struct{ E error }{at})
		}
		text.Error("x", "err", at)
		jsonLog.Error("x", "err", at, "group", slog.GroupValue(slog.Any("e", at)))
		if b, err := json.Marshal(at); err == nil {
			out.Write(b)
		}
	}
	return out.String()
}

// TestNoSecrets breaks every tag of validator with a canary, in values of each kind
// of text.
func TestNoSecrets(t *testing.T) {
	t.Parallel()
	broken := 0
	for _, tag := range builtIn(t) {
		rule := tag
		if param := paramFor(tag); param != "abc" || strings.Contains(tag, "with") || strings.Contains(tag, "contains") || strings.Contains(tag, "rune") {
			rule += "=" + param
		}
		for _, typ := range []reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[*string](), reflect.TypeFor[[]string](), reflect.TypeFor[map[string]string](), reflect.TypeFor[[]byte](), reflect.TypeFor[any]()} {
			st := reflect.StructOf([]reflect.StructField{
				{Name: "Field", Type: typ, Tag: reflect.StructTag(`json:"field_name" form:"f" validate:"` + strings.ReplaceAll(rule, "'", "") + `"`)},
				{Name: "Other", Type: reflect.TypeFor[string](), Tag: `json:"other_name"`},
			})
			value := reflect.New(st)
			setCanary(value.Elem().Field(0))
			value.Elem().Field(1).SetString("red")
			v := polyglot(t, "de")
			err := v.Validate(value.Interface())
			if err == nil {
				continue
			}
			broken++
			if out := everything(t, v, err); strings.Contains(out, canary) || strings.Contains(out, fmt.Sprintf("%x", canary)) {
				t.Errorf("%s of a %v: the value is in the output:\n%s", rule, typ, out)
			}
		}
	}
	if broken < 500 {
		t.Errorf("only %d rules were broken", broken)
	}
}

func setCanary(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		setCanary(v.Elem())
	case reflect.String:
		v.SetString(canary)
	case reflect.Interface:
		v.Set(reflect.ValueOf(canary))
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(canary))
			return
		}
		v.Set(reflect.ValueOf([]string{canary, canary}))
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"k": canary}))
	}
}

// A key that is refused is a rejected value. One on the way to such is a place.
func TestRefusedKeys(t *testing.T) {
	t.Parallel()
	type keyed struct {
		M map[string]string `json:"m" validate:"dive,keys,len=3,endkeys,max=20"`
		N map[string]string `json:"n" validate:"dive,max=3"`
		D map[int]leaf      `json:"d" validate:"dive,keys,min=2,endkeys"`
	}
	v := validation.New()
	err := v.Validate(keyed{M: map[string]string{canary: canary}, D: map[int]leaf{1: {"x"}}})
	for _, f := range fieldsOf(t, err) {
		if f.Pointer != "#/m" && f.Pointer != "#/d" || !strings.HasPrefix(f.Detail, "each key must be ") {
			t.Errorf("got %+v", f)
		}
	}
	if out := everything(t, v, err); strings.Contains(out, canary) {
		t.Errorf("the key is in the output:\n%s", out)
	}
	if got := pointersOf(t, v.Validate(keyed{N: map[string]string{"abcd": "abcd"}})); got[0] != "#/n/abcd" {
		t.Errorf("no key was refused, but the place is %q", got)
	}
	if got := pointersOf(t, v.Validate(keyed{M: map[string]string{"abc": strings.Repeat("x", 21)}})); got[0] != "#/m/abc" {
		t.Errorf("no key was refused, but the place is %q", got)
	}
}
