package languages_test

import (
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
	"github.com/seed-86b940f4/demur/validation/languages"
)

type form struct {
	Text  string         `json:"text" validate:"min=3"`
	Items []int          `json:"items" validate:"min=1"`
	Map   map[string]int `json:"map" validate:"len=2"`
	Age   int            `json:"age" validate:"gte=1000"`
	Ratio float64        `json:"ratio" validate:"gt=1.5"`
	Start time.Time      `json:"start" validate:"required"`
	End   time.Time      `json:"end" validate:"gt"`
	Wait  time.Duration  `json:"wait" validate:"min=1h"`
	Mail  string         `json:"mail" validate:"email"`
	Later int            `json:"later" validate:"gtfield=Age"`
	Tags  []string       `json:"tags" validate:"dive,oneof=a b"`
}

func invalid() *form { return &form{Later: -1, Tags: []string{"a", "c"}} }

// ask returns the 422 for a value in a language.
func ask(t *testing.T, v *validation.Validator, value any, accept string) *apierror.Error {
	t.Helper()
	r := httptest.NewRequest("POST", "/", strings.NewReader("{}"))
	r.Header.Set("Content-Type", "application/json")
	if accept != "" {
		r.Header.Set("Accept-Language", accept)
	}
	e, ok := v.For(r, v.Validate(value)).(*apierror.Error)
	if !ok || e.Status != apierror.UnprocessableEntity {
		t.Fatalf("got %v", e)
	}
	return e
}

func all(t *testing.T) *validation.Validator {
	t.Helper()
	v := validation.New()
	if err := languages.Add(v); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestLanguages is about the answers to one request in each language: another text,
// the same codes and places.
func TestLanguages(t *testing.T) {
	t.Parallel()
	v := all(t)
	inEnglish := ask(t, v, invalid(), "en")
	missing := map[string]string{"de": "#/end", "th": "#/age #/wait"} // their texts say another thing
	for accept, want := range map[string]string{
		"": "en", "en-US": "en", "ar": "ar", "de": "de", "es": "es", "fa": "fa", "fr": "fr", "hy": "hy", "id": "id", "it": "it", "ja": "ja", "ko": "ko",
		"lv": "lv", "nl": "nl", "pl": "pl", "pt": "pt", "pt-BR": "pt-BR", "pt-PT": "pt", "ru": "ru", "th": "th", "tr": "tr", "uk": "uk", "vi": "vi",
		"zh": "zh", "zh-CN": "zh", "zh-TW": "zh-TW", "zh-Hant-TW": "zh-Hant", "zh-HK": "zh-HK", "xx": "en", "de-CH, fr;q=0.5": "de",
	} {
		e := ask(t, v, invalid(), accept)
		if got := e.Header.Get("Content-Language"); strings.TrimSuffix(got, ", en") != want || strings.HasSuffix(got, ", en") != (missing[want] != "") || e.Header.Get("Vary") != "Accept-Language" {
			t.Errorf("%q: header %v, want %s", accept, e.Header, want)
		}
		for i, f := range e.Fields {
			english := inEnglish.Fields[i]
			if want != "en" && !strings.Contains(missing[want], f.Pointer) && (f.Detail == english.Detail || hasWord(f.Detail, name(f.Pointer))) || strings.ContainsAny(f.Detail, "{}") {
				t.Errorf("%q: %s: %q", accept, f.Pointer, f.Detail)
			}
			if want == "en" && f.Detail != english.Detail {
				t.Errorf("%q: %s: %q, want %q", accept, f.Pointer, f.Detail, english.Detail)
			}
			if f.Detail = english.Detail; f != english {
				t.Errorf("%q: %+v, want %+v", accept, f, english)
			}
		}
	}
}

// name returns what the field is called, which no sentence says: a form shows it beside.
func name(pointer string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(pointer, "#/"), "/")
	return name
}

func hasWord(text, word string) bool {
	return slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }), word)
}

