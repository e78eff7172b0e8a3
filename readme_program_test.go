package demur_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"net"
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

// shownAddress is where the programs of the documents listen. Under test they listen
// on a port that is free.
const shownAddress = "127.0.0.1:8080"

// freeAddress is put beside a program under test. It tells where the program is about
// to listen, which not every framework does.
const freeAddress = `package main

import (
	"fmt"
	"net"
)

func freeAddress() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	l.Close() // before the test may dial
	fmt.Println("listening on", l.Addr())
	return l.Addr().String()
}
`

var listening = regexp.MustCompile(`^listening on (127\.0\.0\.1:\d+)`)

// runner starts the programs of the documents, and keeps what the last one logged.
type runner struct {
	dir  string // of the binaries
	logs map[string]string
}

// buildPrograms compiles the programs whose names match pattern, all at once for each
// module that is here.
func buildPrograms(t *testing.T, pattern string) *runner {
	t.Helper()
	r := &runner{dir: t.TempDir(), logs: map[string]string{}}
	files, err := filepath.Glob(filepath.Join(programs, pattern, "main.go"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var overlay struct{ Replace map[string]string }
	overlay.Replace = map[string]string{}
	put := func(path, name, text string) {
		t.Helper()
		path, err := filepath.Abs(path)
		if err != nil {
			t.Fatal(err)
		}
		overlay.Replace[path] = filepath.Join(r.dir, name)
		if err := os.WriteFile(overlay.Replace[path], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	modules := map[string][]string{} // the programs of each
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file))
		module := cmp.Or(elsewhere[name], ".")
		if !isHere(name) {
			continue
		}
		modules[module] = append(modules[module], "./"+programs+"/"+name)
		code := readText(t, file)
		if !strings.Contains(code, shownAddress) {
			continue // it is no server
		}
		if n := strings.Count(code, `"`+shownAddress+`"`); n != 1 || strings.Count(code, shownAddress) != 1 {
			t.Fatalf("%s does not have the address %s once", file, shownAddress)
		}
		dir := filepath.Join(module, programs, name)
		put(filepath.Join(dir, "main.go"), name+".go", strings.Replace(code, `"`+shownAddress+`"`, "freeAddress()", 1))
		put(filepath.Join(dir, "address.go"), "address.go", freeAddress)
	}
	data, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(r.dir, "overlay.json")
	if err := os.WriteFile(config, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for module, names := range modules {
		cmd := exec.Command("go", append([]string{"build", "-o", r.dir + string(filepath.Separator), "-overlay", config}, names...)...)
		cmd.Dir = module
		cmd.Env = append(os.Environ(), "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go build: %v\n%s", err, out)
		}
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
			awaitServer(t, m[1])
			return m[1], stop
		}
	}
	t.Fatalf("%s does not listen:\n%s", name, stop())
	return "", stop
}

// awaitServer returns when a server is at the address.
func awaitServer(t *testing.T, addr string) {
	t.Helper()
	for giveUp := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			conn.Close()
			return
		}
		if time.Now().After(giveUp) {
			t.Fatal(err)
		}
	}
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
