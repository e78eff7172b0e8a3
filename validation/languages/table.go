package languages

import (
	"github.com/go-playground/locales"
	"github.com/go-playground/locales/ar"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/es"
	"github.com/go-playground/locales/fa"
	"github.com/go-playground/locales/fr"
	"github.com/go-playground/locales/hy"
	"github.com/go-playground/locales/id"
	"github.com/go-playground/locales/it"
	"github.com/go-playground/locales/ja"
	"github.com/go-playground/locales/ko"
	"github.com/go-playground/locales/lv"
	"github.com/go-playground/locales/nl"
	"github.com/go-playground/locales/pl"
	"github.com/go-playground/locales/pt"
	"github.com/go-playground/locales/pt_BR"
	"github.com/go-playground/locales/ru"
	"github.com/go-playground/locales/th"
	"github.com/go-playground/locales/tr"
	"github.com/go-playground/locales/uk"
	"github.com/go-playground/locales/vi"
	"github.com/go-playground/locales/zh"
	"github.com/go-playground/locales/zh_Hant_TW"
	ut "github.com/go-playground/universal-translator"
	"github.com/go-playground/validator/v10"

	arTexts "github.com/go-playground/validator/v10/translations/ar"
	deTexts "github.com/go-playground/validator/v10/translations/de"
	esTexts "github.com/go-playground/validator/v10/translations/es"
	faTexts "github.com/go-playground/validator/v10/translations/fa"
	frTexts "github.com/go-playground/validator/v10/translations/fr"
	hyTexts "github.com/go-playground/validator/v10/translations/hy"
	idTexts "github.com/go-playground/validator/v10/translations/id"
	itTexts "github.com/go-playground/validator/v10/translations/it"
	jaTexts "github.com/go-playground/validator/v10/translations/ja"
	koTexts "github.com/go-playground/validator/v10/translations/ko"
	lvTexts "github.com/go-playground/validator/v10/translations/lv"
	nlTexts "github.com/go-playground/validator/v10/translations/nl"
	plTexts "github.com/go-playground/validator/v10/translations/pl"
	ptTexts "github.com/go-playground/validator/v10/translations/pt"
	ptBRTexts "github.com/go-playground/validator/v10/translations/pt_BR"
	ruTexts "github.com/go-playground/validator/v10/translations/ru"
	thTexts "github.com/go-playground/validator/v10/translations/th"
	trTexts "github.com/go-playground/validator/v10/translations/tr"
	ukTexts "github.com/go-playground/validator/v10/translations/uk"
	viTexts "github.com/go-playground/validator/v10/translations/vi"
	zhTexts "github.com/go-playground/validator/v10/translations/zh"
	zhTWTexts "github.com/go-playground/validator/v10/translations/zh_tw"
)

// bundle is one of validator's translations.
type bundle struct {
	tag      string
	also     []string // tags that are served by it as well as by any
	locale   func() locales.Translator
	register func(*validator.Validate, ut.Translator) error
	wrong    []string // keys of texts that say another thing than the rule asks for, or say it in English, as of v10.30.6
	unnamed  []string // pairs: what is around the name in a text, and what is said instead; a name at the front goes anyway
	between  string   // what is between two sentences, "" for a semicolon
}

// bundles returns all of them but English, of which package validation has its own.
// Chinese that names no script is simplified; the regions that write the
// traditional one are served by that of Taiwan.
func bundles() []bundle {
	return []bundle{
		{"ar", nil, ar.New, arTexts.RegisterDefaultTranslations, nil, []string{"حقل " + mark, "الحقل", "طول " + mark, "الطول", "مدة " + mark, "المدة", " " + mark, ""}, "؛ "},
		{"de", nil, de.New, deTexts.RegisterDefaultTranslations, []string{"gt-datetime", "gte-datetime"}, nil, ""},
		{"es", nil, es.New, esTexts.RegisterDefaultTranslations, nil, nil, ""},
		{"fa", nil, fa.New, faTexts.RegisterDefaultTranslations, nil, []string{" " + mark, ""}, "؛ "},
		{"fr", nil, fr.New, frTexts.RegisterDefaultTranslations, nil, nil, ""},
		{"hy", nil, hy.New, hyTexts.RegisterDefaultTranslations, nil, []string{"«" + mark + "»", "այս"}, ""},
		{"id", nil, id.New, idTexts.RegisterDefaultTranslations, []string{"ne"}, []string{" " + mark, ""}, ""},
		{"it", nil, it.New, itTexts.RegisterDefaultTranslations, nil, nil, ""},
		{"ja", nil, ja.New, jaTexts.RegisterDefaultTranslations, nil, []string{mark + " は", "", mark + "は", "", mark + "の", "", mark + "には", ""}, "。"},
		{"ko", nil, ko.New, koTexts.RegisterDefaultTranslations, nil, []string{mark + "은(는) ", "", mark + "의 ", "", mark + "에는 ", ""}, " "},
		{"lv", nil, lv.New, lvTexts.RegisterDefaultTranslations, nil, nil, ""},
		{"nl", nil, nl.New, nlTexts.RegisterDefaultTranslations, nil, nil, ""},
		{"pl", nil, pl.New, plTexts.RegisterDefaultTranslations, nil, nil, ""},
		{"pt", nil, pt.New, ptTexts.RegisterDefaultTranslations, nil, nil, ""},
		{"pt-BR", nil, pt_BR.New, ptBRTexts.RegisterDefaultTranslations, nil, nil, ""},
		{"ru", nil, ru.New, ruTexts.RegisterDefaultTranslations, []string{"lt-datetime", "lte-datetime"}, nil, ""},
		{"th", nil, th.New, thTexts.RegisterDefaultTranslations, []string{"min-number", "gte-number", "ulid", "postcode_iso3166_alpha2", "postcode_iso3166_alpha2_field"}, []string{" " + mark, ""}, " "},
		{"tr", nil, tr.New, trTexts.RegisterDefaultTranslations, []string{"gtecsfield"}, []string{mark + ", ", ""}, ""},
		{"uk", nil, uk.New, ukTexts.RegisterDefaultTranslations, nil, nil, ""},
		{"vi", nil, vi.New, viTexts.RegisterDefaultTranslations, nil, nil, ""},
		{"zh", nil, zh.New, zhTexts.RegisterDefaultTranslations, nil, []string{mark + " ", "", mark, ""}, "；"},
		{"zh-TW", []string{"zh-Hant", "zh-HK", "zh-MO"}, zh_Hant_TW.New, zhTWTexts.RegisterDefaultTranslations, nil, []string{mark + " ", "", mark, ""}, "；"},
	}
}
