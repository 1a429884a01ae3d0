import { LineCounter, parseDocument } from 'yaml'
import { mapping, type Read } from './problem.ts'
import type { Json } from './values.ts'

/** Aliases may not multiply: `yaml` refuses more expansions than this. */
const maxAliasCount = 1000

/** Reads YAML or JSON text whose outermost value must be a mapping. Never throws. */
export function readYaml(text: string): Read<Json> {
  const lines = new LineCounter()
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      merge: true,
      logLevel: 'silent',
    })
    const [error] = document.errors
    if (error) {
      const { line, col } = lines.linePos(error.pos[0])
      return { problem: { message: sentence(error.message), line, column: col } }
    }
    return mapping(document.toJS({ maxAliasCount }))
  } catch (error) {
    return { problem: { message: sentence(error instanceof Error ? error.message : String(error)) } }
  }
}

function sentence(message: string): string {
  const first = message.split('\n')[0] ?? message
  return /[.!?]$/.test(first) ? first : `${first}.`
}
