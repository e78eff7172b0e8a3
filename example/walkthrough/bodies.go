package walkthrough

import "fmt"

// Body returns the same payment in either format.
func Body(amount int, currency, method string) (json, xml string) {
	return fmt.Sprintf(`{"amount":%d,"currency":"%s","method":"%s"}`, amount, currency, method),
		fmt.Sprintf(`<payment><amount>%d</amount><currency>%s</currency><method>%s</method></payment>`, amount, currency, method)
}

// Order returns the same payment by card in either format, with all that there can
// be. Its second item is the one that has the quantity.
func Order(number, country string, quantity int, note string) (json, xml string) {
	return fmt.Sprintf(`{"amount":1250,"currency":"EUR","card":{"number":"%s","expires":"2031-04","cvc":"737"},`+
			`"billing":{"street":"Hauptstr. 1","city":"Bonn","country":"%s"},`+
			`"items":[{"sku":"A-1","quantity":2},{"sku":"B-2","quantity":%d}],"metadata":{"order":"17","note":"%s"}}`,
			number, country, quantity, note),
		fmt.Sprintf(`<payment><amount>1250</amount><currency>EUR</currency><card><number>%s</number><expires>2031-04</expires><cvc>737</cvc></card>`+
			`<billing><street>Hauptstr. 1</street><city>Bonn</city><country>%s</country></billing>`+
			`<items><item><sku>A-1</sku><quantity>2</quantity></item><item><sku>B-2</sku><quantity>%d</quantity></item></items>`+
			`<metadata><entry key="order">17</entry><entry key="note">%s</entry></metadata></payment>`,
			number, country, quantity, note)
}
