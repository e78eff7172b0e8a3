package validation

// identifiers is for numbers and names that somebody gives out.
func identifiers(tag string) string {
	switch tag {
	case "isbn":
		return "must be an ISBN"
	case "isbn10":
		return "must be an ISBN of 10 digits"
	case "isbn13":
		return "must be an ISBN of 13 digits"
	case "issn":
		return "must be an ISSN"
	case "uuid", "uuid_rfc4122":
		return "must be a UUID"
	case "uuid3", "uuid3_rfc4122":
		return "must be a UUID of version 3"
	case "uuid4", "uuid4_rfc4122":
		return "must be a UUID of version 4"
	case "uuid5", "uuid5_rfc4122":
		return "must be a UUID of version 5"
	case "uuid7":
		return "must be a UUID of version 7"
	case "ulid":
		return "must be a ULID"
	case "ssn":
		return "must be a US Social Security number"
	case "ein":
		return "must be a US Employer Identification Number"
	case "credit_card":
		return "must be a card number"
	case "luhn_checksum":
		return "must have a valid check digit"
	case "eth_addr":
		return "must be an Ethereum address"
	case "eth_addr_checksum":
		return "must be an Ethereum address with a valid checksum"
	case "btc_addr":
		return "must be a Bitcoin address"
	case "btc_addr_bech32":
		return "must be a Bitcoin address in Bech32"
	case "mongodb":
		return "must be a MongoDB object ID"
	case "mongodb_connection_string":
		return "must be a MongoDB connection string"
	case "spicedb":
		return "must be a SpiceDB identifier"
	case "cve":
		return "must be a CVE identifier"
	case "semver":
		return "must be a semantic version such as 1.2.3"
	case "cron":
		return "must be a cron expression"
	case "e164":
		return "must be a phone number such as +14155552671"
	case "email":
		return "must be an e-mail address"
	}
	return ""
}

// codes is for the lists of standards, and for dates and times.
func codes(tag string) string {
	switch tag {
	case "iso3166_1_alpha2":
		return "must be a country code of two letters (ISO 3166-1)"
	case "iso3166_1_alpha2_eu":
		return "must be the code of two letters (ISO 3166-1) of a country of the European Union"
	case "iso3166_1_alpha3":
		return "must be a country code of three letters (ISO 3166-1)"
	case "iso3166_1_alpha3_eu":
		return "must be the code of three letters (ISO 3166-1) of a country of the European Union"
	case "iso3166_1_alpha_numeric":
		return "must be a country code of three digits (ISO 3166-1)"
	case "iso3166_1_alpha_numeric_eu":
		return "must be the code of three digits (ISO 3166-1) of a country of the European Union"
	case "iso3166_2":
		return "must be the code of a part of a country (ISO 3166-2)"
	case "iso4217":
		return "must be a currency code of three letters (ISO 4217)"
	case "iso4217_numeric":
		return "must be a currency code of three digits (ISO 4217)"
	case "bcp47_language_tag", "bcp47_strict_language_tag":
		return "must be a language tag such as en-GB (BCP 47)"
	case "postcode_iso3166_alpha2":
		return "must be a postcode of {param}"
	case "bic_iso_9362_2014", "bic":
		return "must be a BIC (ISO 9362)"
	case "datetime":
		return "must be written like {param}"
	case "timezone":
		return "must be a time zone such as Europe/Paris"
	case "duration":
		return "must be a duration such as 1h30m"
	}
	return ""
}
