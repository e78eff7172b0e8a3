package echov5_test

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestReadmeProgram runs the first program of the README for Echo v5. A test of the core
// holds it to the README.
func TestReadmeProgram(t *testing.T) {
	t.Parallel()
	base := "http://" + runProgram(t, "testdata/readme/five/five.go")
	for _, r := range []struct {
		method, path, accept string
		status               int
		allow, contains      string
	}{
		{"GET", "/v1/widgets/1", "", 200, "", `{"id":"1","name":"sprocket"}`},
		{"GET", "/v1/widgets/2", "", 404, "", `{"title":"Not Found","status":404,"detail":"There is no such widget.","code":"not_found"}`},
		{"PUT", "/v1/widgets/1", "", 405, "GET, OPTIONS", "method_not_allowed"},
		{"GET", "/v1/widgets/1", "image/png", 406, "", `"available":["application/json","application/xml"`},
		{"OPTIONS", "/v1/widgets/1", "", 204, "GET, OPTIONS", ""},
		{"GET", "/nowhere", "", 404, "", "not_found"},
	} {
		req, err := http.NewRequest(r.method, base+r.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept", r.accept)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != r.status || res.Header.Get("Allow") != r.allow || !strings.Contains(string(body), r.contains) {
			t.Errorf("%s %s: %d, Allow %q, %s (%v)", r.method, r.path, res.StatusCode, res.Header.Get("Allow"), body, err)
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
	for name, text := range map[string]string{changed: strings.Replace(string(code), "127.0.0.1:8080", addr, 1), config: string(overlay)} {
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
