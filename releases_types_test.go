package demur_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

// The types of TestReleases, which hold what a document can have.
type (
	created struct {
		By    string `json:"by"`
		Level int8   `json:"level"`
	}
	Audit struct {
		created
		Reason string `json:"reason"`
	}
	Page struct {
		Size  int    `json:"size"`
		After *int64 `json:"after"`
	}
	Labels  struct{ Colour string }
	address struct {
		Zip string `json:"zip"`
		Geo struct {
			Lat float32 `json:"lat"`
		} `json:"geo"`
	}
	line struct {
		SKU   string         `json:"sku"`
		Count uint8          `json:"count"`
		Home  *address       `json:"home"`
		More  []line         `json:"more,omitempty"`
		Dict  map[string]any `json:"dict"`
	}
	everything struct {
		Audit
		*Page
		Labels `json:"labels"`

		Qty     int                `json:"qty"`
		Small   int8               `json:"small"`
		Big     uint64             `json:"big"`
		Rate    float32            `json:"rate"`
		Price   float64            `json:"price"`
		Open    bool               `json:"open"`
		Note    string             `json:"note"`
		Deep    ***int             `json:"deep"`
		Home    address            `json:"home"`
		Lines   []line             `json:"lines"`
		Pair    [2]int             `json:"pair"`
		Grid    [][]int8           `json:"grid"`
		Meta    map[string]int     `json:"meta"`
		ByID    map[int8]line      `json:"by_id"`
		Days    map[weekday]int    `json:"days"`
		Any     any                `json:"any"`
		Data    []byte             `json:"data"`
		When    time.Time          `json:"when,omitzero"`
		Waits   []*time.Duration   `json:"waits"`
		Number  json.Number        `json:"number"`
		Raw     json.RawMessage    `json:"raw"`
		Quoted  int                `json:"quoted,string,omitzero"`
		Half    *float64           `json:"half,string"`
		Flag    bool               `json:"flag,string,omitzero"`
		Text    string             `json:"text,string,omitzero"`
		Face    fmt.Stringer       `json:"face"`
		Self    *everything        `json:"self"`
		Own     amounts            `json:"own,omitzero"`
		Day     weekday            `json:"day"`
		Plain   struct{ Name int } // no tag
		Hidden  string             `json:"-"`
		Renamed map[string]string  `json:",omitempty"`
	}

	weekday string

	amounts struct {
		Sizes []int8         `json:"sizes"`
		Dict  map[string]int `json:"dict"`
		Until time.Time      `json:"until,omitzero"`
		Sum   int            `json:"sum,string,omitzero"`
	}
)

func (d *weekday) UnmarshalText(text []byte) error {
	if len(text) != 3 {
		return fmt.Errorf("SECRET: no day: %s", text)
	}
	*d = weekday(text)
	return nil
}

func (a *amounts) UnmarshalJSON(b []byte) error {
	type plain amounts
	return json.Unmarshal(b, (*plain)(a))
}

// oddNames is a type whose members have names that are seldom seen. Linters do not
// like them in tags.
var oddNames = func() reflect.Type {
	var fields []reflect.StructField
	for i, name := range []string{"a b", "a.b", "a/b", "a~b", "a~1b", "a[0]", "é", "名", "$ref", "@id", "x-y", "x_y", "xy", "0", "%41", "#", "?", "ſ", "Twin", "twin", "K", "-,"} {
		fields = append(fields, reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: reflect.TypeFor[int](), Tag: reflect.StructTag(fmt.Sprintf("json:%q", name))})
	}
	return reflect.StructOf(fields)
}()

// unreadNames is a type with tags that each release of Go makes something else of.
var unreadNames = func() reflect.Type {
	var fields []reflect.StructField
	for i, tag := range []string{"a'b", `a"c`, `a\d`, "'e,f'", "€", ""} {
		fields = append(fields, reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: reflect.TypeFor[int](), Tag: reflect.StructTag(fmt.Sprintf("json:%q", tag))})
	}
	return reflect.StructOf(fields)
}()
