package bind_test

import (
	"encoding/xml"
	"io"
	"mime/multipart"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/internal/bind"
)

// structOf returns a struct with one field for each tag, A, B, C and so on, whose
// types are those of the values. Linters do not like the tags of these tests.
func structOf(tagsAndValues ...any) reflect.Type {
	var fields []reflect.StructField
	for i := 0; i < len(tagsAndValues); i += 2 {
		tag := tagsAndValues[i].(string)
		f := reflect.StructField{Name: string(rune('A' + i/2)), Type: reflect.TypeOf(tagsAndValues[i+1]), Tag: reflect.StructTag(tag)}
		if strings.HasPrefix(tag, "private") {
			f.Name, f.PkgPath, f.Tag = strings.ToLower(f.Name), "example.org/p", reflect.StructTag(strings.TrimPrefix(tag, "private "))
		}
		fields = append(fields, f)
	}
	return reflect.StructOf(fields)
}

type (
	selfish struct {
		*selfish     //lint:ignore U1000 the mistake is that it is there
		A        int `query:"a"`
	}
	pointless *pointless
	hasPage   struct {
		Page int `query:"page"`
	}
	replies struct {
		ID   string `param:"id"`
		Next *replies
		List []replies
	}
)

// Every mistake that a type can have is found before a request is, and named by
// field, tag and reason.
func TestCheckNamesEachMistake(t *testing.T) {
	t.Parallel()
	type key struct{ A int }
	of := structOf
	const any1 = "demur: struct{…}.A: "
	for name, tt := range map[string]struct {
		typ  reflect.Type
		want string
	}{
		"array as a parameter":       {of(`query:"a"`, [2]int{}), any1 + `tag query:"a": a [2]int cannot be made of text`},
		"map as a parameter":         {of(`header:"a"`, map[string]string{}), any1 + `tag header:"a": a map[string]string cannot be made of text`},
		"struct as a parameter":      {of(`param:"a"`, key{}), any1 + `tag param:"a": a bind_test.key cannot be made of text`},
		"nameless struct":            {of(`param:"a"`, struct{ A int }{}), any1 + `tag param:"a": a struct{…} cannot be made of text`},
		"channel as a parameter":     {of(`cookie:"a" json:"-"`, make(chan int)), any1 + `tag cookie:"a": a chan int cannot be made of text`},
		"complex as a parameter":     {of(`query:"a" json:"-"`, 1i), any1 + `tag query:"a": a complex128 cannot be made of text`},
		"lists of lists":             {of(`query:"a"`, [][]int{}), any1 + `tag query:"a": a []int cannot be made of text`},
		"pointer to itself":          {of(`query:"a" json:"-" xml:"-"`, pointless(nil)), any1 + `tag query:"a": a bind_test.pointless cannot be made of text`},
		"map in a form":              {of(`form:"a"`, map[string]string{}), any1 + `tag form:"a": a map[string]string cannot be made of text`},
		"file that is no pointer":    {of(`form:"a"`, multipart.FileHeader{}), any1 + `tag form:"a": a multipart.FileHeader cannot be made of text`},
		"file from the query":        {of(`query:"a"`, &multipart.FileHeader{}), any1 + `tag query:"a": a multipart.FileHeader cannot be made of text`},
		"private parameter":          {of(`private query:"a"`, 1), `demur: struct{…}.a: tag query:"a": the field is not exported`},
		"private form field":         {of(`private form:"a"`, 1), `demur: struct{…}.a: tag form:"a": the field is not exported`},
		"private member":             {of(`private json:"a"`, 1), `demur: struct{…}.a: tag json:"a": the field is not exported`},
		"private element":            {of(`private xml:"a"`, 1), `demur: struct{…}.a: tag xml:"a": the field is not exported`},
		"header with a space":        {of(`header:"X Key"`, ""), any1 + `tag header:"X Key": it is no name of a header field`},
		"cookie with an equals sign": {of(`cookie:"a=b"`, ""), any1 + `tag cookie:"a=b": it is no name of a cookie`},
		"layout of nothing":          {of(`query:"a" format:"date-time"`, time.Time{}), any1 + `tag query:"a": the tag format:"date-time" is no layout of a time`},
		"layout of nothing, form":    {of(`form:"a" format:"date"`, []*time.Time{}), any1 + `tag form:"a": the tag format:"date" is no layout of a time`},
		"behind a pointer":           {of(``, &hasPage{}), any1 + `parameters are not put behind a pointer; embed the struct, or make it no pointer`},
		"inside": {of(``, struct {
			B struct {
				C map[string]int `query:"c"`
			}
		}{}), any1[:len(any1)-2] + `.B.C: tag query:"c": a map[string]int cannot be made of text`},

		"channel in JSON":          {of(``, make(chan int)), any1 + `JSON fills no chan int; if no request should, give it the tag json:"-"`},
		"function in JSON":         {of(`json:"a"`, func() {}), any1 + `JSON fills no func(); if no request should, give it the tag json:"-"`},
		"channels in JSON":         {of(``, []struct{ C map[string]chan int }{}), any1[:len(any1)-2] + `[].C[]: JSON fills no chan int`},
		"map with keys of structs": {of(``, []map[key]int{}), any1[:len(any1)-2] + `[]: JSON fills no map whose keys are of type bind_test.key`},
		"map with keys of bools":   {reflect.TypeFor[map[bool]int](), `demur: binding to map[bool]int, which no request fills`},
		"private embedded pointer": {reflect.TypeFor[struct {
			*hinge
			Name string
		}](), `demur: struct{…}.hinge.Angle: JSON cannot fill it, since the embedded pointer is to a type that is not exported`},

		"list as text":           {of(`xml:",chardata"`, []string{}), any1 + `tag xml:",chardata": XML has nothing there for a []string`},
		"list as a comment":      {of(`xml:",comment"`, []string{}), any1 + `tag xml:",comment": XML has nothing there for a []string`},
		"map as text":            {of(`xml:",cdata"`, map[string]int{}), any1 + `tag xml:",cdata": XML has nothing there for a map[string]int`},
		"map as an element":      {of(`xml:"urn:x b>c"`, map[string]int{}), any1 + `tag xml:"urn:x b>c": XML has nothing there for a map[string]int`},
		"array as an element":    {of(`xml:"a"`, [2]int{}), any1 + `tag xml:"a": XML has nothing there for a [2]int`},
		"struct as an attribute": {of(`xml:"a,attr"`, key{}), any1 + `tag xml:"a,attr": XML has nothing there for a bind_test.key`},
		"two places at once":     {of(`xml:"a,attr,chardata"`, ""), any1 + `tag xml:"a,attr,chardata": encoding/xml does not understand it`},
		"text with a name":       {of(`xml:"a,chardata"`, ""), any1 + `tag xml:"a,chardata": encoding/xml does not understand it`},
		"attribute with a path":  {of(`xml:"a>b,attr"`, ""), any1 + `tag xml:"a>b,attr": encoding/xml does not understand it`},
		"path without an end":    {of(`xml:"a>"`, ""), any1 + `tag xml:"a>": encoding/xml does not understand it`},
		"space without a name":   {of(`xml:"urn:x "`, ""), any1 + `tag xml:"urn:x ": encoding/xml does not understand it`},
		"the same name":          {of(`xml:"a"`, "", `xml:"a"`, ""), `demur: struct{…}.B: tag xml:"a": it cannot be told apart from the field A with the tag xml:"a"`},
		"a path through a value": {of(`xml:"a"`, "", `xml:"a>b"`, ""), `demur: struct{…}.B: tag xml:"a>b": it cannot be told apart from the field A with the tag xml:"a"`},
		"in a list": {of(``, []*struct {
			B map[string]int `xml:"b,attr"`
		}{}), any1[:len(any1)-2] + `.B: tag xml:"b,attr": XML has nothing there for a map[string]int`},
		"another name of the root": {of(`xml:"a"`, struct {
			XMLName xml.Name `xml:"b"`
		}{}), "demur: struct{…}: XML cannot fill it: "},

		"struct that embeds itself": {reflect.TypeFor[selfish](), "demur: bind_test.selfish.selfish: the type embeds itself"},
		"channel":                   {reflect.TypeFor[*chan int](), "demur: binding to *chan int, which no request fills"},
		"interface":                 {reflect.TypeFor[io.Reader](), "demur: binding to io.Reader, which no request fills"},
		"pointer to itself, whole":  {reflect.TypeFor[pointless](), "demur: binding to bind_test.pointless, a pointer to too many pointers"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := bind.Check(tt.typ); err == nil || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v\nwant %s", err, tt.want)
			}
		})
	}
}

