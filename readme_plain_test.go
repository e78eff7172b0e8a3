package demur_test

import (
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The first program for net/http answers what that for Echo does.
func TestReadmePlainProgram(t *testing.T) {
	t.Parallel()
	addr := runProgram(t, "testdata/readme/plain/plain.go")
	for _, r := range []struct{ curl, status, contains string }{
		{"-i http://127.0.0.1:8080/v1/widgets/1", "200", `{"id":"1","name":"sprocket"}`},
		{"-i http://127.0.0.1:8080/v1/widgets/2", "404", `{"title":"Not Found","status":404,"detail":"There is no such widget.","code":"not_found"}`},
		{"-i -X PUT http://127.0.0.1:8080/v1/widgets/1", "405", "\nAllow: GET, HEAD, OPTIONS\n"},
		{"-i -H 'Accept: image/png' http://127.0.0.1:8080/v1/widgets/1", "406", `"available":["application/json","application/xml"`},
		{"-i -X OPTIONS http://127.0.0.1:8080/v1/widgets/1", "204", "\nAllow: GET, HEAD, OPTIONS\n"},
		{"-i http://127.0.0.1:8080/nowhere", "404", "not_found"},
	} {
		out := answer(t, "$ curl "+r.curl, addr)
		if !strings.HasPrefix(out, "HTTP/1.1 "+r.status+" ") || !strings.Contains(out, r.contains) {
			t.Errorf("%s: want %s and %q:\n%s", r.curl, r.status, r.contains, out)
		}
	}
}

// runProgram compiles and starts a program of one file, and returns its address: one that
// is free, in the place of the one that the program has.
func runProgram(t *testing.T, file string) (addr string) {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr = free.Addr().String()
	free.Close()
	code, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	changed, binary := filepath.Join(dir, "changed.go"), filepath.Join(dir, "program.exe")
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{path: changed}})
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "overlay.json")
	for name, text := range map[string]string{changed: strings.Replace(string(code), shownAddress, addr, 1), config: string(overlay)} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("go", "build", "-overlay", config, "-o", binary, "./"+filepath.Dir(file)).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	cmd := exec.Command(binary)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for range 500 {
		if res, err := http.Get("http://" + addr); err == nil {
			res.Body.Close()
			return addr
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s does not listen", file)
	return ""
}
