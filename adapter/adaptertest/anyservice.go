package adaptertest

import (
	"net/http"

	"github.com/seed-86b940f4/demur/demurtest"
)

// validXML is validBody in XML.
const validXML = `<widget qty="1"><reason>r</reason><name>w</name><address><zip>1</zip></address></widget>`

// anyService are the cases that package demurtest derives for any service, here for that
// of the 40 behaviours.
func anyService() (cases []testCase) {
	add := func(s demurtest.Sample, needs ...Feature) {
		if s.Header == nil {
			s.Header = http.Header{"X-Api-Key": {"k1"}}
		}
		cases = append(cases, testCase{s.Name, needs, func(h *harness) {
			handler, _ := h.handler(h.forty(new(journal)))
			results, err := demurtest.Service{Handler: handler, BodyLimit: 1025}.Results(h.Context(), s)
			if err != nil {
				h.Fatal(err)
			}
			for _, r := range results {
				if r.Err != nil {
					h.Errorf("%s: %v\n%s", r.Check, r.Err, r.Why)
				}
			}
		}})
	}
	add(demurtest.Sample{Name: "a widget", Target: "/v1/widgets/1", Status: 200})
	add(demurtest.Sample{Name: "a new widget", Method: "POST", Target: "/v1/widgets", Body: validBody, Status: 201})
	add(demurtest.Sample{Name: "a new widget, bound", Method: "POST", Target: "/v1/bound", Body: validBody, Status: 201})
	add(demurtest.Sample{Name: "a new widget from XML", Method: "POST", Target: "/v1/widgets", Body: validXML, Status: 201})
	add(demurtest.Sample{Name: "a deleted widget", Method: "DELETE", Target: "/v1/widgets/1", Status: 204})
	add(demurtest.Sample{Name: "a quota", Target: "/v1/widgets/1", Header: http.Header{"X-Api-Key": {"k-small"}}, Quota: 1})
	for path, status := range map[string]int{
		"widgets/2": 404, "boom": 500, "wrapped": 404, "internal": 409, "panic": 500, "dirty": 500, "unpaid": 402,
		"upstream": 502, "maint": 503, "slow": 503, "ctrl": 400,
	} {
		add(demurtest.Sample{Name: "an error of " + path, Target: "/v1/" + path, Status: status})
	}
	add(demurtest.Sample{Name: "an error of zero", Target: "/v1/zero", Status: 500}, HTTPErrors)
	add(demurtest.Sample{Name: "an error of nonstring", Target: "/v1/nonstring", Status: 400}, HTTPErrors, AnyMessage)
	for _, path := range []string{"late", "late-error"} {
		add(demurtest.Sample{Name: "half a body of " + path, Target: "/v1/" + path, Status: demurtest.BreaksOff})
	}
	return cases
}