// All mistakes are told at once, by the log of a request too.
func TestCheckNamesAllMistakes(t *testing.T) {
	t.Parallel()
	typ := structOf(
		`query:"a"`, [2]int{},
		`private header:"b"`, "",
		`form:"c"`, map[string]int{},
		``, make(chan int),
		`xml:",chardata"`, []string{},
		`xml:"f,attr,any,chardata"`, "",
		`xml:"g"`, "",
		`xml:"g>h"`, "",
		`param:"i" query:"j"`, map[string]int{},
		`form:"k"`, [3]int{},
	)
	got := bind.Check(typ).Error()
	for _, want := range []string{`A: tag query:"a"`, `b: tag header:"b"`, `C: tag form:"c"`, `D: JSON fills no chan int`, `E: tag xml:",chardata"`,
		`F: tag xml:"f,attr,any,chardata"`, `I: tag param:"i"`, `I: tag query:"j"`, `J: tag form:"k"`} {
		if strings.Count(got, "struct{…}."+want) != 1 {
			t.Errorf("%s is not there once", want)
		}
	}
	if n := strings.Count(got, "\n") + 1; n != 9 {
		t.Errorf("%d mistakes:\n%s", n, got)
	}
	request := say(bind.Binder{}.Bind(request("GET", "/7", ""), reflect.New(typ).Interface()))
	if !strings.HasPrefix(request, "mistake: ") || strings.Count(request, "\n") != 3 {
		t.Errorf("a request tells: %s", request)
	}
}

