package bind_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/internal/bind"
)

type (
	rank       int
	selfNested struct {
		*selfNested //lint:ignore U1000 the mistake is that it is there
		A           string
	}
	selfTagged struct {
		*selfTagged        //lint:ignore U1000 the mistake is that it is there
		A           string `xml:"a"`
	}
)

// encoding/xml panics when it sets such a field, and a client chose when.
func TestElementForAnEmbeddedTypeThatIsNotExported(t *testing.T) {
	t.Parallel()
	type inner struct {
		rank //lint:ignore U1000 the mistake is that it is there
		B    string
	}
	var dst struct {
		rank
		Name  string
		Inner inner
	}
	const body = "<a><rank>1</rank><Name>n</Name><Inner><rank>2</rank><B>b</B></Inner></a>"
	if err := (bind.Binder{}).Bind(post("application/xml", body), &dst); err != nil || dst.Name != "n" || dst.Inner.B != "b" || dst.rank != 0 {
		t.Errorf("%s %+v", say(err), dst)
	}
	got := say(bind.Binder{RejectUnknown: true}.Bind(post("application/xml", "<a><rank>1</rank></a>"), &dst))
	if want := "400 A part of the body is not valid. | /a/rank: unknown is not known"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	got = say(bind.Binder{RejectUnknown: true}.Bind(post("application/json", `{"rank":1}`), &dst))
	if want := "400 A part of the body is not valid. | #/rank: unknown is not known"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// In an attribute it cannot be hidden from encoding/xml.
func TestAttributeForAnEmbeddedTypeThatIsNotExported(t *testing.T) {
	t.Parallel()
	var dst struct {
		rank `xml:"rank,attr"`
		Name string `json:"name" xml:"name"`
	}
	got := say(bind.Binder{}.Bind(post("application/xml", `<a rank="1"/>`), &dst))
	if want := `mistake: demur: struct{…}.rank: tag xml:"rank,attr": the field is not exported`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if err := (bind.Binder{}).Bind(post("application/json", `{"name":"n"}`), &dst); err != nil || dst.Name != "n" {
		t.Error(say(err))
	}
}

// encoding/xml looks for the end of such a type until the memory is used up, and so
// did a request in JSON.
func TestTypeInsideThatEmbedsItself(t *testing.T) {
	t.Parallel()
	var dst struct {
		Items []selfNested `json:"items"`
	}
	if err := (bind.Binder{}).Bind(post("application/json", `{"items":[{"A":"a"}]}`), &dst); err != nil || len(dst.Items) != 1 || dst.Items[0].A != "a" {
		t.Errorf("%s %+v", say(err), dst)
	}
	if got := say(bind.Binder{}.Bind(post("application/xml", "<a/>"), &dst)); got != "415 The body must be of one of the types application/json." {
		t.Error(got)
	}
	if err := bind.Check(reflect.TypeOf(dst)); err != nil {
		t.Error(err)
	}
	var tagged struct {
		Items []selfTagged `xml:"item"`
	}
	if err := bind.Check(reflect.TypeOf(tagged)); err == nil || !strings.Contains(err.Error(), "demur: struct{…}.Items: XML cannot fill it: the type embeds itself") {
		t.Error(err)
	}
}

type weekday int

func (weekday) String() string { return "Monday" }

// encoding/json does not ask a key for its String, so no client has sent that name.
func TestNullUnderAKeyThatHasAString(t *testing.T) {
	t.Parallel()
	got := say(bind.Binder{}.Bind(post("application/json", `{"1":null}`), new(map[weekday]*int)))
	if want := "400 A part of the body is not valid. | #/1: type must not be null"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

type (
	ping *pong
	pong *ping
)

// Types may be pointers to each other. encoding/xml looks for ever for what they lead to.
func TestPointersToEachOther(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{``, `xml:"a"`, `xml:"a,attr"`, `xml:",chardata"`} {
		typ := structOf(tag, ping(nil), ``, 1)
		if err := bind.Check(typ); err == nil || !strings.Contains(err.Error(), "JSON fills no bind_test.p") {
			t.Error(err)
		}
		if got := say(bind.Binder{}.Bind(post("application/json", `{"B":1}`), reflect.New(typ).Interface())); got != "" {
			t.Error(got)
		}
	}
}

// An option of a tag is not part of the name: validation names the parameter so, too.
func TestOptionInTheTagOfAParameter(t *testing.T) {
	t.Parallel()
	dst := reflect.New(structOf(`query:"page,omitempty"`, 0))
	if err := (bind.Binder{}).Bind(request("GET", "/7?page=2", ""), dst.Interface()); err != nil || dst.Elem().Field(0).Int() != 2 {
		t.Error(say(err), dst.Elem())
	}
}

// encoding/xml decodes no such element, but accepts the tags.
func TestListOfElementsThatAreCalledOtherwise(t *testing.T) {
	t.Parallel()
	type item struct {
		XMLName struct{} `xml:"item"`
		A       int      `xml:"a"`
	}
	if err := bind.Check(structOf(`xml:"items>thing"`, []item{})); err == nil || err.Error() != `demur: struct{…}.A: tag xml:"items>thing": the XMLName of its elements says "item"` {
		t.Error(err)
	}
	if err := bind.Check(structOf(`xml:"items>item"`, []item{})); err != nil {
		t.Error(err)
	}
}
