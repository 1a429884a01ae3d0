const translated = new Map<string, string>()
const keep = 500

// Quoted text, quoted names and comments may hold a question mark that is not a placeholder.
const tokens = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\?/g

/** `?` → `$1`, `$2`, … outside quotes. Remembered, as texts are constant. */
export function numbered(text: string): string {
  const known = translated.get(text)
  if (known !== undefined) return known
  let count = 0
  const made = text.replace(tokens, (token) => {
    if (token !== '?') return token
    count += 1
    return `$${count}`
  })
  if (translated.size >= keep) translated.clear()
  translated.set(text, made)
  return made
}
