package guide

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
	"go.yaml.in/yaml/v3"
)

// operationNames are the members of a path item that are operations.
var operationNames = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}

// common is a response that operations get.
type common struct {
	status apierror.Status
	name   string // of the component
}

// commonResponses returns those that every operation has.
func commonResponses(p *page, cfg *Config) []common {
	statuses := cfg.Common
	if statuses == nil {
		statuses = []apierror.Status{apierror.Unauthorized, apierror.NotAcceptable, apierror.UnsupportedMediaType,
			apierror.TooManyRequests, apierror.InternalServerError}
	}
	var all []common
	for _, s := range slices.Compact(slices.Sorted(slices.Values(statuses))) {
		if i := slices.IndexFunc(p.statuses, func(listed status) bool { return listed.status == s }); i >= 0 {
			all = append(all, common{s, responseName(&p.statuses[i])})
		}
	}
	return all
}

// paths gives the operations of the document the responses that they lack.
func (m *merger) paths(responses []common) {
	all := m.members(m.root, "the document")
	paths := value(all, "paths")
	if paths == nil {
		return // a document of components or webhooks alone
	}
	w := &operations{merger: m, responses: responses, seen: map[*yaml.Node]bool{}, public: isPublic(value(all, "security"))}
	for _, path := range m.members(paths, "paths") {
		if !strings.HasPrefix(path.key.Value, "x-") {
			w.pathItem(target(path.value), "path "+strconv.Quote(path.key.Value))
		}
	}
}

// operations walks over those of a document.
type operations struct {
	*merger
	responses []common
	seen      map[*yaml.Node]bool // path items and operations
	public    bool                // unless an operation says otherwise
}

func (w *operations) once(n *yaml.Node) bool {
	before := w.seen[n]
	w.seen[n] = true
	return !before
}

func (w *operations) pathItem(item *yaml.Node, where string) {
	if !w.once(item) {
		return
	}
	all := w.members(item, where)
	if ref := value(all, "$ref"); ref != nil {
		if there := w.find(ref.Value); there != nil {
			w.pathItem(there, where+": "+ref.Value)
		}
	}
	for _, name := range operationNames {
		if operation := value(all, name); operation != nil {
			w.operation(operation, where+": "+name)
		}
	}
	if more := value(all, "additionalOperations"); more != nil {
		for _, operation := range w.members(more, where+": additionalOperations") {
			w.operation(target(operation.value), where+": "+operation.key.Value)
		}
	}
}

func (w *operations) operation(operation *yaml.Node, where string) {
	if !w.once(operation) {
		return
	}
	all := w.members(operation, where)
	if operation.Kind != yaml.MappingNode {
		return
	}
	public := w.public
	if own := value(all, "security"); own != nil {
		public = isPublic(own)
	}
	responses := value(all, "responses")
	var has []member
	if responses != nil {
		if has = w.members(responses, where+": responses"); responses.Kind != yaml.MappingNode || value(has, "$ref") != nil {
			return
		}
	}
	var lacks []common
	for _, r := range w.responses {
		switch {
		case r.status == apierror.Unauthorized && public:
		case r.status == apierror.UnsupportedMediaType && value(all, "requestBody") == nil:
		case hasStatus(has, r.status):
		default:
			lacks = append(lacks, r)
		}
	}
	if len(lacks) == 0 {
		return
	}
	if responses == nil {
		responses = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for _, r := range lacks {
			responses.Content = append(responses.Content, newString(r.key()), r.reference())
		}
		w.add(operation, "responses", responses)
		return
	}
	for _, r := range lacks {
		w.add(responses, r.key(), r.reference())
	}
}

// isPublic reports whether a security is the empty list, which asks for no credentials.
func isPublic(security *yaml.Node) bool {
	return security != nil && security.Kind == yaml.SequenceNode && len(security.Content) == 0
}

// hasStatus reports whether responses list a status, as text or number, or its range.
func hasStatus(responses []member, s apierror.Status) bool {
	one := strconv.Itoa(int(s))
	return slices.ContainsFunc(responses, func(m member) bool {
		return m.key.Value == one || strings.EqualFold(m.key.Value, one[:1]+"XX")
	})
}

func (c common) key() string { return strconv.Itoa(int(c.status)) }

func (c common) reference() *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{
		newString("$ref"), newString("#/components/responses/" + c.name),
	}}
}

// find returns the path item that a reference within the document leads to, or nil.
func (w *operations) find(reference string) *yaml.Node {
	pointer, ok := strings.CutPrefix(reference, "#/")
	if !ok || !strings.HasPrefix(pointer, "paths/") && !strings.HasPrefix(pointer, "components/pathItems/") {
		return nil
	}
	pointer, err := url.PathUnescape(pointer)
	if err != nil {
		return nil
	}
	n := w.root
	for part := range strings.SplitSeq(pointer, "/") {
		if n == nil || n.Kind != yaml.MappingNode {
			return nil
		}
		all, err := members(n)
		if err != nil {
			return nil
		}
		n = value(all, strings.NewReplacer("~1", "/", "~0", "~").Replace(part)) // RFC 6901 section 4
	}
	return n
}
