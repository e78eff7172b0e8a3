module github.com/seed-86b940f4/demur/conformance

go 1.26.0

require (
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
	github.com/seed-86b940f4/demur v0.1.0
)

require (
	golang.org/x/text v0.43.0 // indirect
	golang.org/x/time v0.16.0 // indirect
)

replace github.com/seed-86b940f4/demur => ../
