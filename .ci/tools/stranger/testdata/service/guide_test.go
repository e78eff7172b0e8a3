package main

import (
	"net/http/httptest"
	"testing"

	"github.com/seed-86b940f4/demur/guide/guidetest"
)

func TestGuideListsEveryError(t *testing.T) {
	g, err := newGuide()
	if err != nil {
		t.Fatal(err)
	}
	guidetest.NoDrift(t, g)
	h, err := newPlainService(g)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	defer server.Close()
	if err := ask(server.URL); err != nil {
		t.Error(err)
	}
}
