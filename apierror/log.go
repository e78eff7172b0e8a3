package apierror

import (
	"log/slog"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What a log record holds of one error, so that a request that fails in 10,000
// places does not write megabytes: so many fields, extension members or items of
// a list, and so many bytes of one text.
const (
	logItems = 20
	logText  = 1000
	logPart  = 200 // of a field
)

// LogValue returns the whole story for the log: what the client is told, the
// cause, and as "unsendable" the names of what the client is not told because it
// could not be sent. Long texts and lists are cut; the record then says how much
// is missing ("more_fields", "more_extensions"). The cause is never cut.
func (e *Error) LogValue() slog.Value {
	if e == nil {
		return slog.StringValue(e.Error())
	}
	attrs := []slog.Attr{slog.Int("status", int(e.Status)), slog.String("code", cut(e.code(), logText))}
	attrs = appendText(attrs, "detail", e.Detail)
	attrs = appendText(attrs, "type", e.Type)
	attrs = appendText(attrs, "instance", e.Instance)
	if len(e.Fields) > 0 {
		attrs = append(attrs, slog.Any("fields", fieldList(e.Fields[:min(len(e.Fields), logItems)])))
		attrs = appendMore(attrs, "more_fields", len(e.Fields)-logItems)
	}
	n := 0
	for name, value := range e.Extensions() {
		if n++; n <= logItems {
			attrs = append(attrs, slog.Any(cut(name, logPart), logged(value)))
		}
	}
	attrs = appendMore(attrs, "more_extensions", n-logItems)
	if names := e.unsendable(); len(names) > 0 {
		attrs = append(attrs, slog.Any("unsendable", names))
	}
	if cause := e.cause(); cause != nil {
		attrs = append(attrs, slog.Any("cause", cause))
	}
	return slog.GroupValue(attrs...)
}

// LogValue returns a group of the members that the field has, named as on the wire.
func (f FieldError) LogValue() slog.Value {
	attrs := make([]slog.Attr, 0, 7)
	attrs = appendText(attrs, "pointer", cut(f.Pointer, logPart))
	attrs = appendText(attrs, "xpath", cut(f.XPath, logPart))
	attrs = appendText(attrs, "in", cut(f.In, logPart))
	attrs = appendText(attrs, "name", cut(f.Name, logPart))
	attrs = appendText(attrs, "code", cut(f.Code, logPart))
	attrs = appendText(attrs, "param", cut(f.Param, logPart))
	attrs = appendText(attrs, "detail", cut(f.Detail, logPart))
	return slog.GroupValue(attrs...)
}

func appendText(attrs []slog.Attr, name, text string) []slog.Attr {
	if text == "" {
		return attrs
	}
	return append(attrs, slog.String(name, cut(text, logText)))
}

func appendMore(attrs []slog.Attr, name string, n int) []slog.Attr {
	if n <= 0 {
		return attrs
	}
	return append(attrs, slog.Int(name, n))
}

// cut returns at most limit bytes of a text, and a sign that there was more.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit] + "…"
}

// logged returns the value of an extension as it is logged.
func logged(value any) any {
	if s, ok := value.(string); ok {
		return cut(s, logText)
	}
	v := reflect.ValueOf(value)
	if v.Kind() != reflect.Slice {
		return value
	}
	var items []any
	for i := range min(v.Len(), logItems) {
		item := v.Index(i).Interface()
		if s, ok := item.(string); ok {
			item = cut(s, logPart)
		}
		items = append(items, item)
	}
	if more := v.Len() - logItems; more > 0 {
		items = append(items, moreOf(more))
	}
	return items
}

func moreOf(n int) string { return "and " + strconv.Itoa(n) + " more" }

// unsendable returns the names of what the client does not get.
func (e *Error) unsendable() []string {
	var names []string
	if _, ok := reference(e.Type); !ok {
		names = append(names, "type")
	}
	if _, ok := reference(e.Instance); !ok {
		names = append(names, "instance")
	}
	names = append(names, e.unsendableFields()...)
	if e.more == nil {
		return names
	}
	for _, name := range e.more.unsendable {
		names = append(names, cut(name, logPart))
	}
	if e.more.unsendableToo > 0 {
		names = append(names, moreOf(e.more.unsendableToo))
	}
	return names
}

// unsendableFields returns the names in the header of e of which not all can be sent,
// the first few in alphabetical order.
func (e *Error) unsendableFields() (names []string) {
	for name, values := range e.Header {
		if sent, ok := sendableValues(name, values); !ok || len(sent) < len(values) {
			names = append(names, cut(name, logPart))
		}
	}
	slices.Sort(names)
	return names[:min(len(names), mostUnsendable)]
}

// fieldList are fields in a log record. Handlers do not ask the items of a list for
// their LogValue; they ask the list how it is written as JSON or as text.
type fieldList []FieldError

// MarshalJSON returns the fields as they are on the wire.
func (list fieldList) MarshalJSON() ([]byte, error) {
	b := []byte{'['}
	for i, f := range list {
		if i > 0 {
			b = append(b, ',')
		}
		f = f.cut()
		b = appendJSONField(b, &f)
	}
	return append(b, ']'), nil
}

// MarshalText returns the fields as String does.
func (list fieldList) MarshalText() ([]byte, error) { return []byte(list.String()), nil }

// String returns each field as its place, its rule and the rule in words:
// "#/card/number credit_card: must be a card number; query limit max 100".
func (list fieldList) String() string {
	var b []byte
	for i, f := range list {
		if i > 0 {
			b = append(b, "; "...)
		}
		f = f.cut()
		where := strings.Join(slices.DeleteFunc([]string{f.Pointer, f.XPath, f.In, f.Name, f.Code, f.Param}, isNothing), " ")
		b = append(b, strings.Join(slices.DeleteFunc([]string{where, f.Detail}, isNothing), ": ")...)
	}
	return string(b)
}

func isNothing(s string) bool { return s == "" }

// cut returns f with its texts cut for a log.
func (f FieldError) cut() FieldError {
	return FieldError{
		Pointer: cut(f.Pointer, logPart), XPath: cut(f.XPath, logPart), In: cut(f.In, logPart), Name: cut(f.Name, logPart),
		Code: cut(f.Code, logPart), Param: cut(f.Param, logPart), Detail: cut(f.Detail, logPart),
	}
}
