/**
 * The part of Markdown that descriptions use, as a value: paragraphs, headings, lists, code, emphasis and
 * links. HTML is text. Nesting is not followed, so every text is read in one pass.
 */
export type Block =
  | { kind: 'paragraph' | 'heading'; parts: Inline[] }
  | { kind: 'list'; isOrdered: boolean; items: Inline[][] }
  | { kind: 'code'; text: string }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] }

export type Inline =
  | { kind: 'text' | 'code' | 'strong' | 'emphasis'; text: string }
  | { kind: 'link'; text: string; href: string }

const mostBlocks = 200

export function readMarkdown(text: string): Block[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const blocks: Block[] = []
  let index = 0
  while (index < lines.length && blocks.length < mostBlocks) {
    const line = lines[index] ?? ''
    const fence = /^\s*(```|~~~)/.exec(line)?.[1]
    if (fence !== undefined) {
      const end = lines.findIndex((candidate, at) => at > index && candidate.trim().startsWith(fence))
      const last = end === -1 ? lines.length : end
      blocks.push({ kind: 'code', text: lines.slice(index + 1, last).join('\n') })
      index = last + 1
      continue
    }
    if (line.trim() === '') {
      index++
      continue
    }
    const heading = /^\s{0,3}#{1,6}\s+(.*)$/.exec(line)
    if (heading) {
      blocks.push({ kind: 'heading', parts: inlines((heading[1] ?? '').replace(/\s#+\s*$/, '')) })
      index++
      continue
    }
    const taken = takeWhile(
      lines,
      index,
      (candidate) => candidate.trim() !== '' && !/^\s*(```|~~~|#{1,6}\s)/.test(candidate),
    )
    blocks.push(...runOf(taken))
    index += taken.length
  }
  return blocks
}

const item = /^\s*(?:[-*+]|(\d{1,4})[.)])\s+(.*)$/

/** Lines without an empty one between them: a table, or text and list items in turn. */
function runOf(lines: string[]): Block[] {
  const divider = lines[1]
  if (divider !== undefined && /^\s*\|?[\s:|-]*-[\s:|-]*$/.test(divider) && lines[0]?.includes('|')) {
    const [head = [], , ...rows] = lines.map(cells)
    return [{ kind: 'table', head, rows }]
  }
  const blocks: Block[] = []
  let open:
    | { kind: 'paragraph'; lines: string[] }
    | { kind: 'list'; isOrdered: boolean; items: string[] }
    | undefined
  const close = () => {
    if (open?.kind === 'paragraph') blocks.push({ kind: 'paragraph', parts: inlines(open.lines.join('\n')) })
    if (open?.kind === 'list')
      blocks.push({ kind: 'list', isOrdered: open.isOrdered, items: open.items.map(inlines) })
    open = undefined
  }
  for (const line of lines) {
    const match = item.exec(line)
    if (match) {
      const isOrdered = match[1] !== undefined
      if (open?.kind !== 'list' || open.isOrdered !== isOrdered) {
        close()
        open = { kind: 'list', isOrdered, items: [] }
      }
      open.items.push(match[2] ?? '')
    } else if (open?.kind === 'list') {
      open.items.push(`${open.items.pop() ?? ''} ${line.trim()}`)
    } else if (open) {
      open.lines.push(line.trim())
    } else {
      open = { kind: 'paragraph', lines: [line.trim()] }
    }
  }
  close()
  return blocks
}

function cells(line: string): Inline[][] {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .slice(0, 12)
    .map((cell) => inlines(cell.trim()))
}

// Each alternative is bounded, so that a text of brackets and stars costs no more than its length.
const marks =
  /`([^`\n]{1,400})`|\[([^[\]\n]{1,300})\]\(([^()\s]{1,1000})(?:\s+"[^"\n]{0,200}")?\)|\*\*([^*\n]{1,400})\*\*|__([^_\n]{1,400})__|\*([^*\s][^*\n]{0,400})\*|<?(https?:\/\/[^\s<>"')\]]{1,1000})>?/g

function inlines(text: string): Inline[] {
  const parts: Inline[] = []
  let from = 0
  for (const match of text.matchAll(marks)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) })
    from = match.index + match[0].length
    const [, code, label, href, strong, strongToo, emphasis, address] = match
    if (code !== undefined) parts.push({ kind: 'code', text: code })
    else if (label !== undefined) parts.push({ kind: 'link', text: label, href: href ?? '' })
    else if (strong ?? strongToo) parts.push({ kind: 'strong', text: strong ?? strongToo ?? '' })
    else if (emphasis !== undefined) parts.push({ kind: 'emphasis', text: emphasis })
    else if (address !== undefined) {
      const plain = address.replace(/[.,;:!?]+$/, '')
      parts.push({ kind: 'link', text: plain, href: plain })
      if (plain !== address) parts.push({ kind: 'text', text: address.slice(plain.length) })
    }
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

function takeWhile(lines: string[], from: number, test: (line: string) => boolean): string[] {
  const taken: string[] = []
  for (let index = from; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (!test(line)) break
    taken.push(line)
  }
  return taken
}
