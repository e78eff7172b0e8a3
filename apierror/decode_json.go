package apierror

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// parseJSON reads the members of a document into e, in their order.
func parseJSON(body []byte, e *Error) error {
	err := eachMember(body, func(name string, raw json.RawMessage) {
		switch name {
		case "errors":
			e.Fields = parseJSONFields(raw)
			return
		case "type", "title", "detail", "instance":
			if raw[0] != '"' {
				return
			}
		}
		if text, ok := scalarText(raw); ok {
			if text != "" {
				e.setText(name, text)
			}
			return
		}
		var items []json.RawMessage
		if isStandard(name) || json.Unmarshal(raw, &items) != nil {
			return
		}
		var list []string
		for _, item := range items[:min(len(items), itemLimit)] {
			if text, ok := scalarText(item); ok {
				list = append(list, text)
			}
		}
		if len(list) > 0 {
			e.setExtension(name, list)
		}
	})
	if err != nil && isCutOff(body) {
		return io.ErrUnexpectedEOF // encoding/json reports it in several ways
	}
	return err
}

// isCutOff reports whether body could be the beginning of a JSON text: whether
// its first mistake is that it ends. If so, a space behind it moves the mistake.
func isCutOff(body []byte) bool {
	var raw json.RawMessage
	err := json.Unmarshal(append(bytes.Clone(body), ' '), &raw)
	syntax, ok := errors.AsType[*json.SyntaxError](err)
	return ok && syntax.Offset > int64(len(body))
}

func parseJSONFields(raw json.RawMessage) []FieldError {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil
	}
	var fields []FieldError
	for _, item := range items[:min(len(items), itemLimit)] {
		var f FieldError
		if eachMember(item, func(name string, raw json.RawMessage) {
			if text, ok := scalarText(raw); ok {
				f.set(name, text)
			}
		}) == nil {
			fields = append(fields, f)
		}
	}
	return fields
}

// eachMember calls member for the members of an object in their order.
func eachMember(object []byte, member func(name string, raw json.RawMessage)) error {
	d := json.NewDecoder(bytes.NewReader(object))
	if t, err := d.Token(); err != nil {
		return err
	} else if t != json.Delim('{') {
		return errors.New("it is not an object")
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		member(name.(string), raw)
	}
	if _, err := d.Token(); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more follows the object")
	}
	return nil
}

// scalarText returns a string, number or truth value as text.
func scalarText(raw json.RawMessage) (string, bool) {
	switch raw[0] {
	case '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err == nil
	case '{', '[', 'n':
		return "", false
	}
	return string(raw), true
}
