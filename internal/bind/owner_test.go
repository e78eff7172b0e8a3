package bind_test

import (
	"mime/multipart"
	"net/http"
	"reflect"
	"testing"

	"github.com/seed-86b940f4/demur/internal/bind"
)

type page struct {
	Number int `query:"page"`
	Size   int `query:"size" json:"size" xml:"size" form:"size"`
}

type account struct {
	page
	ID      string `param:"id"`
	Admin   bool   `query:"admin"`
	User    string `header:"X-User"`
	Session string `cookie:"session"`
	Both    string `query:"both" json:"both" xml:"both" form:"both"`
	Name    string `json:"name" xml:"name" form:"name"`
	Inner   struct {
		Secret string `header:"X-Secret"`
		Open   string `json:"open" xml:"open" form:"open"`
	} `json:"inner" xml:"inner"`
	Upload *multipart.FileHeader `form:"upload"`
	Last   int                   `query:"last"`
}

// A body never changes what comes from the rest of the request, and cannot set
// what has to come from there.
func TestBodyNeverOverrides(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, contentType, body string
		has, want               account
	}{
		{name: "JSON", contentType: "application/json",
			body: `{"ID":"8","id":"9","Admin":true,"admin":{},"name":"n","User":"u","Session":[],"Number":7,"size":70,"both":"body","Upload":{"Filename":"/etc/passwd"},"inner":{"Secret":"s","open":"o"},"Last":1}`,
			want: account{ID: "7", Name: "n", Both: "query", page: page{Size: 70}}},
		{name: "JSON, nothing else", contentType: "application/json", body: `{"ID":"8"}`, want: account{ID: "7", Both: "query"}},
		{name: "JSON, first", contentType: "application/json", body: `{"Admin":true,"name":"n"}`, want: account{ID: "7", Name: "n", Both: "query"}},
		{name: "JSON, last", contentType: "application/json", body: `{"name":"n" , "Admin" : true }`, want: account{ID: "7", Name: "n", Both: "query"}},
		{name: "JSON, in the middle", contentType: "application/json", body: `{"both":"b","Admin":true,"name":"n"}`, want: account{ID: "7", Name: "n", Both: "query"}},
		{name: "JSON, escaped", contentType: "application/json", body: `{"\u0041dmin":true,"name":"n"}`, want: account{ID: "7", Name: "n", Both: "query"}},
		{name: "JSON, in lists of other things", contentType: "application/json", body: `{"x":[{"Admin":true,"Admin2":[]}],"name":"n"}`, want: account{ID: "7", Name: "n", Both: "query"}},
		{name: "JSON, what was there stays", contentType: "application/json", body: `{"Admin":false,"Last":9}`, has: account{Admin: true, Last: 3}, want: account{ID: "7", Admin: true, Last: 3, Both: "query"}},
		{name: "XML", contentType: "application/xml",
			body: `<a><ID>8</ID><Admin>true</Admin><name>n</name><User>u</User><Number><b/></Number><size>70</size><both>body</both><Upload><Filename>x</Filename></Upload><inner><Secret>s</Secret><open>o</open></inner><Last/></a>`,
			want: account{ID: "7", Name: "n", Both: "query", page: page{Size: 70}}},
		{name: "form", contentType: "application/x-www-form-urlencoded", body: `ID=8&id=9&admin=true&Admin=true&page=3&size=70&both=body&name=n&open=o&Secret=s`,
			want: account{ID: "7", Name: "n", Both: "query", page: page{Size: 70}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.name == "JSON" || tt.name == "XML" || tt.name == "form" {
				tt.want.Inner.Open = "o"
			}
			got := tt.has
			if err := (bind.Binder{}).Bind(request(http.MethodPut, "/7?both=query", tt.body, "Content-Type", tt.contentType), &got); err != nil {
				t.Fatal(say(err))
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

// With RejectUnknown, a member that the body must not set is unknown too.
func TestUnknown(t *testing.T) {
	t.Parallel()
	type item struct {
		A int `json:"a" xml:"a,attr"`
	}
	type order struct {
		page
		ID    string          `param:"id"`
		Name  string          `json:"name" xml:"name" form:"name"`
		Items []item          `json:"items" xml:"items>item"`
		Dict  map[string]item `json:"dict" xml:"-"`
		Any   any             `json:"any" xml:"any"`
	}
	type open struct {
		Text string `xml:",chardata"`
		Rest string `xml:",innerxml"`
	}
	const j, x, f = "application/json", "application/xml", "application/x-www-form-urlencoded"
	for _, tt := range []struct {
		contentType, body string
		dst               any
		want              string
	}{
		{j, `{"name":"a","NAME2":1}`, new(order), "A part of the body is not valid. | #/NAME2: unknown is not known"},
		{j, `{"ID":"8"}`, new(order), "A part of the body is not valid. | #/ID: unknown is not known"},
		{j, `{"items":[{},{"b":1,"c":{}}],"dict":{"k":{"d":1}},"e":0}`, new(order), "4 parts of the body are not valid. | #/items/1/b: unknown is not known" +
			" | #/items/1/c: unknown is not known | #/dict/k/d: unknown is not known | #/e: unknown is not known"},
		{j, `{"Name":"a","any":{"x":1},"dict":{"k":{}},"size":1}`, new(order), ""},
		{j, `{"x":{"y":1}}`, new(map[string]any), ""},
		{x, `<o><name/><other><name/></other></o>`, new(order), "A part of the body is not valid. | /o/other: unknown is not known"},
		{x, `<o><ID>8</ID></o>`, new(order), "A part of the body is not valid. | /o/ID: unknown is not known"},
		{x, `<o b="1"><items><item a="1" b="2"/><item/><thing/></items></o>`, new(order), "3 parts of the body are not valid. | /o/@b: unknown is not known" +
			" | /o/items/item[1]/@b: unknown is not known | /o/items/thing: unknown is not known"},
		{x, `<o xmlns="urn:x" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="false" xml:lang="en"><name/><any x="1"><b/></any><size>1</size></o>`, new(order), ""},
		{x, `<o a="1">t<b/></o>`, new(open), ""},
		{f, `name=a&Name=b&%C3%BC=1`, new(order), "2 parts of the body are not valid. | form Name: unknown is not known | form ü: unknown is not known"},
		{f, `name=a&size=1`, new(order), ""},
	} {
		err := bind.Binder{RejectUnknown: true}.Bind(post(tt.contentType, tt.body), tt.dst)
		if want := tt.want; say(err) != want && say(err) != "400 "+want {
			t.Errorf("%s\n got %s\nwant %s", tt.body, say(err), tt.want)
		}
		if err := (bind.Binder{}).Bind(post(tt.contentType, tt.body), tt.dst); err != nil {
			t.Errorf("%s is refused by default: %s", tt.body, say(err))
		}
	}
}

// mine decodes itself, so no field of it can be hidden from it.
type mine struct {
	ID   string `param:"id"`
	Name string
}

func (m *mine) UnmarshalJSON([]byte) error {
	m.ID, m.Name = "8", "n"
	return nil
}

func TestPathOverOwnDecoding(t *testing.T) {
	t.Parallel()
	var got mine
	if err := (bind.Binder{}).Bind(post("application/json", `{}`), &got); err != nil || got != (mine{"7", "n"}) {
		t.Errorf("%s %+v", say(err), got)
	}
	var outer struct{ Mine mine }
	if err := (bind.Binder{}).Bind(post("application/json", `{"mine":{}}`), &outer); err != nil || outer.Mine != (mine{"7", "n"}) {
		t.Errorf("%s %+v", say(err), outer)
	}
}
