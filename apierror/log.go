package apierror

import "log/slog"

// LogValue returns the whole story for the log: what the client is told, the
// cause, and the extensions that could not be sent.
func (e *Error) LogValue() slog.Value {
	if e == nil {
		return slog.StringValue(e.Error())
	}
	attrs := []slog.Attr{slog.Int("status", int(e.Status)), slog.String("code", e.code())}
	if e.Detail != "" {
		attrs = append(attrs, slog.String("detail", e.Detail))
	}
	if e.Type != "" {
		attrs = append(attrs, slog.String("type", e.Type))
	}
	if e.Instance != "" {
		attrs = append(attrs, slog.String("instance", e.Instance))
	}
	if len(e.Fields) > 0 {
		attrs = append(attrs, slog.Any("fields", e.Fields))
	}
	for name, value := range e.Extensions() {
		attrs = append(attrs, slog.Any(name, value))
	}
	if names := e.unsendable(); len(names) > 0 {
		attrs = append(attrs, slog.Any("unsendable", names))
	}
	if cause := e.cause(); cause != nil {
		attrs = append(attrs, slog.Any("cause", cause))
	}
	return slog.GroupValue(attrs...)
}

// unsendable returns the names of what the client does not get.
func (e *Error) unsendable() []string {
	var names []string
	if _, ok := reference(e.Type); !ok {
		names = append(names, "type")
	}
	if _, ok := reference(e.Instance); !ok {
		names = append(names, "instance")
	}
	if e.more != nil {
		names = append(names, e.more.unsendable...)
	}
	return names
}
