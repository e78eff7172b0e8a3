package bind

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"slices"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/shape"
)

// inMemory is how much of uploaded files is kept in memory, as in net/http; the rest
// goes to temporary files.
const inMemory = 32 << 20

func (b Binder) bindURLEncoded(r Request, p *plan, v reflect.Value, data []byte) error {
	if len(data) == 0 {
		return p.missing(r.Method)
	}
	values, err := url.ParseQuery(string(data))
	if err != nil { // also for a ";", which some take for a separator, so that they see other fields
		return apierror.BadRequest.New("The form cannot be read: " +
			"a % needs two hexadecimal digits behind it, a ; must be written as %3B, and there may not be too many fields.")
	}
	r.PostForm = values // for those who ask the request for it later
	return b.bindForm(r, p, v)
}

func (b Binder) bindMultipart(r Request, p *plan, v reflect.Value, limit int64, boundary string) error {
	if r.ContentLength > limit {
		return tooLarge(limit)
	}
	if boundary == "" { // RFC 7578 section 4.1
		return p.unsupported(r.Method, "The type multipart/form-data must have a boundary.")
	}
	body := &bounded{r: r.Body, left: limit, limit: limit}
	read, err := multipart.NewReader(body, boundary).ReadForm(min(limit, inMemory))
	switch {
	case err == nil:
		r.MultipartForm, r.PostForm = read, url.Values(read.Value)
		// net/http deletes the files of its own request alone, and this may be the
		// copy that a middleware has made of it. AfterFunc goes by the context that
		// the server ends when it has answered.
		context.AfterFunc(r.Context(), func() { _ = read.RemoveAll() })
		return b.bindForm(r, p, v)
	// mime/multipart says the same of an empty body, a limit that was met, and a
	// boundary that does not fit. What the reader has seen tells them apart.
	case body.read == 0 && (body.err == nil || body.err == io.EOF):
		return p.missing(r.Method)
	case body.err != nil && body.err != io.EOF:
		return r.unread(body.err)
	case errors.Is(err, multipart.ErrMessageTooLarge):
		return apierror.RequestEntityTooLarge.New("The form has too many parts, or parts with too long a header.")
	}
	return apierror.BadRequest.New("The form is not well formed: its parts do not end as the boundary says.")
}

// bounded is a reader that fails beyond a limit and keeps its error, which
// mime/multipart may hide.
type bounded struct {
	r           io.Reader
	left, limit int64
	read        int64
	err         error
}

func (b *bounded) Read(data []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if int64(len(data)) > b.left+1 { // one byte more shows that there is more
		data = data[:b.left+1]
	}
	n, err := b.r.Read(data)
	b.read += int64(n)
	if b.left -= int64(n); b.left < 0 {
		err = &http.MaxBytesError{Limit: b.limit}
	}
	b.err = err
	return n, err
}

// bindForm fills v from the form that the request holds.
func (b Binder) bindForm(r Request, p *plan, v reflect.Value) error {
	var files map[string][]*multipart.FileHeader
	values := r.PostForm // and not r.Form, in which net/http mixes the query
	if r.MultipartForm != nil {
		files = r.MultipartForm.File
		if values == nil {
			values = url.Values(r.MultipartForm.Value)
		}
	}
	var wrong []apierror.FieldError
	for i := range p.forms {
		q := &p.forms[i]
		unfit := q.bindForm(v, values[q.Name], files[q.Name])
		if unfit == nil {
			continue
		}
		if unfit.err != nil {
			return unfit.err
		}
		wrong = append(wrong, unfit.at(q.place()))
	}
	if b.RejectUnknown {
		wrong = append(wrong, p.unknown(values, files)...)
	}
	if len(wrong) == 0 {
		return nil
	}
	return badBody(wrong)
}

func (q *param) bindForm(v reflect.Value, values []string, files []*multipart.FileHeader) *unfit {
	if q.files {
		if slices.ContainsFunc(values, func(s string) bool { return s != "" }) { // browsers send an empty part for no file
			return &unfit{rule: mustBeFile}
		}
		return q.bindFiles(v, files)
	}
	if len(files) > 0 {
		return &unfit{rule: mustBeText}
	}
	if !q.text { // a field that was left empty, not an empty number
		values = slices.DeleteFunc(slices.Clone(values), func(s string) bool { return s == "" })
	}
	if len(values) == 0 {
		return nil
	}
	return q.bind(v, values)
}

func (q *param) bindFiles(v reflect.Value, files []*multipart.FileHeader) *unfit {
	if len(files) == 0 {
		return nil
	}
	field := fieldOf(v, q.index)
	switch t := field.Type(); {
	case t.Kind() == reflect.Pointer:
		if len(files) > 1 {
			return &unfit{rule: mustBeOnce}
		}
		field.Set(reflect.ValueOf(files[0]))
	case t.Elem().Kind() == reflect.Struct:
		all := reflect.MakeSlice(t, len(files), len(files))
		for i, file := range files {
			all.Index(i).Set(reflect.ValueOf(*file))
		}
		field.Set(all)
	default:
		field.Set(reflect.ValueOf(files).Convert(t))
	}
	return nil
}

// unknown names fields of a form that the type does not have, up to the bound.
func (p *plan) unknown(values url.Values, files map[string][]*multipart.FileHeader) (wrong []apierror.FieldError) {
	known := make(map[string]bool, len(p.forms))
	for i := range p.forms {
		known[p.forms[i].Name] = true
	}
	var names []string
	for name := range values {
		if !known[name] {
			names = append(names, name)
		}
	}
	for name := range files {
		if _, both := values[name]; !both && !known[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names) // a map has no order, but an answer should not change from one time to the next
	for _, name := range names[:min(len(names), mostFields)] {
		if len(name) > longestName { // what a client chose is not sent back without a bound
			name = ""
		}
		wrong = append(wrong, mustBeKnown.at(apierror.FieldError{In: shape.Form.String(), Name: name}))
	}
	return wrong
}
