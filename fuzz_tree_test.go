package demur_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
)

// causeOfTree is in the text of each error of a tree that is not written for clients.
const causeOfTree = "kept-in-the-tree"

// mood says what the methods of an errant do: each bit, and a few bits together, are
// one misdeed.
type mood uint16

func (m mood) has(bit int) bool { return m>>bit&1 == 1 }

// errant is an error with all methods that demur might call, each of which may fail.
type errant struct {
	mood  mood
	code  int
	inner error
	asked int
}

func (e *errant) Error() string {
	switch {
	case e.mood.has(0):
		panic(causeOfTree)
	case e.inner != nil && e.mood.has(1) && !e.mood.has(4):
		// As most that wrap others: without end in a tree without end. Nobody could tell if
		// Unwrap hid it.
		return causeOfTree + ": " + e.inner.Error()
	}
	return causeOfTree
}

func (e *errant) Unwrap() error {
	e.asked++
	switch {
	case e.mood.has(2):
		panic(causeOfTree)
	case e.mood.has(3) && e.asked == 1:
		panic("only the first time")
	case e.mood.has(4) && e.asked%2 == 0:
		return nil // another answer each time
	}
	return e.inner
}

func (e *errant) Is(target error) bool {
	if e.mood.has(5) {
		panic(causeOfTree)
	}
	return e.mood.has(6) // a lie
}

func (e *errant) As(target any) bool {
	switch {
	case e.mood.has(7):
		panic(causeOfTree)
	case e.mood.has(8): // a lie: nothing is there
		return true
	case e.mood.has(9):
		if p, ok := target.(**apierror.Error); ok {
			*p = nil
			return true
		}
		if p, ok := target.(*apierror.Status); ok {
			*p = apierror.Status(e.code)
			return true
		}
	}
	return false
}

// withCode adds StatusCode to an errant.
type withCode struct{ *errant }

func (c withCode) StatusCode() int {
	switch {
	case c.mood.has(10):
		panic(causeOfTree)
	case c.mood.has(11):
		c.asked++
		return c.code + c.asked
	}
	return c.code
}

// talkative adds what loggers and encoders ask for.
type talkative struct{ *errant }

func (t talkative) LogValue() slog.Value {
	if t.mood.has(12) {
		panic(causeOfTree)
	}
	return slog.AnyValue(t) // and so on, for ever
}

func (t talkative) MarshalJSON() ([]byte, error) {
	if t.mood.has(13) {
		panic(causeOfTree)
	}
	return []byte(`{"a":`), nil
}

func (t talkative) Format(s fmt.State, _ rune) {
	if t.mood.has(14) {
		panic(causeOfTree)
	}
	_, _ = io.WriteString(s, causeOfTree)
}

// many wraps several errors, and may do so without end.
type many struct {
	errant
	errs []error
}

func (m *many) Unwrap() []error {
	if _ = m.errant.Unwrap(); m.mood.has(15) {
		return []error{forks{1}}
	}
	return m.errs
}

// uncompared cannot be compared, not even with itself.
type uncompared struct {
	_   []int
	err error
}

func (u uncompared) Error() string { return causeOfTree }
func (u uncompared) Unwrap() error { return u.err }

// deeper unwraps to an error that did not exist before.
type deeper struct{ depth int }

func (deeper) Error() string   { panic("the text of an endless error was asked for") }
func (d deeper) Unwrap() error { return deeper{d.depth + 1} }

// forks is the same with two branches.
type forks struct{ depth int }

func (forks) Error() string     { panic("the text of an endless error was asked for") }
func (f forks) Unwrap() []error { return []error{forks{f.depth + 1}, forks{-f.depth}} }

// grove makes a tree of errors from bytes. When they are used up, all is a leaf.
type grove struct {
	bytes []byte
	nodes []*errant // that an error further in can wrap once more
	n     int       // of the errors that were made
}

func (g *grove) byte() int {
	if len(g.bytes) == 0 {
		return 0
	}
	b := g.bytes[0]
	g.bytes = g.bytes[1:]
	return int(b)
}

func (g *grove) word() int { return g.byte()<<8 | g.byte() }

func (g *grove) text() string {
	return [...]string{"", "plain", "a\x00\x1b\r\nX-Evil: 1", "\xff\xfe]]><b>&", " ", "a/b~c é 😀 \uFFFE", "https://a.test/%zz", strings.Repeat("long ", 300)}[g.byte()%8]
}

func (g *grove) code() int {
	return [...]int{404, 0, -1, 99, 200, 399, 400, 401, 405, 415, 429, 500, 503, 599, 600, 1000, math.MaxInt, math.MinInt, 499, 413, 422, 304}[g.byte()%22]
}

func (g *grove) errant() *errant {
	e := &errant{mood: mood(g.word()), code: g.code()}
	g.nodes = append(g.nodes, e)
	e.inner = g.tree()
	return e
}

