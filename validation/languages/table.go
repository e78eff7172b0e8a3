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
	field    string   // what a sentence calls the field, whatever its name is
	also     []string // tags that are served by it as well as by any
	locale   func() locales.Translator
	register func(*validator.Validate, ut.Translator) error
	wrong    []string // keys of texts that say another thing than the rule asks for, as of v10.30.6
}

// bundles returns all of them but English, of which package validation has its own.
// Chinese that names no script is simplified; the regions that write the
// traditional one are served by that of Taiwan.
func bundles() []bundle {
	return []bundle{
		{"ar", "المدخل", nil, ar.New, arTexts.RegisterDefaultTranslations, nil},
		{"de", "Das Feld", nil, de.New, deTexts.RegisterDefaultTranslations, []string{"gt-datetime", "gte-datetime"}},
		{"es", "El campo", nil, es.New, esTexts.RegisterDefaultTranslations, nil},
		{"fa", "مقدار", nil, fa.New, faTexts.RegisterDefaultTranslations, nil},
		{"fr", "Le champ", nil, fr.New, frTexts.RegisterDefaultTranslations, nil},
		{"hy", "արժեք", nil, hy.New, hyTexts.RegisterDefaultTranslations, nil},
		{"id", "Isian", nil, id.New, idTexts.RegisterDefaultTranslations, []string{"ne"}},
		{"it", "Il campo", nil, it.New, itTexts.RegisterDefaultTranslations, nil},
		{"ja", "この項目", nil, ja.New, jaTexts.RegisterDefaultTranslations, nil},
		{"ko", "이 항목", nil, ko.New, koTexts.RegisterDefaultTranslations, nil},
		{"lv", "Lauks", nil, lv.New, lvTexts.RegisterDefaultTranslations, nil},
		{"nl", "Het veld", nil, nl.New, nlTexts.RegisterDefaultTranslations, nil},
		{"pl", "Pole", nil, pl.New, plTexts.RegisterDefaultTranslations, nil},
		{"pt", "O campo", nil, pt.New, ptTexts.RegisterDefaultTranslations, nil},
		{"pt-BR", "O campo", nil, pt_BR.New, ptBRTexts.RegisterDefaultTranslations, nil},
		{"ru", "Параметр", nil, ru.New, ruTexts.RegisterDefaultTranslations, nil},
		{"th", "ข้อมูล", nil, th.New, thTexts.RegisterDefaultTranslations, []string{"min-number", "gte-number"}},
		{"tr", "Bu alan", nil, tr.New, trTexts.RegisterDefaultTranslations, []string{"gtecsfield"}},
		{"uk", "Параметр", nil, uk.New, ukTexts.RegisterDefaultTranslations, nil},
		{"vi", "Giá trị", nil, vi.New, viTexts.RegisterDefaultTranslations, nil},
		{"zh", "该字段", nil, zh.New, zhTexts.RegisterDefaultTranslations, nil},
		{"zh-TW", "該欄位", []string{"zh-Hant", "zh-HK", "zh-MO"}, zh_Hant_TW.New, zhTWTexts.RegisterDefaultTranslations, nil},
	}
}
