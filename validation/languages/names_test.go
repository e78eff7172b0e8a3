package languages_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
)

// tagsOfLanguages are all but English, with whether they are written in Latin letters.
var tagsOfLanguages = map[string]bool{
	"ar": false, "de": true, "es": true, "fa": false, "fr": true, "hy": false, "id": true, "it": true, "ja": false, "ko": false, "lv": true,
	"nl": true, "pl": true, "pt": true, "pt-BR": true, "ru": false, "th": false, "tr": true, "uk": false, "vi": true, "zh": false, "zh-TW": false,
}

// English said nothing of the field, while other languages began with its name: a form
// that shows the name beside the sentence showed it twice.
func TestNoLanguageSaysTheName(t *testing.T) {
	t.Parallel()
	type named struct {
		Field any `json:"zqx"`
		Other any `json:"other"`
	}
	v := all(t)
	var value any
	var rule, param string
	engine := validator.New()
	engine.RegisterStructValidation(func(sl validator.StructLevel) { sl.ReportError(value, "Field", "Field", rule, param) }, named{})
	text := "x"
	values := []any{"text", 3, 2.5, true, []string{"a"}, [1]int{1}, map[string]int{"a": 1}, time.Now(), time.Second, &text, nil}
	said := map[string]map[string]bool{}
	for _, rule = range tags() {
		for _, value = range values {
			for _, param = range params(rule) {
				if param == "Field" {
					param = "Other"
				}
				errs := engine.Struct(named{}).(validator.ValidationErrors)
				for tag, latin := range tagsOfLanguages {
					r := httptest.NewRequest("POST", "/", nil)
					r.Header.Set("Accept-Language", tag)
					e := apierror.From(v.For(r, v.FromErrors(errs, named{})))
					if e.Header.Get("Content-Language") != tag {
						continue // in English
					}
					got := e.Fields[0].Detail
					first := []rune(got)[0]
					if strings.Contains(got, "zqx") || strings.Contains(got, "Field") || strings.Contains(got, "Other") || strings.Contains(got, "  ") || strings.TrimSpace(got) != got ||
						!unicode.IsLetter(first) && !unicode.IsDigit(first) && !strings.ContainsRune("'[", first) || strings.IndexFunc(got, unicode.IsControl) >= 0 {
						t.Errorf("%s: %s=%s of a %T: %q", tag, rule, param, value, got)
					}
					if !latin && strings.IndexFunc(got, func(r rune) bool { return r > unicode.MaxLatin1 && unicode.IsLetter(r) }) < 0 {
						t.Errorf("%s: %s=%s of a %T is in English: %q", tag, rule, param, value, got)
					}
					if said[tag] == nil {
						said[tag] = map[string]bool{}
					}
					said[tag][rule] = true
				}
			}
		}
	}
	for tag := range tagsOfLanguages {
		if len(said[tag]) < 70 {
			t.Errorf("%s has words for %d rules only", tag, len(said[tag]))
		}
	}
}

// Where the name is not at the front of a text, or has a particle, what is left is
// whole: a text of each such kind.
func TestTextsAroundTheName(t *testing.T) {
	t.Parallel()
	type shape struct {
		Text   string        `json:"zqx1" validate:"gt=3"`
		Number int           `json:"zqx2" validate:"gt=5"`
		Mail   string        `json:"zqx3" validate:"email"`
		Other  int           `json:"zqx4" validate:"eqfield=Top"`
		Wait   time.Duration `json:"zqx5" validate:"min=1h"`
		None   *int          `json:"zqx6" validate:"required"`
		Not    string        `json:"zqx7" validate:"excludes=a"`
		Top    int           `json:"top"`
	}
	v := all(t)
	for tag, want := range map[string][]string{
		"ar": {"يجب أن يكون الطول أكبر من 3 أحرف", "يجب أن يكون أكبر من 5", "يجب أن يكون عنوان بريد إلكتروني صالح", "يجب أن يكون مساويا ل top", "يجب أن تكون المدة 1h أو أكبر", "الحقل مطلوب", "لا يمكن أن يحتوي على النص 'a'"},
		"fa": {"طول باید بیشتر از 3 کاراکتر باشد", "باید بیشتر از 5 باشد", "باید یک ایمیل معتبر باشد", "باید برابر top باشد", "", "فیلد اجباری میباشد", "نمیتواند شامل 'a' باشد"},
		"hy": {"", "այս դաշտի արժեքը պետք է մեծ լինի 5-ից", "այս դաշտը պետք է պարունակի վավեր էլեկտրոնային փոստի հասցե", "այս և «top» դաշտերի արժեքները պետք է համընկնեն", "", "այս դաշտը պարտադիր է", "այս դաշտը չպետք է պարունակի «a» տեքստը"},
		"id": {"panjang harus lebih dari 3 karakter", "harus lebih besar dari 5", "harus berupa alamat email yang valid", "harus sama dengan top", "", "wajib diisi", "tidak boleh berisi teks 'a'"},
		"ja": {"長さは3文字よりも多くなければなりません", "5よりも大きくなければなりません", "正しいメールアドレスでなければなりません", "topと等しくなければなりません", "", "必須フィールドです", "'a'というテキストを含むことはできません"},
		"ko": {"길이는 3자보다 길어야 합니다.", "5보다 커야 합니다.", "올바른 이메일 주소여야 합니다.", "top와(과) 같아야 합니다.", "", "필수 필드입니다.", "'a'라는 텍스트를 포함할 수 없습니다."},
		"th": {"ต้องมีความยาวมากกว่า 3 ตัวอักษร", "ต้องมีค่ามากกว่า 5", "ต้องเป็นอีเมลเท่านั้น", "ต้องเท่ากับ top", "", "โปรดระบุ", "ต้องไม่มี 'a'"},
		"tr": {"3 karakter uzunluğundan fazla olmalıdır", "5 değerinden büyük olmalıdır", "geçerli bir e-posta adresi olmalıdır", "top değerine eşit olmalıdır", "", "zorunlu bir alandır", "'a' metnini içeremez"},
		"zh": {"长度必须大于3个字符", "必须大于5", "必须是一个有效的邮箱", "必须等于top", "", "为必填字段", "不能包含文本'a'"},
	} {
		e := ask(t, v, shape{Top: 1, Not: "a"}, tag)
		for i, f := range e.Fields {
			if want[i] != "" && f.Detail != want[i] {
				t.Errorf("%s: %s: %q, want %q", tag, f.Pointer, f.Detail, want[i])
			}
		}
	}
}

