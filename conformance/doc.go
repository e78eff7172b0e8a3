// Package conformance holds the documents that demur really sends to the
// schemas in ../schema: JSON to a JSON Schema, XML to a RELAX NG grammar.
//
// It has tests only. It is a module of its own so that the JSON Schema
// validator, which nothing but these tests needs, never enters the go.mod of
// the library.
//
// The grammar is applied by xmllint (package libxml2-utils of Debian). Without
// it that test is skipped. If DEMUR_XML_DIR names a directory, the XML
// documents are left there for others to check.
package conformance