// What can be bound has no mistake, nor what nobody has said should be.
func TestCheckOfGoodTypes(t *testing.T) {
	t.Parallel()
	for name, typ := range map[string]reflect.Type{
		"parameters":        reflect.TypeFor[filter](),
		"form":              reflect.TypeFor[signup](),
		"all sources":       reflect.TypeFor[account](),
		"own decoding":      reflect.TypeFor[mine](),
		"recursive":         reflect.TypeFor[*replies](),
		"any":               reflect.TypeFor[any](),
		"map":               reflect.TypeFor[map[string][]named](),
		"list":              reflect.TypeFor[[]*named](),
		"layouts":           structOf(`query:"a" format:"02.01.2006"`, time.Time{}, `form:"b" format:"15:04"`, &time.Time{}),
		"map without xml":   structOf(`json:"a"`, map[string]int{}, `json:"b" xml:"b"`, 1),
		"channel taken out": structOf(`json:"-"`, make(chan int), ``, 1),
		"channel hidden by another": reflect.TypeFor[struct {
			hiddenChannel
			C int
		}](),
		"texts of XML": structOf(`xml:",chardata"`, time.Time{}, `xml:",comment"`, []byte{}, `xml:",innerxml"`, "",
			`xml:"d,attr"`, rgb{}, `xml:",any,attr"`, []xml.Attr{}, `xml:"f>g"`, []time.Time{}, `xml:"f>h"`, &Part{}, `xml:",any"`, []Part{}),
		"twins, not for XML": reflect.TypeFor[struct {
			hinge
			hiddenHinge
		}](),
	} {
		if err := bind.Check(typ); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type (
	hiddenChannel struct{ C chan int }
	hiddenHinge   struct{ Angle int }
)

// encoding/xml panics on such a tag, and so did a request in JSON.
func TestWrongXMLTagInAJSONRequest(t *testing.T) {
	t.Parallel()
	for name, typ := range map[string]reflect.Type{
		"list as text":    structOf(`xml:",chardata" json:"a"`, []string{}),
		"list as comment": structOf(`xml:",comment" json:"a"`, []string{}),
		"tag":             structOf(`xml:"a,attr,chardata" json:"a"`, []string{}),
		"inside": structOf(`json:"a" xml:"a"`, []string{}, `xml:"b"`, struct {
			X []int `xml:",chardata"`
		}{}),
		"conflict": structOf(`json:"a" xml:"a"`, []string{}, `xml:"a"`, 1),
	} {
		dst := reflect.New(typ)
		if err := (bind.Binder{}).Bind(post("application/json", `{"a":["x"]}`), dst.Interface()); err != nil || dst.Elem().Field(0).Len() != 1 {
			t.Errorf("%s: JSON: %s", name, say(err))
		}
		got := say(bind.Binder{}.Bind(post("application/xml", `<a><a>x</a></a>`), dst.Interface()))
		if !strings.HasPrefix(got, "mistake: demur: struct{…}.") || !strings.Contains(got, "tag xml:") {
			t.Errorf("%s: XML: %s", name, got)
		}
	}
}

// An empty time is no time, which was taken for a wrong tag.
func TestTimeAsTheTextOfAnElement(t *testing.T) {
	t.Parallel()
	var dst struct {
		At time.Time `xml:",chardata"`
	}
	if err := (bind.Binder{}).Bind(post("application/xml", "<a>2026-11-22T13:24:25Z</a>"), &dst); err != nil || dst.At.Day() != 22 {
		t.Errorf("%s %v", say(err), dst.At)
	}
}
