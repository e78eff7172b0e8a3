package adapter

import (
	"net/netip"
	"strconv"
	"strings"
)

// Header returns the key of a client that is known by a header field. No address
// has the same: a value that could be taken for one is marked. Others need no
// copy.
func Header(value string) string {
	if strings.HasPrefix(value, addressMark) || strings.HasPrefix(value, headerMark) {
		return headerMark + value
	}
	return value
}

const (
	addressMark = "ip:"
	headerMark  = "header:"
)

// Address returns the key of a client that is known by its address, the first
// of addrs that is one, with a port or without. IPv6 counts by /64, the least that
// a client is given, so that it cannot take another key for each request.
func Address(addrs ...string) (key string, ok bool) {
	for _, s := range addrs {
		addr, ok := parse(s)
		if !ok {
			continue
		}
		var room [64]byte
		text := append(room[:0], addressMark...)
		if addr.Is4() {
			return string(addr.AppendTo(text)), true
		}
		prefix, _ := addr.Prefix(64) // no IPv6 address is too short
		return string(prefix.AppendTo(text)), true
	}
	return "", false
}

func parse(s string) (netip.Addr, bool) {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone(""), true
	}
	addr, err := netip.ParseAddr(s)
	return addr.Unmap().WithZone(""), err == nil
}

// Join returns a key of several: no two lists of parts have the same.
func Join(parts ...string) string {
	var room [128]byte
	text := room[:0]
	for _, part := range parts {
		text = strconv.AppendInt(text, int64(len(part)), 10)
		text = append(text, ':')
		text = append(text, part...)
	}
	return string(text)
}
