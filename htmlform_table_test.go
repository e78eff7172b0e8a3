package demur_test

import (
	"fmt"
	"mime/multipart"
	"time"
)

// htmlForm has a field for each kind of input that a page can have.
type htmlForm struct {
	Agree    bool                    `form:"agree"`
	MayBe    *bool                   `form:"maybe"`
	Boxes    []bool                  `form:"boxes"`
	Group    []string                `form:"group"`
	Number   int                     `form:"number"`
	Byte     uint8                   `form:"byte"`
	Maybe    *int                    `form:"maybe_number"`
	Ratio    float64                 `form:"ratio"`
	Picked   []int                   `form:"picked"`
	Date     time.Time               `form:"date" format:"2006-01-02"`
	Local    *time.Time              `form:"local" format:"2006-01-02T15:04"`
	Clock    time.Time               `form:"clock" format:"15:04"`
	Month    time.Time               `form:"month" format:"2006-01"`
	Week     string                  `form:"week"`
	Instant  time.Time               `form:"instant"`
	Wait     time.Duration           `form:"wait"`
	Colour   string                  `form:"colour"`
	Text     string                  `form:"text"`
	Nick     *string                 `form:"nick"`
	Code     shortCode               `form:"code"`
	Charset  string                  `form:"_charset_"`
	Save     *string                 `form:"save"`
	X        int                     `form:"map.x"`
	Y        int                     `form:"map.y"`
	Photo    *multipart.FileHeader   `form:"photo"`
	Papers   []*multipart.FileHeader `form:"papers"`
	Required int                     `form:"required" validate:"omitempty,min=1"`
}

// shortCode reads text by itself, and none of another length.
type shortCode string

func (c *shortCode) UnmarshalText(text []byte) error {
	if len(text) != 3 {
		return fmt.Errorf("%d characters", len(text))
	}
	*c = shortCode(text)
	return nil
}

