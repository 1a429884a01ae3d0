/** The text of one YAML document inside its file. */
export interface Chunk {
  start: number
  end: number
  /** Line of the chunk's first character, from 1. */
  line: number
}

/**
 * Cuts a file at its `---` lines. YAML forbids such a line inside any scalar or flow collection, so the cut
 * never goes through a value, and a broken document cannot swallow its neighbours.
 *
 * `null` when directives (`%YAML`) or document ends (`...`) make the cut depend on more than those lines.
 */
export function splitDocuments(text: string): Chunk[] | null {
  if (/^(?:%|\.\.\.(?:[ \t\r\n]|$))/m.test(text)) return null
  const chunks: Chunk[] = []
  const marker = /^---(?=[ \t\r\n]|$)/gm
  let start = 0
  let line = 1
  for (let match = marker.exec(text); match; match = marker.exec(text)) {
    if (match.index === 0) continue
    chunks.push({ start, end: match.index, line })
    line += countLines(text, start, match.index)
    start = match.index
  }
  chunks.push({ start, end: text.length, line })
  return chunks
}

/** Line of the first content: not blank, not a comment, not a bare marker; the chunk's own line when none is. */
export function contentLine(text: string, chunk: Chunk): number {
  let line = chunk.line
  for (let at = chunk.start; at < chunk.end; line += 1) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? chunk.end : newline
    const content = text
      .slice(at, end)
      .replace(/^---(?=\s|$)/, '')
      .trimStart()
    if (content !== '' && !content.startsWith('#')) return line
    at = end + 1
  }
  return chunk.line
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}
