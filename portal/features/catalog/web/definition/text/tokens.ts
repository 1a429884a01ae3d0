/**
 * Colours for text: a line reader with a little memory, not a parser. It may miscolour, it never changes a
 * character, and every pattern runs in linear time.
 */
import type { Language } from '../reading/format.ts'

export type TokenKind = 'plain' | 'key' | 'string' | 'number' | 'comment' | 'word'
export interface Token {
  text: string
  kind: TokenKind
}

/** What a line must know of the lines before it: inside a comment or text, or a YAML block since an indent. */
export type LineState = { open: 'comment' | 'string' } | { block: number } | null

/** Longer lines stay plain: no person reads them, and colouring them costs the page. */
const longestLine = 2000

export function tokensOf(line: string, state: LineState, language: Language): [Token[], LineState] {
  if (language === 'text' || line.length > longestLine) return [[{ text: line, kind: 'plain' }], state]
  if (language === 'yaml') return yamlLine(line, state)
  return codeLine(line, state, language)
}

/** The state after many lines, for starting in the middle of a text. */
export function stateAfter(lines: string[], state: LineState, language: Language): LineState {
  let after = state
  for (const line of lines) after = tokensOf(line, after, language)[1]
  return after
}

interface Grammar {
  pattern: RegExp
  words: Set<string>
  /** How a comment or a text over several lines ends. */
  ends: { comment?: string; string?: string }
}

const graphqlWords =
  'type interface union enum input scalar directive extend schema implements on query mutation subscription repeatable fragment'
const protoWords =
  'syntax package import option message enum service rpc returns stream repeated optional required oneof map reserved extensions extend public weak to edition group'
const typescriptWords =
  'import export from const let var function return async await type interface extends implements class new if else for of in as default satisfies readonly'
const literals = 'true false null undefined'

const words = (text: string) => new Set(`${text} ${literals}`.split(' '))