// tree returns one error with all that it wraps.
func (g *grove) tree() error {
	if g.n++; g.n > 200 || len(g.bytes) == 0 {
		return errors.New(causeOfTree)
	}
	switch g.byte() % 24 {
	case 0:
		return g.errant()
	case 1:
		return withCode{g.errant()}
	case 2:
		return talkative{g.errant()}
	case 3:
		m := &many{errant: errant{mood: mood(g.word())}}
		g.nodes = append(g.nodes, &m.errant)
		for range g.byte() % 8 {
			m.errs = append(m.errs, g.tree())
		}
		if g.byte()%4 == 0 {
			m.errs = append(m.errs, m)
		}
		return m
	case 4, 5: // one that is there already, around this or beside it
		if len(g.nodes) > 0 {
			return g.nodes[g.byte()%len(g.nodes)]
		}
		return deeper{}
	case 6:
		return uncompared{err: g.tree()}
	case 7:
		return g.typedNil()
	case 8, 9:
		return g.problem()
	case 10:
		return apierror.Status(g.code())
	case 11:
		return apierror.Kind{Status: apierror.Status(g.code()), Code: g.text(), Title: g.text(), Type: g.text()}
	case 12, 13:
		return g.httpError()
	case 14:
		return g.foreign()
	case 15:
		err := g.tree()
		for range []int{1, 10, 100, 300, 1, 10, 100, 300, 10_010}[g.byte()%9] {
			err = &errant{mood: 2, inner: err}
		}
		return err
	case 16:
		errs := make([]error, []int{0, 1, 10, 100, 2000}[g.byte()%5])
		for i := range errs {
			errs[i] = io.EOF
		}
		return errors.Join(append(errs, g.tree())...)
	case 17:
		err := g.tree()
		for range g.byte() % 64 { // of which each level doubles the number
			err = errors.Join(err, err)
		}
		return err
	default:
		return errors.Join(g.tree(), g.tree())
	}
}

func (g *grove) typedNil() error {
	return [...]error{
		(*apierror.Error)(nil), (*echo.HTTPError)(nil), (*http.MaxBytesError)(nil), (*json.SyntaxError)(nil), (*json.UnmarshalTypeError)(nil), (*errant)(nil),
		(*many)(nil), withCode{}, talkative{}, (*url.Error)(nil), (*xml.SyntaxError)(nil), (*echo.BindingError)(nil), new(apierror.Error), &echo.HTTPError{}, apierror.Kind{},
	}[g.byte()%15]
}

// problem is an error of apierror, made as it should be or as a literal.
func (g *grove) problem() error {
	e := apierror.Status(g.code()).Wrap(g.tree(), g.text())
	if g.byte()%2 == 0 {
		node := &errant{mood: 2}
		g.nodes = append(g.nodes, node)
		e = &apierror.Error{
			Status: apierror.Status(g.code()), Code: g.text(), Title: g.text(), Type: g.text(), Instance: g.text(), Err: node,
			Header: http.Header{g.text(): {g.text(), g.text()}, "x-evil\r\n": {"1"}, "Vary": {g.text()}, "Content-Length": {"1"}, "Set-Cookie": nil},
		}
		node.inner = g.tree()
		if g.byte()%4 == 0 {
			node.inner = e
		}
	}
	for range g.byte() % 4 {
		e = e.WithField(apierror.FieldError{Pointer: g.text(), XPath: g.text(), In: g.text(), Name: g.text(), Code: g.text(), Param: g.text(), Detail: g.text()})
	}
	for i := range g.byte() % 4 {
		values := []any{g.text(), g.code(), math.NaN(), g.tree(), []string{g.text(), g.text()}, []any{g.tree(), 1}, map[string]any{}, (*int)(nil), talkative{new(errant)}, true}
		e = e.With(fmt.Sprint("member", i), values[g.byte()%len(values)]).With(g.text(), g.text()).WithHeader(g.text(), g.text())
	}
	return e
}

// httpError is one of Echo's, with a message of any kind.
func (g *grove) httpError() error {
	he := &echo.HTTPError{Code: g.code()}
	if g.byte()%2 == 0 {
		he.Internal = g.tree()
	}
	switch g.byte() % 8 {
	case 0:
		he.Message = g.text()
	case 1:
		he.Message = g.tree()
	case 2:
		he.Message = map[string]any{"message": g.text(), "plan": causeOfTree}
	case 3:
		he.Message = talkative{&errant{mood: mood(g.word())}}
	case 4:
		he.Message = make(chan error)
	case 5:
		he.Message, he.Internal = "It failed: "+causeOfTree, errors.New(causeOfTree)
	case 6:
		he.Internal = he
	}
	return he
}

// foreign is an error that From or the adapter knows.
func (g *grove) foreign() error {
	return [...]error{
		context.Canceled, context.DeadlineExceeded, http.ErrNotMultipart, http.ErrMissingBoundary, http.ErrNoCookie, multipart.ErrMessageTooLarge, io.ErrUnexpectedEOF,
		&http.MaxBytesError{Limit: int64(g.code())}, &json.SyntaxError{Offset: int64(g.code())}, &json.UnmarshalTypeError{Value: causeOfTree, Field: g.text(), Offset: int64(g.code())},
		&xml.SyntaxError{Msg: causeOfTree, Line: g.code()}, xml.UnmarshalError(causeOfTree), url.EscapeError(causeOfTree), &url.Error{Op: causeOfTree, Err: url.EscapeError("%")},
		&url.Error{Err: g.tree()}, echo.ErrNotFound, echo.ErrMethodNotAllowed, echo.NewBindingError(g.text(), []string{causeOfTree}, causeOfTree, g.tree()), http.ErrAbortHandler,
	}[g.byte()%19]
}
