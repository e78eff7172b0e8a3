module github.com/seed-86b940f4/demur/guide/browsertest

go 1.26.0

require (
	github.com/chromedp/cdproto v0.159.0
	github.com/chromedp/chromedp v0.23.0
	github.com/seed-86b940f4/demur v0.1.0
	github.com/seed-86b940f4/demur/example v0.1.0
	github.com/seed-86b940f4/demur/guide v0.1.0
)

require (
	github.com/cespare/xxhash/v2 v2.3.0 // indirect
	github.com/gabriel-vasile/mimetype v1.4.16 // indirect
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
	github.com/go-playground/locales v0.14.2 // indirect
	github.com/go-playground/universal-translator v0.18.2 // indirect
	github.com/go-playground/validator/v10 v10.30.6 // indirect
	github.com/labstack/echo/v4 v4.16.0 // indirect
	github.com/labstack/gommon v0.5.0 // indirect
	github.com/leodido/go-urn v1.5.0 // indirect
	github.com/mattn/go-colorable v0.1.15 // indirect
	github.com/mattn/go-isatty v0.0.22 // indirect
	github.com/redis/go-redis/v9 v9.23.0 // indirect
	github.com/seed-86b940f4/demur/ratelimit/redisstore v0.1.0 // indirect
	github.com/seed-86b940f4/demur/validation/languages v0.1.0 // indirect
	github.com/valyala/bytebufferpool v1.0.0 // indirect
	github.com/valyala/fasttemplate v1.2.2 // indirect
	github.com/yuin/goldmark v1.8.7 // indirect
	go.uber.org/atomic v1.12.0 // indirect
	go.yaml.in/yaml/v3 v3.0.6 // indirect
	golang.org/x/crypto v0.58.0 // indirect
	golang.org/x/net v0.60.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/text v0.43.0 // indirect
	golang.org/x/time v0.16.0 // indirect
)

tool github.com/seed-86b940f4/demur/example

replace (
	github.com/seed-86b940f4/demur => ../..
	github.com/seed-86b940f4/demur/example => ../../example
	github.com/seed-86b940f4/demur/guide => ..
	github.com/seed-86b940f4/demur/ratelimit/redisstore => ../../ratelimit/redisstore
	github.com/seed-86b940f4/demur/validation/languages => ../../validation/languages
)
