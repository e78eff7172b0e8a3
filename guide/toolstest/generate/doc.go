// Package generate writes the servers that oapi-codegen makes. It is apart from the other
// tests, which need servers that compile.
package generate
