import type { ReactNode } from 'react'
import classes from './Highlighted.module.css'

/**
 * YAML with colours: a line reader, not a parser. It may miscolour, it never changes a character.
 * Lines of a block scalar (`|`, `>`) are text until the indent goes back.
 */
export function Yaml({
  text,
  label,
  marked,
}: {
  text: string
  label: string
  /** Line to point at, from 1. */
  marked?: number | undefined
}) {
  let block: number | undefined
  const lines = text.replace(/\n$/, '').split('\n')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.scroll} aria-label={label} tabIndex={0}>
      <pre className={classes.code} dir="ltr">
        {lines.map((line, index) => {
          const indent = line.length - line.trimStart().length
          if (block !== undefined && line.trim() !== '' && indent <= block) block = undefined
          const inBlock = block !== undefined
          if (!inBlock && /(^|[:\-\s])[|>][+-]?\d*\s*$/.test(line)) block = indent
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            <span key={index} className={classes.line} data-marked={marked === index + 1 || undefined}>
              {inBlock ? <span className={classes.string}>{line}</span> : colour(line)}
              {'\n'}
            </span>
          )
        })}
      </pre>
    </section>
  )
}

const entry = /^(\s*(?:- )*)([^\s#'"[\]{}][^:#]*?|"[^"]*"|'[^']*')(:)(\s.*|)$/

function colour(line: string): ReactNode {
  if (line.length > 2000) return line
  if (/^\s*#/.test(line)) return <span className={classes.comment}>{line}</span>
  const match = entry.exec(line)
  if (!match) {
    const [, dashes = '', rest = ''] = /^(\s*(?:- )*)(.*)$/.exec(line) ?? []
    return [dashes, scalar(rest)]
  }
  const [, lead, key, colon, value = ''] = match
  return [
    lead,
    <span key="key" className={classes.key}>
      {key}
    </span>,
    colon,
    scalar(value),
  ]
}

function scalar(value: string): ReactNode {
  const plain = value.trim()
  if (plain === '') return value
  const isLiteral = /^(-?\d[\d_]*(\.\d+)?|true|false|null|~)$/.test(plain)
  return (
    <span key="value" className={isLiteral ? classes.number : classes.string}>
      {value}
    </span>
  )
}