func TestGerman(t *testing.T) {
	t.Parallel()
	v := validation.New()
	if err := languages.Add(v, "DE", "pt_BR", "en"); err != nil {
		t.Fatal(err)
	}
	e := ask(t, v, invalid(), "de-AT")
	want := []string{
		"Das Feld muss mindestens 3 Zeichen lang sein", "Das Feld muss mindestens 1 Element enthalten", "Das Feld muss 2 Elemente enthalten",
		"Das Feld muss 1.000 oder größer sein", "Das Feld muss größer als 1,5 sein", "Das Feld ist ein Pflichtfeld",
		"must be in the future", "Das Feld muss 1h oder größer sein", "Das Feld muss eine gültige E-Mail-Adresse sein",
		"Das Feld muss größer als age sein", "Das Feld muss einer der folgenden sein: [a b]",
	}
	for i, f := range e.Fields {
		if i >= len(want) || f.Detail != want[i] {
			t.Errorf("%s: %q", f.Pointer, f.Detail)
		}
	}
	if got := ask(t, v, invalid(), "pt-br").Header.Get("Content-Language"); got != "pt-BR" {
		t.Errorf("language %q", got)
	}
	if got := ask(t, v, invalid(), "fr").Header.Get("Content-Language"); got != "en" {
		t.Errorf("a language that was not added: %q", got)
	}
}

// What a language has no words for is said in English, which the answer admits.
func TestWordsThatAreMissing(t *testing.T) {
	t.Parallel()
	type host struct {
		Mail string         `json:"mail" validate:"email"`
		Host string         `json:"host" validate:"hostname"`
		Keys map[string]int `json:"keys" validate:"dive,keys,len=3,endkeys"`
	}
	e := ask(t, all(t), host{Keys: map[string]int{"a": 1}}, "fr")
	if got := e.Header.Get("Content-Language"); got != "fr, en" {
		t.Errorf("language %q", got)
	}
	want := []string{"Le champ doit être une adresse email valide", "must be a host name", "each key must be exactly 3 characters long"}
	for i, f := range e.Fields {
		if f.Detail != want[i] {
			t.Errorf("%q, want %q", f.Detail, want[i])
		}
	}
}

// German has the text of "must be in the past" for "must be in the future" too.
func TestTextsThatSayTheOpposite(t *testing.T) {
	t.Parallel()
	type times struct {
		After  time.Time `json:"after" validate:"gt"`
		Before time.Time `json:"before" validate:"lt"`
	}
	e := ask(t, all(t), times{Before: time.Now().Add(time.Hour)}, "de")
	if got := e.Fields[0].Detail; got != "must be in the future" {
		t.Errorf("got %q", got)
	}
	if got := e.Fields[1].Detail; got != "Das Feld muss vor dem aktuellen Datum und Uhrzeit liegen" {
		t.Errorf("got %q", got)
	}
}

func TestAddErrors(t *testing.T) {
	t.Parallel()
	v := validation.New()
	err := languages.Add(v, "de", "xx", "klingon")
	if err == nil || !strings.Contains(err.Error(), `"xx"`) || !strings.Contains(err.Error(), `"klingon"`) {
		t.Errorf("got %v", err)
	}
	if e := ask(t, v, invalid(), "de"); len(e.Header) != 0 {
		t.Errorf("a language was added in spite of the error: %v", e.Header)
	}
	if err := languages.Add(nil, "de"); err == nil {
		t.Error("no error for a nil Validator")
	}
}

// The translations are loaded without the author's engine.
func TestEngineIsNotTouched(t *testing.T) {
	t.Parallel()
	engine := validator.New()
	before := reflect.ValueOf(engine).Elem().FieldByName("transTagFunc").Len()
	if err := languages.Add(validation.Wrap(engine)); err != nil {
		t.Fatal(err)
	}
	if after := reflect.ValueOf(engine).Elem().FieldByName("transTagFunc").Len(); after != before {
		t.Errorf("%d translators, before %d", after, before)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	v := all(t)
	var group sync.WaitGroup
	for _, accept := range []string{"it", "fr", "ar", "pl", "zh-TW", "en", "it"} {
		group.Go(func() {
			for range 50 {
				if got := ask(t, v, invalid(), accept).Header.Get("Content-Language"); got != accept {
					t.Errorf("%q, want %q", got, accept)
				}
			}
		})
	}
	group.Wait()
}
