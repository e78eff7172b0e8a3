package validation

import (
	"fmt"
	"strings"
)

// english is the language of this package's own sentences.
const english = "en"

// sentences are words of the author's for tags.
type sentences map[string]string

// of returns the sentence for a tag, with its parameter in place.
func (s sentences) of(tag, param string) (string, bool) {
	text, ok := s[tag]
	if !ok {
		return "", false
	}
	return strings.ReplaceAll(text, placeholder, param), true
}

// language is one language beside English.
type language struct {
	tag    string
	say    func(Rule) (string, bool) // nil if there are only the author's sentences
	author sentences
}

// sentence returns what the author has said for a tag, or for what it stands for,
// and else what the language has. It reports false if there are no words.
func (l *language) sentence(r Rule, tag string) (string, bool) {
	if text, ok := l.author.of(tag, r.Param); ok {
		return text, true
	}
	if text, ok := l.spoken(r, tag); ok {
		return text, true
	}
	if r.Tag == tag {
		return "", false
	}
	if text, ok := l.author.of(r.Tag, r.Param); ok {
		return text, true
	}
	return l.spoken(r, r.Tag)
}

// spoken asks the language itself. Only English has words for a field without a name.
func (l *language) spoken(r Rule, tag string) (string, bool) {
	if l.say == nil || r.unnamed {
		return "", false
	}
	r.Tag = tag
	return l.say(r)
}

// Sentence sets what clients are told in a language when a rule is broken: one of
// the author's, one of validator's, or an alias. It does not say the name of the
// field, which a form shows beside it: "must be a colour of the catalogue". {param}
// stands for the parameter. The language is a tag of BCP 47 such as "en" or "pt-BR";
// one that is new is added, with English for all other rules.
//
// The error tells of a language that is no such tag, an empty tag or an empty
// sentence. Call it before the first request.
func (v *Validator) Sentence(language, tag, sentence string) error {
	if v == nil || tag == "" || strings.TrimSpace(sentence) == "" {
		return fmt.Errorf("validation: Sentence(%q, %q, %q): a tag and a sentence are needed", language, tag, sentence)
	}
	if strings.EqualFold(language, english) {
		if v.english == nil {
			v.english = make(sentences)
		}
		v.english[tag] = sentence
		return nil
	}
	l, err := v.languages.named(language)
	if err != nil {
		return err
	}
	l.author[tag] = sentence
	return nil
}

// AddLanguage adds a language that clients can ask for with Accept-Language. say
// returns the sentence for a rule, or false if the language lacks the words: the
// sentence is then English, and Content-Language names both. As in English, the
// sentence does not say the name of the field, which a form shows beside it. say is
// called by many goroutines at once. Once there is a language, each answer that
// [Validator.For] fits has Content-Language and Vary.
//
// The language is a BCP 47 tag. A language that was added before is replaced, except
// for the sentences of [Validator.Sentence]. English cannot be replaced, since it is
// used where other languages lack words. AddLanguage returns an error for English, for
// a language that is not a tag, and for a nil function. Call it before the first request.
func (v *Validator) AddLanguage(language string, say func(Rule) (string, bool)) error {
	if v == nil || say == nil || strings.EqualFold(language, english) {
		return fmt.Errorf("validation: AddLanguage(%q): a language other than English and its function are needed", language)
	}
	l, err := v.languages.named(language)
	if err != nil {
		return err
	}
	l.say = say
	return nil
}