const grammars: Record<Exclude<Language, 'yaml' | 'text'>, Grammar> = {
  json: {
    pattern: /("(?:[^"\\]|\\.)*"(?=\s*:))|("(?:[^"\\]|\\.)*"?)|(-?\d[\d.eE+-]*)|([a-z]+)/g,
    words: words(''),
    ends: {},
  },
  xml: {
    pattern: /(<\/?[\w:.-]+|\/?>|<\?[\w-]+|\?>)|("[^"]*"|'[^']*')|(?!)()|(?!)()|(<!--.*?(?:-->|$))/g,
    words: new Set(),
    ends: { comment: '-->' },
  },
  graphql: {
    pattern: /([\w]+(?=\s*[:(]))|("""(?:.*?""")?|"(?:[^"\\]|\\.)*"?)|(-?\b\d[\d.eE+-]*)|(@?\w+)|(#.*)/g,
    words: words(graphqlWords),
    ends: { string: '"""' },
  },
  proto: {
    pattern:
      /([A-Za-z_]\w*(?=\s*=))|("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|(-?\b\d[\w.]*)|(\w+)|(\/\/.*|\/\*.*?(?:\*\/|$))/g,
    words: words(protoWords),
    ends: { comment: '*/' },
  },
  typescript: {
    pattern:
      /([A-Za-z_$][\w$]*(?=\s*:))|("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`(?:[^`\\]|\\.)*`?)|(-?\b\d[\w.]*)|(\w+)|(\/\/.*|\/\*.*?(?:\*\/|$))/g,
    words: words(typescriptWords),
    ends: { comment: '*/', string: '`' },
  },
}

function codeLine(line: string, state: LineState, language: keyof typeof grammars): [Token[], LineState] {
  const { pattern, words, ends } = grammars[language]
  const tokens: Token[] = []
  let from = 0
  if (state && 'open' in state) {
    const mark = ends[state.open]
    const end = mark === undefined ? -1 : line.indexOf(mark)
    if (mark === undefined || end === -1) return [[{ text: line, kind: state.open }], state]
    from = end + mark.length
    tokens.push({ text: line.slice(0, from), kind: state.open })
  }
  let after: LineState = null
  pattern.lastIndex = from
  for (let match = pattern.exec(line); match; match = pattern.exec(line)) {
    if (match[0] === '') {
      pattern.lastIndex++
      continue
    }
    const [text, key, string, number, word, comment] = match
    if (match.index > from) tokens.push({ text: line.slice(from, match.index), kind: 'plain' })
    from = match.index + text.length
    const kind = key
      ? 'key'
      : string
        ? 'string'
        : number
          ? 'number'
          : comment
            ? 'comment'
            : word && words.has(word)
              ? 'word'
              : 'plain'
    tokens.push({ text, kind })
    if (
      comment &&
      ends.comment &&
      !comment.startsWith('//') &&
      comment[0] !== '#' &&
      !comment.endsWith(ends.comment)
    )
      after = { open: 'comment' }
    if (string && isLeftOpen(string, ends.string)) {
      after = { open: 'string' }
      if (from < line.length) tokens.push({ text: line.slice(from), kind: 'string' })
      from = line.length
      break
    }
  }
  if (from < line.length) tokens.push({ text: line.slice(from), kind: 'plain' })
  return [tokens, after]
}

function isLeftOpen(string: string, mark: string | undefined): boolean {
  if (mark === undefined || !string.startsWith(mark)) return false
  return string.length < mark.length * 2 || !string.endsWith(mark)
}

const yamlEntry = /^(\s*(?:- )*)([^\s#'"[\]{}&*!|>][^:#]*?|"[^"]*"|'[^']*')(:)(\s.*|)$/
const yamlLiteral = /^(-?\d[\d_]*(\.\d+)?|true|false|null|~)$/

function yamlLine(line: string, state: LineState): [Token[], LineState] {
  const indent = line.length - line.trimStart().length
  if (state && 'block' in state && (line.trim() === '' || indent > state.block))
    return [[{ text: line, kind: 'string' }], state]
  if (/^\s*#/.test(line)) return [[{ text: line, kind: 'comment' }], null]
  const after: LineState = /(^|[:\-\s])[|>][+-]?\d*\s*$/.test(line) ? { block: indent } : null
  const entry = yamlEntry.exec(line)
  if (entry) {
    const [, lead = '', key = '', colon = '', value = ''] = entry
    return [
      [
        { text: lead, kind: 'plain' },
        { text: key, kind: 'key' },
        { text: colon, kind: 'plain' },
        scalar(value),
      ],
      after,
    ]
  }
  const dashes = /^\s*(?:- )*/.exec(line)?.[0] ?? ''
  return [[{ text: dashes, kind: 'plain' }, scalar(line.slice(dashes.length))], after]
}

function scalar(value: string): Token {
  const plain = value.trim()
  if (plain === '' || /^[[{&*]/.test(plain)) return { text: value, kind: 'plain' }
  return { text: value, kind: yamlLiteral.test(plain) ? 'number' : 'string' }
}

/** Cuts tokens where a searched text begins and ends, within the line. */
export function withMarks(tokens: Token[], needle: string): (Token & { isFound?: boolean })[] {
  const wanted = needle.toLowerCase()
  if (wanted === '') return tokens
  const line = tokens
    .map((token) => token.text)
    .join('')
    .toLowerCase()
  const edges: [number, number][] = []
  for (let at = line.indexOf(wanted); at !== -1; at = line.indexOf(wanted, at + wanted.length))
    edges.push([at, at + wanted.length])
  if (edges.length === 0) return tokens
  const cut: (Token & { isFound?: boolean })[] = []
  let start = 0
  for (const token of tokens) {
    let from = start
    const end = start + token.text.length
    while (from < end) {
      const edge = edges.find(([, edgeEnd]) => edgeEnd > from)
      const isFound = edge !== undefined && edge[0] <= from
      const to = Math.min(end, edge === undefined ? end : isFound ? edge[1] : edge[0])
      const text = token.text.slice(from - start, to - start)
      cut.push(isFound ? { text, kind: token.kind, isFound } : { text, kind: token.kind })
      from = to
    }
    start = end
  }
  return cut
}
