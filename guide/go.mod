module github.com/seed-86b940f4/demur/guide

go 1.26.0

require (
	github.com/seed-86b940f4/demur v0.1.0
	go.yaml.in/yaml/v3 v3.0.6
)

require (
	github.com/yuin/goldmark v1.8.7 // indirect
	golang.org/x/time v0.16.0 // indirect
)

replace github.com/seed-86b940f4/demur => ../
