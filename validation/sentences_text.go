package validation

// characters is for what a text is made of.
func characters(tag string) string {
	switch tag {
	case "alpha":
		return "must have only the letters A to Z"
	case "alphaspace":
		return "must have only the letters A to Z and spaces"
	case "alphanum":
		return "must have only the letters A to Z and digits"
	case "alphanumspace":
		return "must have only the letters A to Z, digits and spaces"
	case "alphaunicode":
		return "must have only letters"
	case "alphanumunicode":
		return "must have only letters and digits"
	case "ascii":
		return "must have only ASCII characters"
	case "printascii":
		return "must have only printable ASCII characters"
	case "multibyte":
		return "must have a character that is not ASCII"
	case "lowercase":
		return "must be in lower case"
	case "uppercase":
		return "must be in upper case"
	case "boolean":
		return "must be true or false"
	case "numeric":
		return "must be a number"
	case "number":
		return "must have only digits"
	case "contains":
		return "must contain {param}"
	case "containsany":
		return "must have one of the characters {param}"
	case "containsrune":
		return "must have the character {param}"
	case "excludes":
		return "must not contain {param}"
	case "excludesall":
		return "must have none of the characters {param}"
	case "excludesrune":
		return "must not have the character {param}"
	case "startswith":
		return "must begin with {param}"
	case "startsnotwith":
		return "must not begin with {param}"
	case "endswith":
		return "must end with {param}"
	case "endsnotwith":
		return "must not end with {param}"
	}
	return ""
}

// encodings is for syntaxes that something else is written in.
func encodings(tag string) string {
	switch tag {
	case "hexadecimal":
		return "must be a hexadecimal number"
	case "base32":
		return "must be Base32"
	case "base64":
		return "must be Base64"
	case "base64url":
		return "must be Base64 for URLs"
	case "base64rawurl":
		return "must be Base64 for URLs, without padding"
	case "json":
		return "must be JSON"
	case "jwt":
		return "must be a JSON Web Token"
	case "html":
		return "must be HTML"
	case "html_encoded":
		return "must be encoded for HTML"
	case "url_encoded":
		return "must be encoded for URLs"
	case "datauri":
		return "must be a data URI"
	case "hexcolor":
		return "must be a hexadecimal colour such as #ff0000"
	case "rgb":
		return "must be a colour such as rgb(255,0,0)"
	case "rgba":
		return "must be a colour such as rgba(255,0,0,0.5)"
	case "hsl":
		return "must be a colour such as hsl(0,100%,50%)"
	case "hsla":
		return "must be a colour such as hsla(0,100%,50%,0.5)"
	case "cmyk":
		return "must be a colour such as cmyk(0%,100%,100%,0%)"
	case "md4":
		return "must be an MD4 hash"
	case "md5":
		return "must be an MD5 hash"
	case "sha256":
		return "must be a SHA-256 hash"
	case "sha384":
		return "must be a SHA-384 hash"
	case "sha512":
		return "must be a SHA-512 hash"
	case "ripemd128":
		return "must be a RIPEMD-128 hash"
	case "ripemd160":
		return "must be a RIPEMD-160 hash"
	case "tiger128":
		return "must be a TIGER-128 hash"
	case "tiger160":
		return "must be a TIGER-160 hash"
	case "tiger192":
		return "must be a TIGER-192 hash"
	}
	return ""
}