// htmlForms are fields as browsers send them, and what becomes of them.
var htmlForms = []struct {
	name  string
	sent  string // as in application/x-www-form-urlencoded
	shown func(htmlForm) any
	want  string // the value, or the rule that it breaks
}{
	{"checkbox, checked", "agree=on", func(f htmlForm) any { return f.Agree }, "true"},
	{"checkbox, not checked", "", func(f htmlForm) any { return f.Agree }, "false"},
	{"checkbox with the value 1", "agree=1", func(f htmlForm) any { return f.Agree }, "true"},
	{"checkbox with the value true", "agree=true", func(f htmlForm) any { return f.Agree }, "true"},
	{"checkbox with the value yes", "agree=yes", nil, "agree type boolean"},
	{"hidden off", "agree=off", func(f htmlForm) any { return f.Agree }, "false"},
	{"hidden off before a checkbox", "agree=off&agree=on", nil, "agree duplicate "},
	{"checkbox of a pointer, checked", "maybe=on", func(f htmlForm) any { return *f.MayBe }, "true"},
	{"checkbox of a pointer, not checked", "", func(f htmlForm) any { return f.MayBe }, "<nil>"},
	{"On is nothing that browsers send", "agree=On", nil, "agree type boolean"},
	{"group of bools", "boxes=on&boxes=off", func(f htmlForm) any { return f.Boxes }, "[true false]"},
	{"group of checkboxes", "group=a&group=c", func(f htmlForm) any { return f.Group }, "[a c]"},
	{"group of checkboxes, none", "", func(f htmlForm) any { return f.Group == nil }, "true"},
	{"select multiple of numbers", "picked=1&picked=3", func(f htmlForm) any { return f.Picked }, "[1 3]"},
	{"select multiple with the empty option", "picked=&picked=3", func(f htmlForm) any { return f.Picked }, "[3]"},
	{"select with the empty option", "number=", func(f htmlForm) any { return f.Number }, "0"},
	{"number", "number=-7", func(f htmlForm) any { return f.Number }, "-7"},
	{"number, left empty", "number=", func(f htmlForm) any { return f.Number }, "0"},
	{"number of a byte, left empty", "byte=", func(f htmlForm) any { return f.Byte }, "0"},
	{"number of a pointer, left empty", "maybe_number=", func(f htmlForm) any { return f.Maybe }, "<nil>"},
	{"number, typed with an exponent", "number=1e3", nil, "number type integer"},
	{"range", "ratio=0.5", func(f htmlForm) any { return f.Ratio }, "0.5"},
	{"date", "date=2026-11-26", func(f htmlForm) any { return f.Date }, "2026-11-26 00:00:00 +0000 UTC"},
	{"date, left empty", "date=", func(f htmlForm) any { return f.Date.IsZero() }, "true"},
	{"date in words", "date=26.11.2026", nil, "date type date-time"},
	{"datetime-local", "local=2026-11-26T10:30", func(f htmlForm) any { return f.Local }, "2026-11-26 10:30:00 +0000 UTC"},
	{"datetime-local with seconds", "local=2026-11-26T10:30:15", func(f htmlForm) any { return f.Local }, "2026-11-26 10:30:15 +0000 UTC"},
	{"datetime-local with milliseconds", "local=2026-11-26T10:30:15.250", func(f htmlForm) any { return f.Local }, "2026-11-26 10:30:15.25 +0000 UTC"},
	{"datetime-local with a zone, which none has", "local=2026-11-26T10:30Z", nil, "local type date-time"},
	{"datetime-local, left empty", "local=", func(f htmlForm) any { return f.Local == nil }, "true"},
	{"datetime-local where no format is said", "instant=2026-11-26T10:30", nil, "instant type date-time"},
	{"an instant where no format is said", "instant=2026-11-26T10:30:00%2B01:00", func(f htmlForm) any { return f.Instant.UTC() }, "2026-11-26 09:30:00 +0000 UTC"},
	{"time", "clock=10:30", func(f htmlForm) any { return f.Clock.Hour() }, "10"},
	{"time with seconds", "clock=10:30:15", func(f htmlForm) any { return f.Clock.Second() }, "15"},
	{"month", "month=2026-11", func(f htmlForm) any { return f.Month }, "2026-11-01 00:00:00 +0000 UTC"},
	{"week", "week=2026-W48", func(f htmlForm) any { return f.Week }, "2026-W48"},
	{"duration, left empty", "wait=", func(f htmlForm) any { return f.Wait }, "0s"},
	{"color", "colour=%23ff8800", func(f htmlForm) any { return f.Colour }, "#ff8800"},
	{"textarea", "text=a%0D%0Ab", func(f htmlForm) any { return fmt.Sprintf("%q", f.Text) }, `"a\r\nb"`},
	{"text, left empty", "nick=", func(f htmlForm) any { return fmt.Sprintf("%q", *f.Nick) }, `""`},
	{"text that is not there", "", func(f htmlForm) any { return f.Nick == nil }, "true"},
	{"text that is read by its type, left empty", "code=", func(f htmlForm) any { return fmt.Sprintf("%q", f.Code) }, `""`},
	{"text that is read by its type", "code=a", nil, "code format "},
	{"_charset_", "_charset_=UTF-8&text=%C3%BC", func(f htmlForm) any { return f.Charset + f.Text }, "UTF-8ü"},
	{"another charset", "text=%FC", nil, "text encoding utf-8"},
	{"button", "save=", func(f htmlForm) any { return *f.Save == "" }, "true"},
	{"button that was not used", "", func(f htmlForm) any { return f.Save == nil }, "true"},
	{"image", "map.x=12&map.y=7", func(f htmlForm) any { return f.X + f.Y }, "19"},
	{"what the type does not have", "text=a&btn=b", func(f htmlForm) any { return f.Text }, "a"},
	{"file in a form without files", "photo=cat.png", nil, "photo type file"},
	{"file, left empty", "photo=", func(f htmlForm) any { return f.Photo == nil }, "true"},
	{"number, left empty, with a rule", "required=", func(f htmlForm) any { return f.Required }, "0"},
	{"number that breaks a rule", "required=-1", nil, "required min 1"},
}
