export interface SdlToken {
  kind: 'name' | 'number' | 'string' | 'mark' | 'end'
  text: string
  line: number
}

// What is left open ends with the line or the text, so that nothing is ever scanned twice.
// Names, numbers, block strings, strings, marks; commas, white space and comments are nothing in GraphQL.
const token =
  /([A-Za-z_]\w*)|(-?\d[\d.eE+-]*)|"""((?:[^"\\]|\\"""|\\|"(?!""))*)(?:"""|$)|"((?:[^"\\\n]|\\.)*)"?|(\.\.\.|[{}()[\]:=!|&@$])|(#[^\n]*|[\s,\ufeff]+)|([\s\S])/g

/** The words and marks of a text in GraphQL's schema language. */
export function tokenize(text: string): SdlToken[] {
  const tokens: SdlToken[] = []
  let line = 1
  for (const match of text.matchAll(token)) {
    const [all, name, number, block, string, mark, blank] = match
    if (name !== undefined) tokens.push({ kind: 'name', text: name, line })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, line })
    else if (block !== undefined)
      tokens.push({ kind: 'string', text: dedent(block.replaceAll('\\"""', '"""')), line })
    else if (string !== undefined) tokens.push({ kind: 'string', text: unescaped(string), line })
    else if (mark !== undefined || blank === undefined) tokens.push({ kind: 'mark', text: all, line })
    for (let at = all.indexOf('\n'); at !== -1; at = all.indexOf('\n', at + 1)) line++
  }
  return tokens
}

function unescaped(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string
  } catch {
    return text
  }
}

/** Takes away the indent all lines but the first share, and empty lines around. */
function dedent(text: string): string {
  const lines = text.split(/\r\n|\n|\r/)
  const indents = lines
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length)
  const common = indents.length > 0 ? indents.reduce((a, b) => Math.min(a, b)) : 0
  return lines
    .map((line, index) => (index === 0 ? line : line.slice(common)))
    .join('\n')
    .trim()
}
