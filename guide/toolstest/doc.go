// Package toolstest holds the documents of the guide to what people use: kin-openapi and
// libopenapi load them, oapi-codegen makes servers of them, Redoc's sampler renders them,
// JSON Schema, XML Schema and RELAX NG judge real answers.
//
// It is a module of its own, so that none of this is in the go.mod of the guide.
//
//	npm ci --prefix node   # for the sampler
//	go generate ./...      # writes the servers of oapi-codegen anew
package toolstest
