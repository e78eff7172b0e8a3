package conformance_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const (
	schemaFile  = "../schema/problem.schema.json"
	grammarFile = "../schema/problem.rng"
	namespace   = "urn:ietf:rfc:7807"
)

func jsonSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat() // else uri-reference would be a mere remark
	schema, err := c.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// checkJSON returns what is wrong with a JSON document.
func checkJSON(schema *jsonschema.Schema, body []byte) error {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	return errors.Join(schema.Validate(doc), checkMembers(body))
}

// checkMembers reports a member that an object has twice. A schema is not told
// of it, because a parser keeps one of the two.
func checkMembers(body []byte) error {
	d := json.NewDecoder(bytes.NewReader(body))
	if _, err := d.Token(); err != nil {
		return err
	}
	seen := map[any]bool{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		if seen[name] {
			return fmt.Errorf("member %q comes twice", name)
		}
		seen[name] = true
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
	}
	return nil
}

var memberName = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_]{2,}|violated-policies)$`)

// checkXML returns what is wrong with an XML document, as far as RELAX NG
// cannot say it: the names of members, and what is no element or text.
func checkXML(body []byte) error {
	if bytes.Contains(body, []byte("<![CDATA[")) {
		return errors.New("a CDATA section")
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	seen := map[string]bool{}
	depth := 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			if t.Name.Space != namespace {
				return fmt.Errorf("element %q is of namespace %q", t.Name.Local, t.Name.Space)
			}
			if len(t.Attr) > 0 && !(depth == 1 && len(t.Attr) == 1 && t.Attr[0].Name.Local == "xmlns") {
				return fmt.Errorf("element %q has attributes %v", t.Name.Local, t.Attr)
			}
			if depth != 2 {
				continue
			}
			name := t.Name.Local
			if !memberName.MatchString(name) || strings.EqualFold(name[:3], "xml") {
				return fmt.Errorf("element %q has a name that RFC 9457 or XML refuses", name)
			}
			if seen[name] {
				return fmt.Errorf("element %q comes twice", name)
			}
			seen[name] = true
		case xml.EndElement:
			depth--
		case xml.ProcInst:
			if t.Target != "xml" || d.InputOffset() != int64(len(`<?xml version="1.0" encoding="UTF-8"?>`)) {
				return fmt.Errorf("a processing instruction %q", t.Target)
			}
		case xml.Comment, xml.Directive:
			return fmt.Errorf("a comment or directive %q", t)
		}
	}
}

// xmllint holds files to the grammar. It returns the verdict on each and what
// else xmllint said.
func xmllint(t *testing.T, files []string) (valid map[string]bool, remarks string) {
	t.Helper()
	path, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed (package libxml2-utils of Debian): the XML documents are not held to " + grammarFile)
	}
	args := append([]string{"--nonet", "--noout", "--relaxng", grammarFile}, files...)
	out, err := exec.Command(path, args...).CombinedOutput()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Fatal(err)
	}
	valid = map[string]bool{}
	var rest strings.Builder
	for line := range strings.Lines(string(out)) {
		if name, ok := strings.CutSuffix(line, " validates\n"); ok {
			valid[name] = true
			continue
		}
		rest.WriteString(line)
	}
	return valid, rest.String()
}
