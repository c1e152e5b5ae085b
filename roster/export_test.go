package roster

// Convert turns a text of the given encoding into Unicode.
func Convert(text string, from Encoding) string { return converter(from)(text) }
