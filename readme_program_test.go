package demur_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// shownAddress is where the programs of the README listen. Under test they listen
// on a port that is free.
const shownAddress = "127.0.0.1:8080"

var listening = regexp.MustCompile(`http server started on (127\.0\.0\.1:\d+)`)

// runner starts the programs of the README, and keeps what the last one logged.
type runner struct {
	dir  string // of the binaries
	logs map[string]string
}

// buildPrograms compiles the programs whose names match pattern, all at once.
func buildPrograms(t *testing.T, pattern string) *runner {
	t.Helper()
	r := &runner{dir: t.TempDir(), logs: map[string]string{}}
	files, err := filepath.Glob(filepath.Join(programs, pattern, "main.go"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	args := []string{"build", "-o", r.dir + string(filepath.Separator)}
	var overlay struct{ Replace map[string]string }
	overlay.Replace = map[string]string{}
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n, want := bytes.Count(code, []byte(shownAddress)), bytes.Count(code, []byte(".Start(")); n != want || n > 1 {
			t.Fatalf("%s has the address %s %d times, want %d", file, shownAddress, n, want)
		}
		path, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(filepath.Dir(file))
		args = append(args, "./"+programs+"/"+name)
		overlay.Replace[path] = filepath.Join(r.dir, name+".go")
		code = bytes.Replace(code, []byte(shownAddress), []byte("127.0.0.1:0"), 1)
		if err := os.WriteFile(overlay.Replace[path], code, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(r.dir, "overlay.json")
	if err := os.WriteFile(config, data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", append(args[:1:1], append([]string{"-overlay", config}, args[1:]...)...)...)
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return r
}

func (r *runner) command(name string) *exec.Cmd {
	binary := filepath.Join(r.dir, name)
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	cmd := exec.Command(binary)
	cmd.Env = append(os.Environ(), "NO_PROXY=*")
	return cmd
}

// output runs a program to its end and returns what it prints.
func (r *runner) output(t *testing.T, name string) string {
	t.Helper()
	out, err := r.command(name).Output()
	if err != nil {
		t.Fatal(name, err)
	}
	return string(out)
}

// start runs a program and returns its address. stop ends it and returns its log.
func (r *runner) start(t *testing.T, name string) (addr string, stop func() string) {
	t.Helper()
	cmd := r.command(name)
	var log bytes.Buffer
	cmd.Stderr = &log
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceValue(func() string {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return log.String()
	})
	t.Cleanup(func() { stop() })
	giveUp := time.AfterFunc(2*time.Minute, func() { _ = cmd.Process.Kill() })
	t.Cleanup(func() { giveUp.Stop() })
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			return m[1], stop
		}
	}
	t.Fatalf("%s does not listen:\n%s", name, stop())
	return "", stop
}

// console returns a console block with the same commands and the answers that the
// program gives to them. Where curl is installed, a shell runs the commands too,
// and must print the same.
func (r *runner) console(t *testing.T, name, text string) string {
	t.Helper()
	list := commands(text)
	got, log := r.session(t, name, list, answer)
	r.logs[name] = log
	if canRun(list) {
		if printed, _ := r.session(t, name, list, inShell); canonical(t, printed) != canonical(t, got) {
			t.Errorf("in a shell the program %s printed\n%s\nwant\n%s", name, printed, got)
		}
	}
	return got
}

// session starts a program and gives it commands, all of them in one clock hour.
func (r *runner) session(t *testing.T, name string, list []string, do func(t *testing.T, command, addr string) string) (text, log string) {
	t.Helper()
	for range 2 {
		hour := time.Now().Truncate(time.Hour)
		addr, stop := r.start(t, name)
		var parts []string
		for _, command := range list {
			parts = append(parts, command+"\n"+do(t, command, addr))
		}
		log = stop()
		if time.Now().Truncate(time.Hour).Equal(hour) {
			return strings.Join(parts, "\n"), log
		}
	}
	t.Fatal("the hour turned twice")
	return "", ""
}

// log returns what the program has logged for its last console block.
func (r *runner) log(t *testing.T, name string) string {
	t.Helper()
	text, ok := r.logs[name]
	if !ok {
		t.Fatalf("the program %s has no console block before", name)
	}
	return text
}
