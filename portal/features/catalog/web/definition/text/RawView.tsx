import { IconButton, SearchField, SortDownIcon, SortUpIcon } from '@callboard/ui'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import type { Language } from '../reading/format.ts'
import { type LineState, stateAfter, tokensOf, withMarks } from './tokens.ts'

/** Lines that are drawn together; coloured when they come near the screen. */
const chunkSize = 120
const lineHeight = 20
const mostFound = 5000

interface Chunk {
  start: number
  lines: string[]
}

/** Text with line numbers, colours and a search; a megabyte costs little, for only what is seen is drawn. */
export function RawView({
  text,
  language,
  label,
  marked,
}: {
  text: string
  language: Language
  label: string
  /** Line to point at, from 1. */
  marked?: number | undefined
}) {
  const [typed, setTyped] = useState('')
  const needle = useDeferredValue(typed)
  const [current, setCurrent] = useState(0)
  const { lines, chunks } = useMemo(() => cut(text), [text])
  const found = useMemo(() => linesWith(lines, needle), [lines, needle])
  const states = useRef(new Map<number, LineState>())
  useEffect(() => states.current.clear(), [text, language])
  const stateAt = (index: number): LineState => {
    let known = index
    while (known > 0 && !states.current.has(known)) known--
    let state = states.current.get(known) ?? null
    for (; known < index; known++) {
      state = stateAfter(chunks[known]?.lines ?? [], state, language)
      states.current.set(known + 1, state)
    }
    return state
  }
  const place = found.length === 0 ? 0 : ((current % found.length) + found.length) % found.length
  const pointed = needle === '' ? marked : found[place]
  return (
    <div className="def-raw">
      <div className="def-raw-bar" data-page-filter="">
        <SearchField
          label="Search in the definition"
          placeholder="Search in the text"
          shortcut="/"
          value={typed}
          onChange={(value) => {
            setTyped(value)
            setCurrent(0)
          }}
        />
        {needle !== '' && (
          <>
            <span className="def-raw-found" role="status">
              {found.length === 0 ? 'Not found' : `Line ${place + 1} of ${found.length}`}
            </span>
            <IconButton label="Previous" disabled={found.length === 0} onClick={() => setCurrent(place - 1)}>
              <SortUpIcon size={14} />
            </IconButton>
            <IconButton label="Next" disabled={found.length === 0} onClick={() => setCurrent(place + 1)}>
              <SortDownIcon size={14} />
            </IconButton>
          </>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="def-raw-text" aria-label={label} tabIndex={0} dir="ltr">
        {chunks.map((chunk, index) => (
          <ChunkView
            key={chunk.start}
            chunk={chunk}
            language={language}
            state={() => stateAt(index)}
            needle={needle}
            pointed={
              pointed !== undefined && pointed > chunk.start && pointed <= chunk.start + chunk.lines.length
                ? pointed
                : undefined
            }
          />
        ))}
      </section>
    </div>
  )
}

function ChunkView({
  chunk,
  language,
  state,
  needle,
  pointed,
}: {
  chunk: Chunk
  language: Language
  state(): LineState
  needle: string
  pointed: number | undefined
}) {
  const box = useRef<HTMLDivElement>(null)
  const [isNear, setNear] = useState(chunk.start === 0)
  useEffect(() => {
    if (isNear || !box.current) return
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && setNear(true),
      { rootMargin: '600px' },
    )
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [isNear])
  const mark = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (pointed !== undefined) mark.current?.scrollIntoView({ block: 'center', inline: 'nearest' })
  }, [pointed])
  return (
    <div ref={box} className="def-raw-chunk" style={{ height: chunk.lines.length * lineHeight }}>
      {pointed !== undefined && (
        <span
          ref={mark}
          className="def-raw-line"
          style={{ top: (pointed - chunk.start - 1) * lineHeight }}
          aria-hidden="true"
        />
      )}
      <pre className="def-raw-numbers" aria-hidden="true">
        {chunk.lines.map((_, index) => chunk.start + index + 1).join('\n')}
      </pre>
      <pre className="def-raw-code">
        {isNear ? coloured(chunk, language, state(), needle) : chunk.lines.join('\n')}
      </pre>
    </div>
  )
}

function coloured(chunk: Chunk, language: Language, from: LineState, needle: string) {
  let state = from
  return chunk.lines.map((line, number) => {
    const [tokens, after] = tokensOf(line, state, language)
    state = after
    const drawn = withMarks(tokens, needle).map((token, index) => {
      if (token.isFound) return <mark key={index}>{token.text}</mark>
      if (token.kind === 'plain') return token.text
      return (
        <span key={index} className={`def-${token.kind}`}>
          {token.text}
        </span>
      )
    })
    return [...drawn, number < chunk.lines.length - 1 ? '\n' : '']
  })
}

function cut(text: string): { lines: string[]; chunks: Chunk[] } {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n')
  const chunks: Chunk[] = []
  for (let start = 0; start < lines.length; start += chunkSize)
    chunks.push({ start, lines: lines.slice(start, start + chunkSize) })
  return { lines, chunks }
}

/** Numbers of the lines that hold the text, from 1. */
function linesWith(lines: string[], needle: string): number[] {
  const wanted = needle.toLowerCase()
  const found: number[] = []
  if (wanted === '') return found
  for (const [index, line] of lines.entries()) {
    if (line.toLowerCase().includes(wanted)) found.push(index + 1)
    if (found.length >= mostFound) break
  }
  return found
}
