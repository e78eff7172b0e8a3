package payments_test

import (
	"net"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/example/payments"
)

// While the provider is down, any other program may be given its port.
func TestProviderComesUpThoughItsPortIsTaken(t *testing.T) {
	t.Parallel()
	p, err := payments.StartProvider()
	if err != nil {
		t.Fatal(err)
	}
	defer p.Down()
	before := p.URL()
	p.Down()
	taken, err := net.Listen("tcp", strings.TrimPrefix(before, "http://"))
	if err != nil {
		t.Skip("somebody else was faster: ", err)
	}
	defer taken.Close()
	if err := p.Up(); err != nil {
		t.Fatal(err)
	}
	if after := p.URL(); after == before {
		t.Errorf("it is still at %s", after)
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
}