// "ist ein Pflichtfeld" alone was untrue for a 0, a false or an empty list that was sent.
func TestRequiredSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	type zero struct {
		Count int            `json:"count" validate:"required"`
		Ratio float64        `json:"ratio" validate:"required"`
		Name  string         `json:"name" validate:"required"`
		Tags  []string       `json:"tags" validate:"required"`
		Map   map[string]int `json:"map" validate:"required"`
		Agree bool           `json:"agree" validate:"required"`
		At    time.Time      `json:"at" validate:"required"`
		None  *int           `json:"none" validate:"required"`
		Bytes [2]int         `json:"bytes" validate:"required"`
	}
	v := all(t)
	for tag, want := range map[string][]string{
		"de": {"ist ein Pflichtfeld; darf nicht gleich 0 sein", "ist ein Pflichtfeld; darf nicht gleich 0 sein", "ist ein Pflichtfeld; muss mindestens 1 Zeichen lang sein",
			"ist ein Pflichtfeld; muss mindestens 1 Element enthalten", "ist ein Pflichtfeld; muss mindestens 1 Element enthalten", "ist ein Pflichtfeld; ist nicht gleich true",
			"ist ein Pflichtfeld", "ist ein Pflichtfeld", "must be given and have an item that is not empty"},
		"ja": {"必須フィールドです。0と異ならなければなりません"},
		"id": {"must be given and not be 0"}, // its text for "must not be 0" says the opposite
	} {
		for i, f := range ask(t, v, zero{}, tag).Fields {
			if i < len(want) && f.Detail != want[i] {
				t.Errorf("%s: %s: %q, want %q", tag, f.Pointer, f.Detail, want[i])
			}
		}
	}
	for tag := range tagsOfLanguages {
		fields := ask(t, v, zero{Bytes: [2]int{1}}, tag).Fields
		alone := fields[7].Detail
		for i, part := range []string{"0", "0", "1", "1", "1", "true"} {
			got := fields[i].Detail
			if english := strings.HasPrefix(got, "must be given"); !english && (!strings.HasPrefix(got, alone) || !strings.Contains(got[len(alone):], part)) || english && tag != "id" {
				t.Errorf("%s: %s: %q", tag, fields[i].Pointer, got)
			}
		}
		if fields[6].Detail != alone {
			t.Errorf("%s: %q, %q", tag, fields[6].Detail, alone)
		}
	}
}

// A comparison with a field that clients have no name for had a hole in its sentence.
func TestOtherFieldWithoutName(t *testing.T) {
	t.Parallel()
	type order struct {
		Later int `json:"later" validate:"gtfield=Secret"`
		If    int `json:"if" validate:"required_with=Secret Later"`

		Secret int `json:"-"`
	}
	v := all(t)
	want := []string{"must be greater than another field", "must be given and not be 0 when another field or later is given"}
	for tag := range tagsOfLanguages {
		e := ask(t, v, order{Secret: 1}, tag)
		for i, f := range e.Fields {
			if f.Detail != want[i] {
				t.Errorf("%s: %q, want %q", tag, f.Detail, want[i])
			}
		}
		if got := e.Header.Get("Content-Language"); got != tag+", en" {
			t.Errorf("Content-Language %q", got)
		}
	}
}
