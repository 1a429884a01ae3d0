import { lazy, Suspense, useState } from 'react'
import classes from './cards.module.css'

const Markdown = lazy(() =>
  import('../../definition/text/Markdown.tsx').then(({ Markdown }) => ({ default: Markdown })),
)

/** A description with the safe part of Markdown; of a long one the beginning, until the reader wants all. */
export function Description({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false)
  if (text.trim() === '') return <span className="cb-muted">No description</span>
  const isLong = text.length > longAt.characters || text.split('\n').length > longAt.lines
  if (!isLong) return <Written text={text} />
  return (
    <>
      <div className={isWhole ? undefined : classes.beginning}>
        <Written text={text} />
      </div>
      <button
        type="button"
        className={classes.rest}
        aria-expanded={isWhole}
        onClick={() => setWhole(!isWhole)}
      >
        {isWhole ? 'Show less' : 'Show all of it'}
      </button>
    </>
  )
}

const longAt = { characters: 900, lines: 14 }

/** The plain text until Markdown is loaded. Most descriptions are one plain sentence. */
function Written({ text }: { text: string }) {
  const plain = (
    <p dir="auto" className={classes.plain}>
      {text}
    </p>
  )
  if (!/[\n*_`[#|<>]|^\s*[-\d]/.test(text)) return plain
  return (
    <div className={classes.prose}>
      <Suspense fallback={plain}>
        <Markdown text={text} />
      </Suspense>
    </div>
  )
}
