package demur_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// commands returns the commands of a console block: what begins with "$ ", with
// the lines after it as long as one ends in a backslash.
func commands(text string) (list []string) {
	going := false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case going:
			list[len(list)-1] += "\n" + line
		case strings.HasPrefix(line, "$ "):
			list = append(list, line)
		default:
			continue
		}
		going = strings.HasSuffix(line, `\`)
	}
	return list
}

// answer returns what a command prints: curl, or curl that is piped to jq.
func answer(t *testing.T, command, addr string) string {
	t.Helper()
	line, pretty := strings.CutSuffix(unfold(command), " | jq")
	out := parseCurl(t, line).run(t, addr)
	if pretty {
		var b bytes.Buffer
		if err := json.Indent(&b, []byte(out), "", "  "); err != nil {
			t.Fatalf("%v:\n%s", err, out)
		}
		out = b.String()
	}
	return ended(out)
}

// unfold returns a command without its prompt, in one line.
func unfold(command string) string {
	return strings.ReplaceAll(strings.TrimPrefix(command, "$ "), "\\\n", "")
}

// ended returns what is printed with one newline at its end, or nothing.
func ended(out string) string {
	if out = strings.TrimRight(out, "\n"); out == "" {
		return ""
	}
	return out + "\n"
}

// canRun reports whether the programs that the commands need are installed.
func canRun(commands []string) bool {
	for _, program := range []string{"sh", "curl", "jq"} {
		if program == "jq" && !strings.Contains(strings.Join(commands, "\n"), "| jq") {
			continue
		}
		if _, err := exec.LookPath(program); err != nil {
			return false
		}
	}
	return true
}

// inShell returns what a command prints in a shell.
func inShell(t *testing.T, command, addr string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", strings.ReplaceAll(unfold(command), shownAddress, addr))
	// No .curlrc and no proxy of whoever runs the test.
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "CURL_HOME=", "XDG_CONFIG_HOME=", "NO_PROXY=*", "no_proxy=*")
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("%v from\n%s", err, command)
	}
	return ended(strings.ReplaceAll(string(out), "\r\n", "\n"))
}

// curl is what a command line of curl asks for.
type curl struct {
	method, path string
	header       [][2]string
	body         string
	head, silent bool // print the header; print nothing
}

func parseCurl(t *testing.T, line string) curl {
	t.Helper()
	words := shellWords(t, line)
	if words[0] != "curl" {
		t.Fatalf("no curl: %s", line)
	}
	c := curl{header: [][2]string{{"User-Agent", "curl/8.14.1"}, {"Accept", "*/*"}}}
	set := func(name, value string) {
		for i := range c.header {
			if strings.EqualFold(c.header[i][0], name) {
				c.header[i][1] = value
				return
			}
		}
		c.header = append(c.header, [2]string{name, value})
	}
	for i := 1; i < len(words); i++ {
		value := func() string {
			if i++; i == len(words) {
				t.Fatalf("a value is missing: %s", line)
			}
			return words[i]
		}
		switch words[i] {
		case "-s":
		case "-i":
			c.head = true
		case "-o":
			if value() != "/dev/null" {
				t.Fatalf("-o: %s", line)
			}
			c.silent = true
		case "-X":
			c.method = value()
		case "-A":
			set("User-Agent", value())
		case "-H":
			name, text, _ := strings.Cut(value(), ": ")
			set(name, text)
		case "-d":
			c.body = value()
		default:
			path, ok := strings.CutPrefix(words[i], "http://"+shownAddress)
			if !ok || c.path != "" {
				t.Fatalf("curl with %s: %s", words[i], line)
			}
			c.path = path
		}
	}
	if c.body != "" {
		set("Content-Length", strconv.Itoa(len(c.body)))
		typed := false
		for _, field := range c.header {
			typed = typed || strings.EqualFold(field[0], "Content-Type")
		}
		if !typed {
			set("Content-Type", "application/x-www-form-urlencoded")
		}
	}
	if c.method == "" {
		c.method = http.MethodGet
		if c.body != "" {
			c.method = http.MethodPost
		}
	}
	return c
}

// shellWords splits a line where a shell does: words with quotes, and nothing that
// expands.
func shellWords(t *testing.T, line string) (words []string) {
	t.Helper()
	var word strings.Builder
	inWord, quote := false, byte(0)
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			inWord, quote = true, c
		case quote == 0 && c == ' ':
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		case quote != '\'' && strings.IndexByte("$`\\*?;|&<>", c) >= 0:
			t.Fatalf("%q is not for this parser: %s", c, line)
		default:
			inWord = true
			word.WriteByte(c)
		}
	}
	if quote != 0 {
		t.Fatalf("a quote is open: %s", line)
	}
	if inWord {
		words = append(words, word.String())
	}
	return words
}

// sequence is how curl writes many URLs in one.
var sequence = regexp.MustCompile(`\[1-(\d+)\]`)

// run sends the request, or each of a sequence, and returns what curl would print.
func (c curl) run(t *testing.T, addr string) string {
	t.Helper()
	m := sequence.FindStringSubmatchIndex(c.path)
	if m == nil {
		return c.send(t, addr, c.path)
	}
	last, err := strconv.Atoi(c.path[m[2]:m[3]])
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for n := range last {
		out.WriteString(c.send(t, addr, c.path[:m[0]]+strconv.Itoa(n+1)+c.path[m[1]:]))
	}
	return out.String()
}

// send sends a request over a connection of its own. The header lines stay in the
// order of the wire.
func (c curl) send(t *testing.T, addr, path string) string {
	t.Helper()
	conn, err := net.DialTimeout("tcp", addr, 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	var request, seen bytes.Buffer
	fmt.Fprintf(&request, "%s %s HTTP/1.1\r\nHost: %s\r\n", c.method, path, addr)
	for _, field := range c.header {
		fmt.Fprintf(&request, "%s: %s\r\n", field[0], field[1])
	}
	request.WriteString("\r\n" + c.body)
	if _, err := conn.Write(request.Bytes()); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(io.TeeReader(conn, &seen)), &http.Request{Method: c.method})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if c.silent {
		return ""
	}
	if !c.head {
		return string(body)
	}
	head, _, _ := strings.Cut(seen.String(), "\r\n\r\n")
	return strings.ReplaceAll(head, "\r\n", "\n") + "\n\n" + string(body)
}
