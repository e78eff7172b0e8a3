package adaptertest

import "net/http"

// row is one of the 40 behaviours, or a sibling of one. The project began with a
// list of these: how the answers of a service with Echo should look to curl. The names of
// their cases begin with their numbers in the list.
type row struct {
	name, method, path string
	send               []string // header fields in pairs
	want
	needs []Feature
}

// rows are those of the 40 behaviours that one request without a body shows.
var rows = []row{
	{name: "1 JSON by default", path: "/v1/widgets/2", want: want{status: 404, header: fields{"Content-Type": jsonType}, body: inJSON, has: "widget", not: "sql"}},
	{name: "2 XML when asked", path: "/v1/widgets/2", send: []string{"Accept", "application/xml"}, want: want{status: 404, header: fields{"Content-Type": xmlType}, body: inXML, not: "sql"}},
	{name: "3 XML refused", path: "/v1/widgets/2", send: []string{"Accept", "application/xml;q=0, application/json"}, want: want{status: 404, header: fields{"Content-Type": jsonType}, body: inJSON}},
	{name: "4 JSON preferred", path: "/v1/widgets/2", send: []string{"Accept", "application/xml;q=0.5, application/json;q=0.9"}, want: want{status: 404, header: fields{"Content-Type": jsonType}, body: inJSON}},
	{name: "5 text-xml", path: "/v1/widgets/2", send: []string{"Accept", "text/xml"}, want: want{status: 404, header: fields{"Content-Type": `^text/xml$`}, body: inXML}},
	{name: "5 a suffix", path: "/v1/unpaid", send: []string{"Accept", "application/vnd.acme+xml, */*;q=0.1"}, want: want{status: 402, header: fields{"Content-Type": jsonType}, body: inJSON}},
	{name: "6 not acceptable", path: "/v1/widgets/1", send: []string{"Accept", "image/png"}, want: want{status: 406, body: inJSON, has: `application/json(.|\n)*application/xml`}},
	{name: "6 not acceptable, no route", path: "/v1/nothing", send: []string{"Accept", "image/png"}, want: want{status: 404, body: inJSON}},
	{name: "7 Vary", path: "/v1/widgets/2", want: want{status: 404, header: fields{"Vary": `^Accept$`}}},
	{name: "8 unknown error", path: "/v1/boom", want: want{status: 500, header: fields{"Content-Type": jsonType}, body: inJSON, not: "pq:|password|SECRET"}},
	{name: "9 wrapped", path: "/v1/wrapped", want: want{status: 404, body: inJSON, has: "no such widget", not: "load:"}},
	{name: "10 cause", path: "/v1/internal", want: want{status: 409, body: inJSON, has: "conflict", not: "SECRET"}},
	{name: "11 panic", path: "/v1/panic", send: []string{"Accept", "application/xml"}, want: want{status: 500, header: fields{"Content-Type": xmlType}, body: inXML, not: "SECRET|goroutine"}},
	{name: "14 and 15 stale header", path: "/v1/dirty", want: want{status: 500, header: fields{
		"Content-Type": jsonType, "Cache-Control": `^no-store$`, "Content-Encoding": "^$", "Etag": "^$", "Content-Language": "^$",
		"Content-Range": "^$", "Content-Disposition": "^$", "Last-Modified": "^$", "Expires": "^$"}, body: inJSON}},
	{name: "16 HEAD", method: "HEAD", path: "/v1/nope", want: want{status: 404, header: fields{"Content-Type": jsonType, "Content-Length": "^[1-9]"}, body: nothing}},
	{name: "17 router's 404", path: "/nope", send: []string{"Accept", "application/xml"}, want: want{status: 404, header: fields{"Content-Type": xmlType}, body: inXML}},
	{name: "18 405 in a group", method: "PATCH", path: "/v1/widgets/1", want: want{status: 405, header: fields{"Allow": "^DELETE, GET, (HEAD, )?OPTIONS, PUT$"}, body: inJSON}},
	{name: "18 405 of a collection", method: "DELETE", path: "/v1/widgets", want: want{status: 405, header: fields{"Allow": "^OPTIONS, POST$"}, body: inJSON}},
	{name: "18 405 in a group, nothing acceptable", method: "PATCH", path: "/v1/widgets/1", send: []string{"Accept", "image/png"}, want: want{status: 405, body: inJSON}},
	{name: "19 OPTIONS in a group", method: "OPTIONS", path: "/v1/widgets/1", want: want{status: 204, header: fields{"Allow": "GET", "Content-Type": "^$"}, body: nothing}},
	{name: "20 no key", path: "/v1/widgets/1", send: []string{"X-API-Key", ""}, want: want{status: 401, header: fields{"Www-Authenticate": ".", "Cache-Control": "no-store"}, body: inJSON}},
	{name: "20 bad key", path: "/v1/widgets/1", send: []string{"X-API-Key", "bad"}, want: want{status: 401, header: fields{"Www-Authenticate": "."}, body: inJSON, not: "bad"}},
	{name: "21 402", path: "/v1/unpaid", send: []string{"Accept", "application/xml"}, want: want{status: 402, header: fields{"Content-Type": xmlType}, body: inXML, has: "unpaid|payment"}},
	{name: "22 412", method: "PUT", path: "/v1/widgets/1", send: []string{"If-Match", `"v1"`}, want: want{status: 412, body: inJSON, has: "mismatch"}},
	{name: "23 502", path: "/v1/upstream", want: want{status: 502, body: inJSON, not: `10\.0|SECRET`}},
	{name: "24 503", path: "/v1/maint", want: want{status: 503, header: fields{"Retry-After": "^120$"}, body: inJSON}},
	{name: "25 deadline", path: "/v1/slow", want: want{status: 503, header: fields{"Retry-After": "^60$"}, body: inJSON, not: "query:"}},
	{name: "37 any message", path: "/v1/ctrl", send: []string{"Accept", "application/xml"}, want: want{status: 400, header: fields{"Content-Type": xmlType}, body: inXML}},
	{name: "37 any message in JSON", path: "/v1/ctrl", want: want{status: 400, header: fields{"Content-Type": jsonType}, body: inJSON}},
	{name: "38 status 0", path: "/v1/zero", want: want{status: 500, body: inJSON, not: "SECRET"}, needs: []Feature{HTTPErrors}},
	{name: "38 status 42", path: "/v1/weird", want: want{status: 500, body: inJSON, not: "SECRET"}, needs: []Feature{HTTPErrors}},
	{name: "38 no text", path: "/v1/nonstring", want: want{status: 400, body: inJSON, has: "could not be understood"}, needs: []Feature{HTTPErrors, AnyMessage}},
	{name: "40 how the client stands", path: "/v1/widgets/1", want: want{status: 200, header: fields{"Ratelimit-Policy": `^"hourly";q=1000;w=3600$`, "Ratelimit": `^"hourly";r=999;t=\d+$`}}},
	{name: "40 on an error too", path: "/v1/boom", want: want{status: 500, header: fields{"Ratelimit-Policy": `q=1000`, "Ratelimit": `r=999`}, body: inJSON}},
}

func behaviours() (cases []testCase) {
	for _, row := range rows {
		if row.method == "" {
			row.method = http.MethodGet
		}
		cases = append(cases, testCase{row.name, row.needs, func(h *harness) {
			log := new(journal)
			s := h.start(h.forty(log))
			h.expect(s.do(row.method, row.path, "", row.send...), row.want)
		}})
	}
	return cases
}
