package bind_test

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/bind"
)

// target has a field for each loop over what a client sends.
type target struct {
	Page  []int          `query:"page"`
	Token []string       `header:"X-Token"`
	Crumb string         `cookie:"crumb"`
	Admin bool           `query:"admin"` // hidden from a body
	ID    int            `json:"id" xml:"id,attr" form:"id"`
	Name  string         `json:"name" xml:"name,attr" form:"name"`
	Tags  []int          `json:"tags" xml:"tag" form:"tag"`
	One   string         `json:"one" xml:"one"`
	Inner *target        `json:"inner" xml:"inner"`
	Dict  map[string]int `json:"dict" xml:"-"`
	Keys  map[int]any    `json:"keys" xml:"-"`
	Own   iban           `json:"own" xml:"own"`
}

// each writes n parts.
func each(n int, part func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(part(i))
	}
	return b.String()
}

func numbered(format string) func(int) string {
	return func(i int) string { return fmt.Sprintf(format, i) }
}

func same(s string) func(int) string { return func(int) string { return s } }

// attacks are requests with n parts of a kind, as an attacker would choose them.
var attacks = map[string]func(n int) bind.Request{
	"XML, one attribute in many name spaces": func(n int) bind.Request {
		return post("application/xml", "<a"+each(n, numbered(` p%d:id="1"`))+"/>")
	},
	"XML, unknown attributes, then one in many name spaces": func(n int) bind.Request {
		return post("application/xml", "<a"+each(n/2, numbered(` a%d="1"`))+each(n/2, numbered(` p%d:id="1"`))+"/>")
	},
	"XML, one attribute in many name spaces, then a value that does not fit": func(n int) bind.Request {
		return post("application/xml", "<a"+each(n, numbered(` p%d:name="1"`))+` id="x"/>`)
	},
	"XML, unknown attributes": func(n int) bind.Request { return post("application/xml", "<a"+each(n, numbered(` a%d="1"`))+"/>") },
	"XML, the same attribute": func(n int) bind.Request { return post("application/xml", "<a"+each(n, same(` x="1"`))+"/>") },
	"XML, many name spaces": func(n int) bind.Request {
		return post("application/xml", "<a"+each(n, numbered(` xmlns:p%d="u"`))+"/>")
	},
	"XML, name spaces shadowed": func(n int) bind.Request {
		return post("application/xml", "<a>"+each(n, same(`<p:x xmlns:p="u"/>`))+"</a>")
	},
	"XML, unknown elements": func(n int) bind.Request { return post("application/xml", "<a>"+each(n, numbered("<e%d/>"))+"</a>") },
	"XML, one element too often": func(n int) bind.Request {
		return post("application/xml", "<a>"+each(n, same("<one/>"))+"</a>")
	},
	"XML, hidden elements": func(n int) bind.Request {
		return post("application/xml", "<a>"+each(n, same("<Admin>1</Admin>"))+"</a>")
	},
	"XML, the last of many does not fit": func(n int) bind.Request {
		return post("application/xml", "<a>"+each(n/8, same("<tag>1</tag>"))+"<tag>x</tag></a>")
	},
	"XML, comments": func(n int) bind.Request {
		return post("application/xml", "<a><one>"+each(n, same("a<!---->"))+"</one></a>")
	},

	"JSON, unknown members": func(n int) bind.Request { return post("application/json", "{"+each(n, numbered(`"m%d":1,`))+`"z":1}`) },
	"JSON, the same member": func(n int) bind.Request { return post("application/json", "{"+each(n, same(`"m":1,`))+`"z":1}`) },
	"JSON, names that fold": func(n int) bind.Request { return post("application/json", "{"+each(n, folds)+`"one":1,"One":2}`) },
	"JSON, escaped names": func(n int) bind.Request {
		return post("application/json", "{"+each(n, numbered(`"\u0061%d":1,`))+`"z":1}`)
	},
	"JSON, hidden members": func(n int) bind.Request {
		return post("application/json", `{"inner":{`+each(n, numbered(`"admin%d":1,`))+`"z":1},"admin":1,"tags":"x"}`)
	},
	"JSON, elements do not fit": func(n int) bind.Request {
		return post("application/json", `{"tags":[`+each(n/2, same(`"x",`))+`1]}`)
	},
	"JSON, the last does not fit": func(n int) bind.Request {
		return post("application/json", `{"dict":{`+each(n, numbered(`"k%d":1,`))+`"z":"x"}}`)
	},
	"JSON, keys do not fit": func(n int) bind.Request {
		return post("application/json", `{"keys":{`+each(n, numbered(`"k%d":1,`))+`"z":"x"}}`)
	},
	"JSON, own decoding": func(n int) bind.Request {
		return post("application/json", `{"own":"`+strings.Repeat("x", 8*n)+`","tags":1}`)
	},
	"JSON, long text": func(n int) bind.Request { return post("application/json", `{"tags":"`+strings.Repeat(`\n`, 4*n)+`"}`) },

	"query, unknown":  func(n int) bind.Request { return request("GET", "/7?"+each(n/2, numbered("a%d=1&")), "") },
	"query, the same": func(n int) bind.Request { return request("GET", "/7?"+each(n/2, same("page=x&")), "") },
	"headers": func(n int) bind.Request {
		r := request("GET", "/7", "")
		r.Header["X-Token"] = strings.Split(each(n, same("a,"))+"a", ",")
		return r
	},
	"cookies": func(n int) bind.Request {
		return request("GET", "/7", "", "Cookie", each(min(n, 2900), numbered("crumb=%d; "))+"a=b")
	},
	"form, unknown":  func(n int) bind.Request { return post(encoded, each(n/2, numbered("a%d=1&"))) },
	"form, the same": func(n int) bind.Request { return post(encoded, each(n/2, same("tag=x&"))) },
	"form, percent":  func(n int) bind.Request { return post(encoded, "name="+strings.Repeat("%41", n)) },
	"multipart, unknown": func(n int) bind.Request {
		return post("multipart/form-data; boundary=b", each(n/20, numbered("--b\r\nContent-Disposition: form-data; name=\"n%d\"\r\n\r\n\r\n"))+"--b--")
	},
	"Content-Type, parameters": func(n int) bind.Request { return post("application/json"+each(n, numbered("; a%d=1")), "{}") },
	"Content-Type, given often": func(n int) bind.Request {
		r := post("application/json", "{}")
		r.Header["Content-Type"] = strings.Split(each(n, same("application/json,"))+"application/json", ",")
		return r
	},
}

