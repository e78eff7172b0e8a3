package demurtest

import (
	"net/http"
	"path"
	"slices"
	"strings"
)

// routingChecks are about requests for what the service does not have.
func routingChecks() []check {
	return []check{
		{"routing/unknown path", false, "A client with a mistake in its address cannot tell that, or cannot read the answer.", succeeding, func(a *asking) (f faults) {
			for _, target := range a.unknown() {
				got := a.ask(a.base().to(target).by(http.MethodGet).bare())
				if got.status != http.StatusNotFound {
					f.add(got, "the status is %d, wanted 404", got.status)
					continue
				}
				f.document(got)
			}
			return f
		}},
		{"routing/wrong method", false, "A client is told that the resource does not exist, or that the server is broken, and not which methods there are (RFC 9110 section 15.5.6).", succeeding, func(a *asking) (f faults) {
			method := a.unused()
			got := a.ask(a.base().by(method).bare())
			allowed := got.header.Values("Allow")
			switch {
			case got.status == http.StatusNotImplemented && !slices.Contains(usualMethods, method):
				// RFC 9110 section 9.1: a method that the service has nowhere.
			case got.status != http.StatusMethodNotAllowed:
				f.add(got, "the status is %d, wanted 405", got.status)
			case !listed(allowed, a.sample.method()) || listed(allowed, method):
				f.add(got, "Allow is %q, and must have %s and not %s", strings.Join(allowed, ", "), a.sample.method(), method)
			default:
				f.document(got)
			}
			return f
		}},
		{"routing/odd paths", false, "A client with a mistake in its address is told that the server is broken, and so are those who operate it.", succeeding, func(a *asking) (f faults) {
			for _, r := range a.odd() {
				if got := a.ask(r); got.err != nil || got.status >= 500 {
					f.add(got, "the address has broken the service")
				}
			}
			return f
		}},
	}
}

// unknown returns paths that no service has: at the top, and beside the sample, where
// other code may decide.
func (a *asking) unknown() []string {
	pathname, _, _ := strings.Cut(a.sample.Target, "?")
	beside := path.Join(path.Dir(path.Dir(path.Clean(pathname))), nowhere, nowhere, nowhere)
	return []string{"/" + nowhere, beside}
}

// usualMethods are tried as the wrong one, those first that do the least harm.
var usualMethods = []string{http.MethodPatch, http.MethodPut, http.MethodDelete, http.MethodPost}

// unused returns a method that the resource of the sample does not have. Where Allow does
// not tell, a method that is refused for its empty body is one that the resource has.
func (a *asking) unused() string {
	has := a.ask(a.base().by(http.MethodOptions).bare()).header.Values("Allow")
	for _, method := range usualMethods {
		if method == a.sample.method() || listed(has, method) {
			continue
		}
		if len(has) > 0 || !slices.Contains(wantingMore, a.ask(a.base().by(method).bare()).status) {
			return method
		}
	}
	return "PROPFIND"
}

// wantingMore are the statuses for a request that lacks a body, or a condition.
var wantingMore = []int{400, 411, 412, 413, 415, 422, 428}

// odd returns requests to addresses like that of the sample which no good client asks.
func (a *asking) odd() (all []request) {
	pathname, query, _ := strings.Cut(a.sample.Target, "?")
	if query != "" {
		query = "?" + query
	}
	dir := strings.TrimSuffix(path.Dir(path.Clean(pathname)), "/")
	for _, last := range []string{"not-a-number", "99999999999999999999999", "-1", "%00", "%0d%0aX-Injected:%201", "%ff%fe", "%3Cb%3E", "%27%20OR%201=1--", strings.Repeat("a", 2000)} {
		all = append(all, a.base().to(dir+"/"+last+query))
	}
	for _, search := range []string{"a=%zz", "%ff=1", "a;b", strings.Repeat("&", 2000)} {
		all = append(all, a.base().to(pathname+"?"+search))
	}
	return all
}
