/** One line for people from one JSON line: time, level, who, message, facts. Stacks follow, indented. */
const levels: Record<string, { text: string; colour: number }> = {
  error: { text: 'ERROR', colour: 31 },
  warn: { text: 'WARN ', colour: 33 },
  info: { text: 'INFO ', colour: 32 },
  debug: { text: 'DEBUG', colour: 90 },
}

/** Whose line it is; shown before the message instead of among the facts. */
const who = ['part', 'plugin', 'feature', 'job']

export function pretty(line: string, colours: boolean): string {
  const { level, timestamp, message, ...fields } = parsed(line)
  const paint = (colour: number, text: string) => (colours && text ? `\x1b[${colour}m${text}\x1b[0m` : text)
  const { text, colour } = levels[String(level)] ?? { text: String(level), colour: 0 }
  const names = who.filter((name) => typeof fields[name] === 'string').map((name) => String(fields[name]))
  const facts: string[] = []
  const stacks: string[] = []
  for (const [name, value] of Object.entries(fields)) {
    if (who.includes(name)) continue
    facts.push(`${paint(90, `${name}=`)}${factText(value, stacks)}`)
  }
  const parts = [
    paint(90, String(timestamp ?? '').slice(11, 23)),
    paint(colour, text),
    paint(36, names.length > 0 ? `[${names.join(' ')}]` : ''),
    visible(String(message ?? '')),
    ...facts,
  ]
  return `${[parts.filter(Boolean).join(' '), ...stacks].join('\n')}\n`
}

/** Taking out a secret may have broken the line; it is shown all the same. */
function parsed(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    return { level: 'info', message: line.trimEnd() }
  }
}

function factText(value: unknown, stacks: string[]): string {
  if (typeof value === 'string') return /^[^\s"=]+$/.test(value) ? visible(value) : JSON.stringify(value)
  if (isError(value)) {
    if (value.stack) stacks.push(...value.stack.split('\n').map((line) => `    ${visible(line)}`))
    return JSON.stringify(chain(value, stacks))
  }
  return JSON.stringify(value)
}

interface ErrorFact {
  name: string
  message: string
  stack?: string
  cause?: unknown
}

function isError(value: unknown): value is ErrorFact {
  return typeof value === 'object' && value !== null && 'name' in value && 'message' in value
}

/** `could not save: disk full`: the causes after the message. */
function chain(error: ErrorFact, stacks: string[]): string {
  const own = error.message || error.name
  const first: unknown = Array.isArray(error.cause) ? error.cause[0] : error.cause
  if (first === undefined) return own
  return `${own}: ${isError(first) ? chain(first, stacks) : String(first)}`
}

/** A hostile name in a message must not forge a second line or colour the terminal. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) =>
    JSON.stringify(c)
      .slice(1, -1)
      .replace(/^[\u007f-\u009f]$/, '?'),
  )
}
