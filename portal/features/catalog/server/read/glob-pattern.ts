import { readError } from './read-error.ts'

/**
 * Glob patterns: `*`, `?`, `[a-z]`, `{a,b}`, `{1..3}` and `**`. Written by hand and not turned into
 * regular expressions: patterns come from users' files, and matching here is never worse than
 * pattern length × name length.
 */
export type Segment = { kind: 'literal'; name: string } | { kind: 'wild'; tokens: Token[] } | { kind: 'deep' }

type Token =
  | { kind: 'char'; char: string }
  | { kind: 'any' }
  | { kind: 'star' }
  | { kind: 'class'; isNegated: boolean; ranges: [string, string][] }

/** Whether a target would be searched for rather than read. */
export function isGlob(target: string): boolean {
  return /[*?{[]/.test(target)
}

/** The folders before the first segment with a wildcard; `` when the first one has it. */
export function globBase(pattern: string): string {
  const segments = pattern.split('/')
  const wild = segments.findIndex(isGlob)
  return (wild === -1 ? segments.slice(0, -1) : segments.slice(0, wild)).join('/')
}

/** @throws input for patterns too wide to be meant, and for extended globs. */
export function compileGlob(pattern: string): Segment[][] {
  if (pattern.length > 1000 || pattern.split('{').length > 20) {
    throw badPattern(`${pattern.slice(0, 80)}…`, 'is too long')
  }
  if (/[@!+?*]\([^)]*\)/.test(pattern)) {
    throw badPattern(pattern, 'uses an extended glob', 'Write {a,b} instead of @(a|b).')
  }
  return expandBraces(pattern).map((each) =>
    each
      .split('/')
      .filter((part, index) => (part !== '' || index === 0) && part !== '.')
      .map(compileSegment),
  )
}

/** Whether a name in a folder fits. Names with a leading dot want a pattern that has it too. */
function matchesSegment(segment: Segment, name: string): boolean {
  if (segment.kind === 'literal') return segment.name === name
  if (segment.kind === 'deep') return !name.startsWith('.')
  const first = segment.tokens[0]
  if (name.startsWith('.') && !(first?.kind === 'char' && first.char === '.')) return false
  return matchesTokens(segment.tokens, name)
}

/** Whether a whole path, segments joined by `/`, fits one of the patterns. */
export function matchesGlob(patterns: Segment[][], path: string): boolean {
  const names = path.split('/')
  return patterns.some((segments) => {
    let states = reach(segments, [0])
    for (const [index, name] of names.entries()) {
      states = step(segments, states, name, index === names.length - 1)
      if (states.length === 0) return false
    }
    return states.includes(segments.length)
  })
}

/** The states after a name; a state is how many segments are done. `deep` may take any number of folders. */
export function step(segments: Segment[], states: number[], name: string, isLast: boolean): number[] {
  const next = new Set<number>()
  for (const state of states) {
    const segment = segments[state]
    if (!segment || !matchesSegment(segment, name)) continue
    // `a/**` means every file below `a`, at any depth.
    if (segment.kind !== 'deep') next.add(state + 1)
    else if (isLast && state === segments.length - 1) next.add(state + 1)
    else next.add(state)
  }
  return reach(segments, [...next])
}

/** `deep` matches no folder at all, too. */
export function reach(segments: Segment[], states: number[]): number[] {
  const all = new Set(states)
  for (const state of all) {
    if (segments[state]?.kind === 'deep' && state < segments.length - 1) all.add(state + 1)
  }
  return [...all]
}

function compileSegment(part: string): Segment {
  if (part === '**') return { kind: 'deep' }
  const tokens = tokenize(part)
  if (tokens.every((token) => token.kind === 'char')) {
    return { kind: 'literal', name: tokens.map((token) => token.char).join('') }
  }
  return { kind: 'wild', tokens }
}

function tokenize(part: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < part.length; at++) {
    const char = part[at] as string
    if (char === '*') {
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' })
    } else if (char === '?') tokens.push({ kind: 'any' })
    else if (char === '\\' && at + 1 < part.length) tokens.push({ kind: 'char', char: part[++at] as string })
    else if (char === '[') {
      const end = part.indexOf(']', at + 2)
      if (end === -1) tokens.push({ kind: 'char', char })
      else {
        tokens.push(classOf(part.slice(at + 1, end)))
        at = end
      }
    } else tokens.push({ kind: 'char', char })
  }
  return tokens
}

function classOf(inside: string): Token {
  const isNegated = inside.startsWith('!') || inside.startsWith('^')
  const chars = isNegated ? inside.slice(1) : inside
  const ranges: [string, string][] = []
  for (let at = 0; at < chars.length; at++) {
    const from = chars[at] as string
    if (chars[at + 1] === '-' && at + 2 < chars.length) {
      ranges.push([from, chars[at + 2] as string])
      at += 2
    } else ranges.push([from, from])
  }
  return { kind: 'class', isNegated, ranges }
}

/** Greedy with one point to come back to: the last star. */
function matchesTokens(tokens: Token[], name: string): boolean {
  let token = 0
  let star = -1
  let resume = 0
  for (let at = 0; at < name.length; ) {
    const current = tokens[token]
    if (current?.kind === 'star') {
      star = token++
      resume = at
    } else if (current && matchesChar(current, name[at] as string)) {
      token++
      at++
    } else if (star !== -1) {
      token = star + 1
      at = ++resume
    } else return false
  }
  while (tokens[token]?.kind === 'star') token++
  return token === tokens.length
}

function matchesChar(token: Token, char: string): boolean {
  if (token.kind === 'char') return token.char === char
  if (token.kind === 'class') {
    return token.ranges.some(([from, to]) => char >= from && char <= to) !== token.isNegated
  }
  return true
}

const maxAlternatives = 1000

function expandBraces(pattern: string): string[] {
  const done: string[] = []
  const open = [pattern]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const group = firstGroup(next)
    if (!group) done.push(next)
    else for (const each of group.choices) open.push(next.slice(0, group.from) + each + next.slice(group.to))
    if (done.length + open.length > maxAlternatives) throw badPattern(pattern, 'has too many alternatives')
  }
  return done
}

/** The first `{…}` that means something: with a comma of its own level, or a range of numbers. */
function firstGroup(pattern: string): { from: number; to: number; choices: string[] } | null {
  for (let from = pattern.indexOf('{'); from !== -1; from = pattern.indexOf('{', from + 1)) {
    const choices: string[] = []
    let depth = 0
    let start = from + 1
    for (let at = from; at < pattern.length; at++) {
      const char = pattern[at]
      if (char === '{') depth++
      else if (char === ',' && depth === 1) {
        choices.push(pattern.slice(start, at))
        start = at + 1
      } else if (char === '}' && --depth === 0) {
        choices.push(pattern.slice(start, at))
        const all = choices.length > 1 ? choices : rangeOf(choices[0] ?? '')
        if (all) return { from, to: at + 1, choices: all }
        break
      }
    }
  }
  return null
}

function rangeOf(inside: string): string[] | null {
  const match = /^(\d{1,6})\.\.(\d{1,6})$/.exec(inside)
  if (!match) return null
  const [from, to] = [Number(match[1]), Number(match[2])]
  if (Math.abs(to - from) >= maxAlternatives) return null
  const by = from <= to ? 1 : -1
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => String(from + index * by))
}

function badPattern(pattern: string, what: string, hint?: string) {
  return readError('input', `The pattern '${pattern}' ${what}`, hint ? { hint } : {})
}