// folds writes i in letters whose case is another for each i, so that the names
// have the same length and many have the same letters.
func folds(i int) string {
	b := []byte("abcdefghijklmnop")
	for bit := range b {
		if i>>bit&1 != 0 {
			b[bit] -= 'a' - 'A'
		}
	}
	return `"` + string(b) + `":1,`
}

// Four times as much to read takes about four times as long: 16 times would be a
// loop in a loop.
func TestTimeIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures times")
	}
	const (
		n     = 5000
		most  = 12                   // times as long
		floor = 5 * time.Millisecond // which the clock cannot tell from nothing
	)
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection comes when it likes
	for name, attack := range attacks {
		for _, b := range []bind.Binder{{MaxElements: 1 << 20}, {MaxElements: 1 << 20, RejectUnknown: true}} {
			large, small, ratio := time.Hour, time.Hour, 0.0
			for range 10 { // others use the machine too, so the least of several tries counts
				if large = min(large, took(b, attack, 4*n)); large < most*floor {
					ratio = 0
					break
				}
				small = min(small, took(b, attack, n))
				if ratio = float64(large) / float64(max(small, floor)); ratio < most {
					break
				}
			}
			if ratio >= most {
				t.Errorf("%s, RejectUnknown %t: 4 times as much takes %.1f times as long", name, b.RejectUnknown, ratio)
			}
		}
	}
}

func took(b bind.Binder, attack func(n int) bind.Request, n int) time.Duration {
	best := time.Hour
	runtime.GC()
	runtime.LockOSThread() // whose clock it is
	defer runtime.UnlockOSThread()
	for range 2 {
		r, dst := attack(n), new(target)
		start := clock()
		_ = b.Bind(r, dst)
		best = min(best, clock()-start)
	}
	return best
}

// However much is wrong, the answer and the record have a bound.
func TestAnswerIsBounded(t *testing.T) {
	t.Parallel()
	bodies := map[string]bind.Request{
		"long path of elements":     post("application/xml", strings.Repeat("<"+strings.Repeat("e", 100)+">", 60)+each(100, numbered("<x%d/>"))),
		"long path of members":      post("application/json", strings.Repeat(`{"`+strings.Repeat("[", 100)+`":`, 60)+"1"+strings.Repeat("}", 60)),
		"long path to wrong values": post("application/json", strings.Repeat(`{"inner":`, 63)+`{"tags":[`+each(100, same(`"x",`))+`1]}`+strings.Repeat("}", 63)),
		"long names":                post("application/json", "{"+each(100, numbered(`"`+strings.Repeat("n", 1000)+`%d":1,`))+`"z":1}`),
		"long names of attributes":  post("application/xml", "<a"+each(100, numbered(" "+strings.Repeat("n", 1000)+`%d="1"`))+"/>"),
		"long names of a form":      post(encoded, each(100, numbered(strings.Repeat("n", 1000)+"%d=1&"))),
	}
	for name, attack := range attacks {
		bodies[name] = attack(4000)
	}
	for name, r := range bodies {
		err := bind.Binder{RejectUnknown: true}.Bind(r, new(target))
		e := apierror.From(err)
		if err == nil {
			continue
		}
		if len(e.Fields) > 32 {
			t.Errorf("%s: %d fields", name, len(e.Fields))
		}
		if n := len(fmt.Sprint(e)) + len(fmt.Sprint(e.Fields)); n > 64<<10 {
			t.Errorf("%s: %d bytes", name, n)
		}
	}
}
