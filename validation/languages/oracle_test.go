package languages_test

import (
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/ar"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/fr"
	"github.com/go-playground/locales/ja"
	"github.com/go-playground/locales/pl"
	"github.com/go-playground/locales/zh_Hant_TW"
	ut "github.com/go-playground/universal-translator"
	"github.com/go-playground/validator/v10"
	arTexts "github.com/go-playground/validator/v10/translations/ar"
	deTexts "github.com/go-playground/validator/v10/translations/de"
	frTexts "github.com/go-playground/validator/v10/translations/fr"
	jaTexts "github.com/go-playground/validator/v10/translations/ja"
	plTexts "github.com/go-playground/validator/v10/translations/pl"
	zhTWTexts "github.com/go-playground/validator/v10/translations/zh_tw"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

type reported struct {
	Field any `json:"field"`
}

// TestSameWordsAsValidator breaks each tag with a value of each kind, and compares
// the sentence with that of validator's own Translate, but for the name of another
// field.
func TestSameWordsAsValidator(t *testing.T) {
	t.Parallel()
	v := all(t)
	text := "x"
	values := []any{"text", 3, 2.5, []string{"a"}, map[string]int{"a": 1}, time.Now(), time.Second, &text}
	for tag, b := range map[string]struct {
		locale   func() locales.Translator
		register func(*validator.Validate, ut.Translator) error
		field    string // what its sentences call the field
	}{
		"ar": {ar.New, arTexts.RegisterDefaultTranslations, "المدخل"}, "de": {de.New, deTexts.RegisterDefaultTranslations, "Das Feld"},
		"fr": {fr.New, frTexts.RegisterDefaultTranslations, "Le champ"}, "ja": {ja.New, jaTexts.RegisterDefaultTranslations, "この項目"},
		"pl": {pl.New, plTexts.RegisterDefaultTranslations, "Pole"}, "zh-TW": {zh_Hant_TW.New, zhTWTexts.RegisterDefaultTranslations, "該欄位"},
	} {
		locale := b.locale()
		texts, _ := ut.New(locale, locale).GetTranslator(locale.Locale())
		engine := validator.New()
		engine.RegisterTagNameFunc(func(sf reflect.StructField) string { return sf.Tag.Get("json") })
		if err := b.register(engine, texts); err != nil {
			t.Fatal(err)
		}
		var value any
		var rule, param string
		engine.RegisterStructValidation(func(sl validator.StructLevel) { sl.ReportError(value, b.field, "Field", rule, param) }, reported{})
		compared := 0
		for _, rule = range tags() {
			for _, value = range values {
				if _, isMap := value.(map[string]int); rule == "ne" && isMap {
					continue // some languages have words for it that validator does not use
				}
				for _, param = range params(rule) {
					errs := engine.Struct(reported{}).(validator.ValidationErrors)
					got, ok := sayIn(t, v, errs, tag)
					if !ok {
						continue // in English
					}
					want := strings.ReplaceAll(errs[0].Translate(texts), "Field", "field")
					if !strings.HasPrefix(want, b.field) { // the word stands within the sentence
						first := []rune(b.field)[:1]
						want = strings.Replace(want, b.field, strings.ToLower(string(first))+strings.TrimPrefix(b.field, string(first)), 1)
					}
					if got != want {
						t.Errorf("%s: %s=%s of a %T: %q, want %q", tag, rule, param, value, got, want)
					}
					compared++
				}
			}
		}
		if compared < 700 {
			t.Errorf("%s: only %d sentences were compared", tag, compared)
		}
	}
}

// sayIn returns the sentence for an error, and false if there is only an English one.
func sayIn(t *testing.T, v *validation.Validator, errs validator.ValidationErrors, language string) (string, bool) {
	t.Helper()
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("Accept-Language", language)
	e := apierror.From(v.For(r, v.FromErrors(errs, reported{})))
	if len(e.Fields) != 1 {
		t.Fatalf("got %v", e)
	}
	return e.Fields[0].Detail, e.Header.Get("Content-Language") == language
}

// tags returns the tags and aliases of validator, from its own tables.
func tags() []string {
	var tags []string
	engine := reflect.ValueOf(validator.New()).Elem()
	for _, table := range []string{"validations", "aliases"} {
		for _, key := range engine.FieldByName(table).MapKeys() {
			tags = append(tags, key.String())
		}
	}
	return tags
}

// params returns parameters for a tag, none of them the name of a field.
func params(tag string) []string {
	switch tag {
	case "len", "min", "max", "lt", "lte", "gt", "gte", "eq", "ne":
		return []string{"1", "2", "3", "5", "22", "1000"}
	}
	if strings.Contains(tag, "field") || strings.Contains(tag, "_if") || strings.Contains(tag, "_unless") || strings.Contains(tag, "with") {
		return []string{"Field"}
	}
	return []string{"abc"}
}
