import { lazy, Suspense } from 'react'
import classes from './cards.module.css'

const Markdown = lazy(() =>
  import('../../definition/text/Markdown.tsx').then(({ Markdown }) => ({ default: Markdown })),
)

/** A description with the safe part of Markdown; the plain text until that is loaded. */
export function Description({ text }: { text: string }) {
  if (text.trim() === '') return <span className="cb-muted">No description</span>
  const plain = (
    <p dir="auto" className={classes.plain}>
      {text}
    </p>
  )
  // Most descriptions are one plain sentence.
  if (!/[\n*_`[#|<>]|^\s*[-\d]/.test(text)) return plain
  return (
    <div className={classes.prose}>
      <Suspense fallback={plain}>
        <Markdown text={text} />
      </Suspense>
    </div>
  )
}
