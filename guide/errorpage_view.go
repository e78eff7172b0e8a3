package guide

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"github.com/seed-86b940f4/demur/apierror"
)

// problemView is what the page of an error shows.
type problemView struct {
	Status                        int
	Title, Detail, Code           string
	RequestID, Instance, Language string // "" for none
	Link                          string // an address that a browser can go to, "" for none
	OtherType                     string // a type that is no such address, "" for none
	Fields                        []fieldView
	Extensions                    []extensionView
}

type fieldView struct {
	Places []string
	Detail string
}

type extensionView struct {
	Name   string
	Values []string
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)

// newProblemView reads the document in JSON, so that people are told what programs are
// told, and nothing else.
func newProblemView(e *apierror.Error) (*problemView, error) {
	doc, err := apierror.JSON{}.Append(nil, e)
	if err != nil {
		return nil, err
	}
	p := &problemView{}
	members := json.NewDecoder(bytes.NewReader(doc))
	if _, err := members.Token(); err != nil {
		return nil, err
	}
	for members.More() {
		name, err := members.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := members.Decode(&value); err != nil {
			return nil, err
		}
		if err := p.set(name.(string), value); err != nil {
			return nil, err
		}
	}
	if e != nil {
		if tag := e.Header.Get("Content-Language"); languageTag.MatchString(tag) {
			p.Language = tag
		}
	}
	return p, nil
}

// set takes over one member of the document.
func (p *problemView) set(name string, value json.RawMessage) error {
	switch name {
	case "status":
		return json.Unmarshal(value, &p.Status)
	case "errors":
		return p.setFields(value)
	}
	values, err := texts(value)
	if err != nil {
		return err
	}
	switch text := strings.Join(values, ", "); name {
	case "type":
		if isAddress(text) {
			p.Link = text
		} else {
			p.OtherType = text
		}
	case "title":
		p.Title = text
	case "detail":
		p.Detail = text
	case "code":
		p.Code = text
	case "instance":
		p.Instance = text
	case "request_id":
		p.RequestID = text
	default:
		p.Extensions = append(p.Extensions, extensionView{inWords(name), values})
	}
	return nil
}

func (p *problemView) setFields(value json.RawMessage) error {
	var fields []struct{ Pointer, XPath, In, Name, Code, Param, Detail string }
	if err := json.Unmarshal(value, &fields); err != nil {
		return err
	}
	for _, f := range fields {
		var view fieldView
		for _, place := range []string{f.Pointer, f.XPath, strings.TrimSpace(f.In + " " + f.Name)} {
			if place != "" {
				view.Places = append(view.Places, shown(place))
			}
		}
		if view.Detail = shown(f.Detail); view.Detail == "" {
			view.Detail = shown(strings.TrimSpace(f.Code + " " + f.Param))
		}
		p.Fields = append(p.Fields, view)
	}
	return nil
}

// texts returns a scalar, or the items of a list of scalars. Numbers and truth values
// stay as they are spelled.
func texts(value json.RawMessage) ([]string, error) {
	switch value[0] {
	case '[':
		var items []json.RawMessage
		if err := json.Unmarshal(value, &items); err != nil {
			return nil, err
		}
		var all []string
		for _, item := range items {
			text, err := texts(item)
			if err != nil {
				return nil, err
			}
			all = append(all, text...)
		}
		return all, nil
	case '"':
		var text string
		err := json.Unmarshal(value, &text)
		return []string{shown(text)}, err
	}
	return []string{string(value)}, nil
}

// shown replaces what no HTML document may have (HTML Living Standard section 13.2.3.5).
// Most of it was replaced in the document in JSON.
func shown(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r':
			return r
		case unicode.IsControl(r), r >= 0xFDD0 && r <= 0xFDEF, r&0xFFFE == 0xFFFE:
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// inWords returns the name of an extension member as people write it.
func inWords(name string) string {
	name = strings.NewReplacer("_", " ", "-", " ").Replace(name)
	return strings.ToUpper(name[:1]) + name[1:]
}

// isAddress reports whether a browser can be sent there: to a page of the web, or to a
// reference relative to the request.
func isAddress(uri string) bool {
	u, err := url.Parse(uri)
	return err == nil && uri != "" && (u.Scheme == "" || u.Scheme == "http" || u.Scheme == "https")
}
