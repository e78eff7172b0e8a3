package demur_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
)

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
		for range g.byte() % 13 { // of which each level doubles the number
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
	case 1: // it ends: Echo prints the message, to which no Unwrap leads
		he.Message = []error{errors.New(causeOfTree), apierror.Conflict.Wrap(errors.New(causeOfTree), g.text()), &errant{mood: mood(g.word())}, (*errant)(nil)}[g.byte()%4]
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
