package validation

import (
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/pointer"
)

// report fills in the entry for one broken rule. See fields for say and lacking.
func (rd *reader) report(fe validator.FieldError, to *apierror.FieldError, say *language, lacking *bool) {
	var way []step
	key := false
	if rd.root.IsValid() {
		way = rd.locate(fe)
		if key = rd.refusesKey(way); key {
			way = way[:len(way)-1]
		}
		rd.place(way, to)
	} else {
		rd.placeByName(fe, to)
	}
	tag, actual := fe.Tag(), fe.ActualTag()
	to.Code = tag
	r := Rule{Tag: tag, Type: fe.Type()}
	if !strings.Contains(actual, "|") {
		r.Tag, r.Param = actual, fe.Param()
		rd.complete(&r, way)
		to.Param = r.Param
	}
	if say != nil {
		r.Name = to.Name
		if rd.root.IsValid() {
			r.Name = rd.nameAt(way)
		}
		if text, ok := say.sentence(r, tag); ok && !key {
			to.Detail = text
			return
		}
		*lacking = true
	}
	to.Detail = rd.inEnglish(&r, tag, actual, way)
	if key {
		to.Detail = "each key " + to.Detail
	}
}

// inEnglish returns the sentence of the author or, failing that, of this package:
// for the tag, which may be an alias, or else for what the alias stands for.
func (rd *reader) inEnglish(r *Rule, tag, actual string, way []step) string {
	if text, ok := rd.v.english.of(tag, r.Param); ok { // the author's words, also for tags of validator
		return text
	}
	if tag != actual {
		if text := aliases(tag); text != "" {
			return text
		}
		if text, ok := rd.v.english.of(actual, r.Param); ok {
			return text
		}
	}
	text := ""
	if strings.Contains(actual, "|") {
		text = rd.eitherOf(actual, r, way)
	} else {
		text = sentenceAt(r, way)
	}
	if text == "" {
		return neutral
	}
	return text
}

// sentenceAt is sentence for a rule at the end of way. One that says nothing of other
// fields, whose names depend on the request, is the same each time.
func sentenceAt(r *Rule, way []step) string {
	if f := ruledAt(way); f != nil && r.other == "" && r.words == nil && !r.unnamed {
		return f.sentence(r)
	}
	return sentence(r)
}

// neutral is said of a rule that nobody has put into words.
const neutral = "is not valid"

// eitherOf joins the sentences of alternatives, "" if one has none.
func (rd *reader) eitherOf(tags string, r *Rule, way []step) string {
	var b strings.Builder
	for one := range strings.SplitSeq(tags, "|") {
		tag, param, _ := strings.Cut(one, "=")
		alternative := Rule{Tag: tag, Param: param, Type: r.Type}
		rd.complete(&alternative, way)
		text, ok := rd.v.english.of(tag, alternative.Param)
		if !ok {
			text = sentenceAt(&alternative, way)
		}
		if text == "" {
			return ""
		}
		if b.Len() > 0 {
			b.WriteString(", or ")
		}
		b.WriteString(text)
	}
	return b.String()
}

// refusesKey reports whether a rule was broken by the last key on the way rather
// than by the value there: its text must not be sent. validator tells the two
// apart by nothing but the value that it refused.
func (rd *reader) refusesKey(way []step) bool {
	if !rd.sure || len(way) == 0 || way[len(way)-1].kind != toKey || !same(way[len(way)-1].key, rd.fe.Value()) {
		return false
	}
	f := ruledAt(way)
	if f == nil {
		return false
	}
	engine := rd.v.engine
	if engine == nil { // the tag may have aliases of an engine that is not known
		return true
	}
	rules := rulesOf(engine, f.owner.typ, f.StructField)
	return rules == "" || holds(engine, rules, "keys", 0)
}

// placeByName sets what can be said of the place of an error by its text alone:
// where each of its names is another than in Go, somebody has told validator those
// that clients know. It takes the last one if that is all that is sure.
func (rd *reader) placeByName(fe validator.FieldError, to *apierror.FieldError) {
	names, inGo := splitNamespace(fe.Namespace()), splitNamespace(fe.StructNamespace())
	if len(names) != len(inGo) || len(names) == 0 {
		return
	}
	if last := names[len(names)-1]; last.name == inGo[len(inGo)-1].name {
		return
	}
	b := []byte{'#'}
	for i, n := range names {
		if n.name == inGo[i].name {
			if last := names[len(names)-1]; last.keys == nil {
				to.Name = last.name
			}
			return
		}
		b = pointer.Append(b, n.name)
		for _, key := range n.keys {
			b = pointer.Append(b, key)
		}
	}
	if rd.medium == inJSON {
		to.Pointer = string(b)
		return
	}
	to.Name = names[len(names)-1].name
}

type namespacePart struct {
	name string
	keys []string
}

// splitNamespace splits what validator calls a namespace, without the type's name
// at its front. It guesses where keys end.
func splitNamespace(namespace string) (parts []namespacePart) {
	for i := 0; namespace != ""; i++ {
		end := strings.IndexAny(namespace, ".[")
		if end < 0 {
			end = len(namespace)
		}
		part := namespacePart{name: namespace[:end]}
		namespace = namespace[end:]
		for strings.HasPrefix(namespace, "[") {
			end := 1
			for end < len(namespace) && !endsKey(namespace, end) {
				end++
			}
			part.keys = append(part.keys, namespace[1:end])
			namespace = namespace[min(end+1, len(namespace)):]
		}
		namespace = strings.TrimPrefix(namespace, ".")
		if i > 0 {
			parts = append(parts, part)
		}
	}
	return parts
}
