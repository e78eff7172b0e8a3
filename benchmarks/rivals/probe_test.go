package rivals

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/demurtest"
)

func TestProbe(t *testing.T) {
	h := http.Header{keyField: {key}}
	for _, c := range contenders() {
		samples := []demurtest.Sample{
			{Name: "get", Target: "/v1/widgets/1", Header: h},
			{Name: "create", Method: "POST", Target: "/v1/widgets", Header: h, Body: `{"name":"w","size":2}`, Status: 201},
			{Name: "create from XML", Method: "POST", Target: "/v1/widgets", Header: h, Body: `<widget><name>w</name><size>2</size></widget>`, Status: 201},
			{Name: "not found", Target: "/v1/widgets/2", Header: h, Status: 404},
			{Name: "boom", Target: "/v1/boom", Header: h, Status: 500},
			{Name: "panic", Target: "/v1/panic", Header: h, Status: 500},
			{Name: "half", Target: "/v1/half", Header: h, BreaksOff: true},
			{Name: "quota", Target: "/v1/widgets/1", Header: http.Header{keyField: {fewKey}}, Quota: quota},
		}
		rs, err := demurtest.Service{Handler: c.service(), BodyLimit: maxBody, Without: c.lacks}.Results(t.Context(), samples...)
		if err != nil {
			t.Fatal(err)
		}
		right, asked := 0, 0
		for _, r := range rs {
			if r.Skipped != "" {
				continue
			}
			asked++
			if r.Err == nil {
				right++
				continue
			}
			fmt.Println(c.name, "|", r.Sample, "|", r.Check, "|", strings.SplitN(r.Err.Error(), "\n", 2)[0])
		}
		fmt.Println("=====", c.name, right, asked)
	}
}
