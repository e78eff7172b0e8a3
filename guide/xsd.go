package guide

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// renderXSD returns the XML Schema of the error documents.
//
// It is of version 1.0, which xmllint, Java and .NET read. There a wildcard must not allow
// what could also be the optional element before it (section 3.8.6.4, unique particle
// attribution), so everything behind code is of the wildcard; request_id and errors are
// global elements, which it holds them to. The identity constraint refuses an element that
// comes twice: a field of it can be one node at most.
func renderXSD(p *page) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:ietf:rfc:7807" targetNamespace="urn:ietf:rfc:7807" elementFormDefault="qualified">

  <xs:annotation>
    <xs:documentation xml:lang="en">`)
	b.WriteString(xmlText("Errors of " + p.title))
	b.WriteString(`
RFC 9457 appendix B, narrowed to what this API sends.
A client should not refuse a document for an element that it does not know (section 3.2).</xs:documentation>
  </xs:annotation>

  <xs:element name="problem">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="type" type="uri" minOccurs="0"/>
        <xs:element name="title" type="text"/>
        <xs:element name="status" type="status"/>
        <xs:element name="detail" type="text"/>
        <xs:element name="instance" type="uri" minOccurs="0"/>
        <xs:element name="code" type="code"/>
        <xs:any namespace="##targetNamespace" processContents="lax" minOccurs="0" maxOccurs="unbounded">
          <xs:annotation>
            <xs:documentation xml:lang="en">request_id, errors, and extension members: a text, or a list of i elements.</xs:documentation>
          </xs:annotation>
        </xs:any>
      </xs:sequence>
    </xs:complexType>
    <xs:unique name="once">
      <xs:selector xpath="."/>
      <xs:field xpath="p:type" xmlns:p="urn:ietf:rfc:7807"/>
      <xs:field xpath="p:title" xmlns:p="urn:ietf:rfc:7807"/>
      <xs:field xpath="p:status" xmlns:p="urn:ietf:rfc:7807"/>
      <xs:field xpath="p:detail" xmlns:p="urn:ietf:rfc:7807"/>
      <xs:field xpath="p:instance" xmlns:p="urn:ietf:rfc:7807"/>
      <xs:field xpath="p:code" xmlns:p="urn:ietf:rfc:7807"/>
      <xs:field xpath="p:request_id" xmlns:p="urn:ietf:rfc:7807"/>
    </xs:unique>
  </xs:element>

  <xs:element name="request_id" type="text"/>

  <xs:element name="errors">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="i" type="field" maxOccurs="unbounded"/>
      </xs:sequence>
    </xs:complexType>
  </xs:element>

  <xs:complexType name="field">
    <xs:annotation>
      <xs:documentation xml:lang="en">What is wrong with one part of the request.</xs:documentation>
    </xs:annotation>
    <xs:all>
      <xs:element name="pointer" type="text" minOccurs="0"/>
      <xs:element name="xpath" type="text" minOccurs="0"/>
      <xs:element name="in" type="text" minOccurs="0"/>
      <xs:element name="name" type="text" minOccurs="0"/>
      <xs:element name="code" type="text" minOccurs="0"/>
      <xs:element name="param" type="text" minOccurs="0"/>
      <xs:element name="detail" type="text" minOccurs="0"/>
    </xs:all>
  </xs:complexType>

  <xs:simpleType name="status">
    <xs:restriction base="xs:integer">
      <xs:minInclusive value="400"/>
      <xs:maxInclusive value="599"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="code">
    <xs:annotation>
      <xs:documentation xml:lang="en">The error, for programs. Others than these may come.
`)
	for _, st := range p.statuses {
		for _, e := range st.entries {
			fmt.Fprintf(&b, "%d %s: %s\n", int(st.status), e.kind.Code, xmlText(oneLine(e.kind.Title)))
		}
	}
	b.WriteString(`</xs:documentation>
    </xs:annotation>
    <xs:restriction base="text"/>
  </xs:simpleType>

  <xs:simpleType name="text">
    <xs:restriction base="xs:string">
      <xs:minLength value="1"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="uri">
    <xs:restriction base="xs:anyURI">
      <xs:minLength value="1"/>
    </xs:restriction>
  </xs:simpleType>

</xs:schema>
`)
	return []byte(b.String())
}

// xmlText returns a text as it stands in an element.
func xmlText(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(clean(s))) // a Builder takes everything
	return b.String()
}
