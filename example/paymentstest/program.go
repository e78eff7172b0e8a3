package paymentstest

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/example/walkthrough"
)

// PrintedLines builds and runs the program in the current folder with the arguments, and
// in a shell every line that it prints.
func PrintedLines(t *testing.T, args ...string) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no POSIX shell and no SIGTERM")
	}
	awayFromTheFullHour(t)
	program, page, stop := startProgram(t, args)
	_, curlMissing := exec.LookPath("curl")

	want := ""
	for line := range strings.Lines(page) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "# "):
			want = strings.Fields(line)[1]
		case strings.HasPrefix(line, "curl ") && curlMissing == nil:
			if got := runLine(t, line); got != want {
				t.Errorf("got %s, want %s from\n%s", got, want, line)
			}
		}
	}
	stop()
	if code := program.ProcessState.ExitCode(); code != 0 {
		t.Errorf("the program ended with code %d", code)
	}
	if curlMissing != nil {
		t.Skip("curl is not installed: the lines were not run")
	}
}

// WrittenGuide builds and runs the program in the current folder with -guide, which
// writes what the service serves.
func WrittenGuide(t *testing.T) {
	service, err := payments.New(payments.Config{Gateway: payments.NewGateway("", 0), Hourly: 77})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "site", "guide")
	program := buildProgram(t)
	run := func(dir string) ([]byte, error) {
		return exec.CommandContext(t.Context(), program, "-quota", "77", "-guide", dir).CombinedOutput()
	}
	if out, err := run(dir); err != nil || len(out) > 0 {
		t.Fatalf("%v:\n%s", err, out)
	}
	written := map[string]bool{}
	for name, want := range service.Guide.Files() {
		written[name] = true
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what is served: %v\n%s", name, err, got)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(written) {
		t.Errorf("%v, %v; want the files %v", entries, err, written)
	}
	taken := filepath.Join(dir, "guide.html")
	if out, err := run(taken); err == nil || !bytes.Contains(out, []byte(taken)) {
		t.Errorf("a file was taken for a folder: %v\n%s", err, out)
	}
}

// runLine returns the status of the answer that a printed line gets.
func runLine(t *testing.T, line string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", line)
	// No .curlrc and no proxy of whoever runs the test.
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "CURL_HOME=", "XDG_CONFIG_HOME=", "NO_PROXY=*", "no_proxy=*")
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("%v from\n%s", err, line)
		return ""
	}
	_, rest, _ := strings.Cut(string(out), " ")
	status, _, _ := strings.Cut(rest, " ")
	return status
}

// buildProgram returns the path of the program in the current folder.
func buildProgram(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "example")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	return binary
}

// startProgram builds and starts the program. It returns the page that it
// prints, and a function that sends SIGTERM and waits for its end.
func startProgram(t *testing.T, args []string) (program *exec.Cmd, page string, stop func()) {
	t.Helper()
	program = exec.Command(buildProgram(t), append(args, "-addr", "127.0.0.1:0")...)
	var log bytes.Buffer
	program.Stderr = &log
	stdout, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	giveUp := time.AfterFunc(2*time.Minute, func() { _ = program.Process.Kill() })
	t.Cleanup(func() {
		giveUp.Stop()
		if program.ProcessState == nil { // a test that failed before stop
			_ = program.Process.Kill()
			_ = program.Wait()
		}
		if t.Failed() {
			t.Logf("log of the program:\n%s", log.Bytes())
		}
	})

	// The first line has the address, and that makes the rest known.
	lines := bufio.NewReader(stdout)
	first, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	base := strings.TrimSuffix(strings.Fields(first)[4], ".")
	page = walkthrough.Page(base)
	rest := make([]byte, len(page)-len(first))
	if _, err := io.ReadFull(lines, rest); err != nil || first+string(rest) != page {
		t.Fatalf("the program printed (%v)\n%s%s\nwant\n%s", err, first, rest, page)
	}
	return program, page, func() {
		if err := program.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := program.Wait(); err != nil {
			t.Error(err)
		}
	}
}
