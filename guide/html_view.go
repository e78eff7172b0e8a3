package guide

import (
	"html/template"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
)

// pageView is what the template of the page shows. Its texts are clean, since HTML has
// no more characters than XML.
type pageView struct {
	Title, Version, BaseURL, Address string
	Description                      template.HTML
	Contact                          Contact
	Successes                        []successView
	Statuses                         []statusView
	FieldCodes                       []fieldCodesView
	Quotas                           []quotaView
}

type successView struct {
	Status         int
	Title, Meaning string
}

type statusView struct {
	Status                int
	Title, Meaning, Retry string
	Headers               []headerView
	Entries               []entryView
}

// Alone tells whether the status is all that there is to say of its one entry.
func (v statusView) Alone() bool { return len(v.Entries) == 1 && v.Entries[0].plain }

type headerView struct{ Name, Value, Meaning string }

type entryView struct {
	Code, Title, Type string
	Elsewhere         bool // Type is the address of another page
	Meaning           string
	Doc               template.HTML
	JSON, XML         []piece
	plain             bool
}

type fieldCodesView struct {
	Status int
	Param  bool // a meaning has a place for the param
	Codes  []fieldCodeView
}

// fieldCodeView is a code with its meaning, cut where the param belongs.
type fieldCodeView struct {
	Code    string
	Meaning []string
}

type quotaView struct {
	Name, Rule, Policy, Left string
}

func newPageView(p *page) (*pageView, error) {
	v := &pageView{
		Title:   clean(p.title),
		Version: clean(p.version),
		BaseURL: clean(p.baseURL),
		Address: clean(p.address),
		Contact: Contact{clean(p.contact.Name), clean(p.contact.URL), clean(p.contact.Email)},
	}
	var err error
	if v.Description, err = prose(p.description, 2, "the introduction"); err != nil {
		return nil, err
	}
	for _, s := range p.successes {
		v.Successes = append(v.Successes, successView{s.status, clean(s.title), clean(s.meaning)})
	}
	for _, st := range p.statuses {
		made, err := newStatusView(st)
		if err != nil {
			return nil, err
		}
		v.Statuses = append(v.Statuses, made)
	}
	v.addFieldCodes(apierror.BadRequest, p.fields400)
	v.addFieldCodes(apierror.UnprocessableEntity, p.fields422)
	for _, l := range p.policies {
		v.Quotas = append(v.Quotas, quotaView{clean(l.name), clean(l.rule), clean(l.policyField()), clean(l.leftField(l.quota - 1))})
	}
	return v, nil
}

func newStatusView(st status) (statusView, error) {
	v := statusView{Status: int(st.status), Title: clean(st.title), Meaning: clean(st.meaning), Retry: clean(st.retry)}
	for _, h := range st.headers {
		v.Headers = append(v.Headers, headerView{clean(h.name), clean(h.value), clean(h.meaning)})
	}
	for _, e := range st.entries {
		doc, err := prose(e.kind.Doc, 5, e.kind.Code)
		if err != nil {
			return v, err
		}
		made := entryView{
			Code:      e.kind.Code,
			Title:     clean(e.kind.Title),
			Type:      clean(e.uri),
			Elsewhere: e.kind.Type != "" && isWeb(e.kind.Type),
			Doc:       doc,
			JSON:      piecesOfJSON(indentJSON(e.json)),
			XML:       piecesOfXML(indentXML(e.xml)),
			plain:     e.plain,
		}
		if doc == "" && !e.plain {
			made.Meaning = clean(e.meaning)
		}
		v.Entries = append(v.Entries, made)
	}
	return v, nil
}

func (v *pageView) addFieldCodes(st apierror.Status, all []fieldCode) {
	if len(all) == 0 {
		return
	}
	made := fieldCodesView{Status: int(st)}
	for _, f := range all {
		meaning := strings.Split(clean(f.meaning), "{param}")
		made.Param = made.Param || len(meaning) > 1
		made.Codes = append(made.Codes, fieldCodeView{clean(f.code), meaning})
	}
	v.FieldCodes = append(v.FieldCodes, made)
}

// Lists tells whether the page has a section for a status.
func (v *pageView) Lists(status int) bool {
	for _, st := range v.Statuses {
		if st.Status == status {
			return true
		}
	}
	return false
}

// isWeb tells whether a browser may follow a link to an absolute URI.
func isWeb(uri string) bool {
	scheme, rest, found := strings.Cut(uri, "://")
	return found && rest != "" && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// breakable returns a code that may go on in the next line after each of its words.
func breakable(code string) template.HTML {
	return template.HTML(strings.ReplaceAll(template.HTMLEscapeString(code), "_", "_<wbr>"))
}
