package guide

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// page is all that the guide says, before it is written in any format. It never changes.
type page struct {
	title, version, description string // description is Markdown
	contact                     Contact
	baseURL, address            string // address is that of the page itself
	successes                   []success
	statuses                    []status
	policies                    []policy
	fields400, fields422        []fieldCode
}

type success struct {
	status         int
	title, meaning string
}

// status is one error status in use, with the entries that have it.
type status struct {
	status         apierror.Status
	title, meaning string
	retry          string // whether and when a client may send the request again
	headers        []headerField
	entries        []entry
}

// entry is one code in use.
type entry struct {
	kind      apierror.Kind // with its code and title
	plain     bool          // it is that of a Status, and not of a Kind of the service
	uri       string        // its type
	meaning   string        // a sentence
	json, xml []byte        // samples, as they are sent
}

type headerField struct{ name, value, meaning string }

type fieldCode struct{ code, meaning string }

type policy struct {
	name   string
	quota  int
	window time.Duration
	rule   string // a sentence
}

// newPage returns what there is to say. cfg has been checked.
func newPage(cfg *Config) *page {
	p := &page{
		title:       cfg.Title,
		version:     cmp.Or(cfg.Version, "1"),
		description: cfg.Description,
		contact:     cfg.Contact,
		baseURL:     cfg.BaseURL,
		address:     cfg.BaseURL + cmp.Or(cfg.Path, "/guide"),
		fields400:   bindingCodes,
	}
	successes := cfg.Successes
	if successes == nil {
		successes = []int{http.StatusOK, http.StatusCreated, http.StatusNoContent}
	}
	for _, s := range slices.Compact(slices.Sorted(slices.Values(successes))) {
		p.successes = append(p.successes, success{s, http.StatusText(s), successMeaning(s)})
	}
	for _, l := range cfg.Policies {
		p.policies = append(p.policies, policy{cmp.Or(l.Name, "default"), l.Quota, l.Window, rule(l)})
	}
	entries := cfg.entries()
	slices.SortStableFunc(entries, func(a, b apierror.Kind) int { return cmp.Compare(a.Status, b.Status) })
	samples := newSampler(cfg, p)
	for _, k := range entries {
		if n := len(p.statuses); n == 0 || p.statuses[n-1].status != k.Status {
			p.statuses = append(p.statuses, newStatus(k.Status, samples))
		}
		st := &p.statuses[len(p.statuses)-1]
		plain := !slices.ContainsFunc(cfg.Kinds, func(own apierror.Kind) bool { return cmp.Or(own.Code, own.Status.Code()) == k.Code })
		e := entry{kind: k, plain: plain, uri: cmp.Or(k.Type, p.address+"#"+k.Code)}
		if plain || k.Doc == "" {
			e.meaning = k.Status.Detail()
		}
		e.json, e.xml = samples.of(k)
		st.entries = append(st.entries, e)
	}
	for _, code := range slices.Sorted(maps.Keys(cfg.FieldCodes)) {
		p.fields422 = append(p.fields422, fieldCode{code, cfg.FieldCodes[code]})
	}
	return p
}

// rule returns how a quota is counted, in a sentence.
func rule(p ratelimit.Policy) string {
	what := strconv.Itoa(p.Quota) + " requests"
	if p.Quota == 1 {
		what = "1 request"
	}
	const after = " Further requests get status 429 until then, and do not count."
	switch p.Window {
	case time.Minute:
		return "Each key has " + what + " in each minute, from one full minute to the next." + after
	case time.Hour:
		return "Each key has " + what + " in each hour of the clock (UTC), from one full hour to the next." + after
	case 24 * time.Hour:
		return "Each key has " + what + " a day, from midnight (UTC) to midnight." + after
	}
	return "Each key has " + what + " in each window of " + strconv.Itoa(int(p.Window/time.Second)) +
		" seconds, counted from midnight (UTC)." + after
}

// policyField returns the RateLimit-Policy of a quota.
func (p policy) policyField() string {
	return fmt.Sprintf("%s;q=%d;w=%d", p.item(), p.quota, int(p.window/time.Second))
}

// leftField returns the RateLimit of an answer in the middle of a window.
func (p policy) leftField(left int) string {
	return fmt.Sprintf("%s;r=%d;t=%d", p.item(), left, int(p.untilNext()/time.Second))
}

// untilNext returns how long samples have to wait for the next window.
func (p policy) untilNext() time.Duration { return max(p.window/2, time.Second) }

// item returns the name as a String of RFC 9651.
func (p policy) item() string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(p.name) + `"`
}
