package bind

// jsonScan finds what encoding/json lets pass: members that are given twice,
// text that is not UTF-8, and nesting without bounds. It knows the grammar too,
// so as to say in plain words where a document breaks it. A usual document is
// scanned without an allocation.
type jsonScan struct {
	data        []byte
	maxDepth    int
	maxElements int

	elements int // of lists, and objects, all together
	path     int // bytes of the names around a value
	weight   int // of the paths of all values: what a validator copies

	fault string // what breaks the grammar, in words; "" for nothing
	at    int    // the index of the byte where that is

	names   []jsonName // of the objects that are open, the innermost last
	scratch []byte
	twice   int  // the index of the first name that is given twice; -1 for none
	folded  bool // two names in one object differ in case alone

	watched []uint32 // the hashes of names that should be looked at
	met     bool     // one of them is there
	escapes bool     // an escape sequence is there

	root byte // the first byte of the value, which tells its kind
}

// The words for what breaks the grammar.
const (
	endsEarly     = "ends too early"
	wantsValue    = "a value is expected"
	wantsName     = "the name of a member in double quotes is expected"
	wantsColon    = "a colon is expected"
	wantsNext     = "a comma or a closing bracket is expected"
	wantsEnd      = "nothing more is expected after the value"
	wantsNumber   = "a number is not well formed"
	wantsEscape   = "an escape sequence is not known"
	wantsNoCtrl   = "a control character in a string must be escaped"
	wantsUTF8     = "the text is not UTF-8"
	wantsLessDeep = "lists and objects are nested too deeply"
	wantsFewer    = "there are too many elements and objects"
	wantsShorter  = "the names are too long for so many values"
)

// scan reports whether the data is one JSON value and nothing else. A name that
// is given twice does not count.
func (s *jsonScan) scan() bool {
	s.twice = -1
	i := s.space(0)
	if i < len(s.data) {
		s.root = s.data[i]
	}
	if i = s.value(i, 0); i < 0 {
		return false
	}
	if i = s.space(i); i < len(s.data) {
		s.fail(i, wantsEnd)
		return false
	}
	return true
}

// fail notes what is wrong at i, or that the data ends there. It returns -1,
// which every method here returns for an index after a fault.
func (s *jsonScan) fail(i int, fault string) int {
	if i >= len(s.data) {
		i, fault = len(s.data), endsEarly
	}
	s.at, s.fault = i, fault
	return -1
}

func (s *jsonScan) space(i int) int { return space(s.data, i) }

// space returns the index behind the white space that begins at i.
func space(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\t' || data[i] == '\r') {
		i++
	}
	return i
}

// mostWeight bounds the paths of all values together, in bytes. validator writes the whole
// path of each value that it looks at: one long name around many short values would make
// that quadratic in the size of the body.
const mostWeight = 32 << 20

// value scans the value that begins at i and returns the index behind it.
func (s *jsonScan) value(i, depth int) int {
	if i >= len(s.data) {
		return s.fail(i, wantsValue)
	}
	if s.weight += s.path; s.weight > mostWeight {
		return s.fail(i, wantsShorter)
	}
	switch c := s.data[i]; c {
	case '"':
		return s.text(i + 1)
	case '{':
		return s.object(i, depth+1)
	case '[':
		return s.list(i, depth+1)
	case 't':
		return s.literal(i, "true")
	case 'f':
		return s.literal(i, "false")
	case 'n':
		return s.literal(i, "null")
	default:
		if c == '-' || '0' <= c && c <= '9' {
			return s.number(i)
		}
		return s.fail(i, wantsValue)
	}
}

func (s *jsonScan) literal(i int, want string) int {
	for j := range len(want) {
		if i+j >= len(s.data) || s.data[i+j] != want[j] {
			return s.fail(i+j, wantsValue)
		}
	}
	return i + len(want)
}

func (s *jsonScan) list(i, depth int) int {
	if depth > s.maxDepth { // this scan calls itself for each, and so does encoding/json
		return s.fail(i, wantsLessDeep)
	}
	i = s.space(i + 1)
	if i < len(s.data) && s.data[i] == ']' {
		return i + 1
	}
	for {
		if s.elements++; s.elements > s.maxElements {
			return s.fail(i, wantsFewer)
		}
		if i = s.value(i, depth); i < 0 {
			return -1
		}
		i = s.space(i)
		switch {
		case i < len(s.data) && s.data[i] == ',':
			i = s.space(i + 1)
		case i < len(s.data) && s.data[i] == ']':
			return i + 1
		default:
			return s.fail(i, wantsNext)
		}
	}
}

func (s *jsonScan) object(i, depth int) int {
	if depth > s.maxDepth {
		return s.fail(i, wantsLessDeep)
	}
	i = s.space(i + 1)
	if i < len(s.data) && s.data[i] == '}' {
		return i + 1
	}
	if s.elements++; s.elements > s.maxElements {
		return s.fail(i, wantsFewer)
	}
	first := len(s.names) // before it are those of the objects around
	for {
		begin := i
		if i >= len(s.data) || s.data[i] != '"' {
			return s.fail(i, wantsName)
		}
		if i = s.name(i + 1); i < 0 {
			return -1
		}
		if i = s.space(i); i >= len(s.data) || s.data[i] != ':' {
			return s.fail(i, wantsColon)
		}
		name := i - begin // with its quotes and the space behind: an estimate on the safe side
		s.path += name
		if i = s.value(s.space(i+1), depth); i < 0 {
			return -1
		}
		s.path -= name
		i = s.space(i)
		switch {
		case i < len(s.data) && s.data[i] == ',':
			i = s.space(i + 1)
		case i < len(s.data) && s.data[i] == '}':
			s.compare(s.names[first:])
			s.names = s.names[:first]
			return i + 1
		default:
			return s.fail(i, wantsNext)
		}
	}
}

func (s *jsonScan) number(i int) int {
	// RFC 8259 section 6: no plus, no leading zeros, and digits on both sides of a point.
	if s.data[i] == '-' {
		i++
	}
	if i < len(s.data) && s.data[i] == '0' {
		i++
	} else if i = s.digits(i); i < 0 {
		return -1
	}
	if i < len(s.data) && s.data[i] == '.' {
		if i = s.digits(i + 1); i < 0 {
			return -1
		}
	}
	if i < len(s.data) && (s.data[i] == 'e' || s.data[i] == 'E') {
		i++
		if i < len(s.data) && (s.data[i] == '+' || s.data[i] == '-') {
			i++
		}
		i = s.digits(i)
	}
	return i
}

func (s *jsonScan) digits(i int) int {
	first := i
	for i < len(s.data) && '0' <= s.data[i] && s.data[i] <= '9' {
		i++
	}
	if i == first {
		return s.fail(i, wantsNumber)
	}
	return i
}
