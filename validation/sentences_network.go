package validation

// network is for addresses of machines and what they have.
func network(tag string) string {
	switch tag {
	case "url":
		return "must be a URL"
	case "http_url":
		return "must be an HTTP or HTTPS URL"
	case "https_url":
		return "must be an HTTPS URL"
	case "uri":
		return "must be a URI"
	case "origin":
		return "must be an origin such as https://example.com"
	case "urn_rfc8141", "urn_rfc2141":
		return "must be a URN"
	case "ip":
		return "must be an IP address"
	case "ipv4":
		return "must be an IPv4 address"
	case "ipv6":
		return "must be an IPv6 address"
	case "cidr":
		return "must be a range of IP addresses such as 192.0.2.0/24"
	case "cidrv4":
		return "must be a range of IPv4 addresses such as 192.0.2.0/24"
	case "cidrv6":
		return "must be a range of IPv6 addresses such as 2001:db8::/32"
	case "tcp_addr":
		return "must be a TCP address"
	case "tcp4_addr":
		return "must be a TCP address over IPv4"
	case "tcp6_addr":
		return "must be a TCP address over IPv6"
	case "udp_addr":
		return "must be a UDP address"
	case "udp4_addr":
		return "must be a UDP address over IPv4"
	case "udp6_addr":
		return "must be a UDP address over IPv6"
	case "ip_addr":
		return "must be an IP address that can be resolved"
	case "ip4_addr":
		return "must be an IPv4 address that can be resolved"
	case "ip6_addr":
		return "must be an IPv6 address that can be resolved"
	case "unix_addr":
		return "must be the address of a Unix socket"
	case "uds_exists":
		return "must be a Unix socket that exists"
	case "mac":
		return "must be a MAC address"
	case "hostname", "hostname_rfc1123":
		return "must be a host name"
	case "hostname_label":
		return "must be one label of a host name"
	case "hostname_port":
		return "must be a host and a port such as example.com:443"
	case "dns_rfc1035_label":
		return "must be a DNS label"
	case "fqdn":
		return "must be a full domain name"
	case "port":
		return "must be a port number from 1 to 65535"
	}
	return ""
}

// places is for places on a disk and on Earth.
func places(tag string) string {
	switch tag {
	case "file":
		return "must be a file that exists"
	case "filepath":
		return "must be the path of a file"
	case "dir":
		return "must be a directory that exists"
	case "dirpath":
		return "must be the path of a directory"
	case "image":
		return "must be an image"
	case "mimetype":
		return "must be a media type such as text/plain"
	case "latitude":
		return "must be a latitude"
	case "longitude":
		return "must be a longitude"
	}
	return ""
}
