// Package conformance holds demur to what others make of it:
//
//   - the documents that it really sends to the schemas in ../schema, JSON to a JSON
//     Schema and XML to a RELAX NG grammar;
//   - package demurhttp to the routers chi and gorilla/mux;
//   - package demur to request logs, metrics and traces outside of it;
//   - MIGRATING.md to the programs in migrating.
//
// It has tests only. It is a module of its own so that what only these tests need never
// enters the go.mod of the library.
//
// The grammar is applied by xmllint (package libxml2-utils of Debian). Without
// it that test is skipped. If DEMUR_XML_DIR names a directory, the XML
// documents are left there for others to check.
package conformance
