import { type ReactNode, useEffect, useState } from 'react'
import { DefinitionSkeleton } from './DefinitionSkeleton.tsx'
import type { Format } from './reading/format.ts'
import type { DefinitionProblem, Read } from './reading/read-document.ts'
import { RawView } from './text/RawView.tsx'

/** Why a definition cannot be shown by its viewer, with the text and the line below. */
export function Unreadable({
  problem,
  text,
  format,
}: {
  problem: DefinitionProblem
  text: string
  format: Format
}) {
  return (
    <>
      <div className="def-problem" role="alert">
        <strong>This definition cannot be read as {format.title}</strong>
        <p>
          {problem.message}
          {problem.line !== undefined &&
            ` (line ${problem.line}${problem.column === undefined ? '' : `, column ${problem.column}`})`}
        </p>
        {problem.hint && <p>{problem.hint}</p>}
      </div>
      <RawView text={text} language={format.language} label="The definition as text" marked={problem.line} />
    </>
  )
}

/** Reads a text off the render path, then draws it: nothing, the problem, or the value. */
export function Reading<T>({
  text,
  format,
  read,
  children,
}: {
  text: string
  format: Format
  read(text: string): Promise<Read<T>>
  children(value: T): ReactNode
}) {
  const [done, setDone] = useState<{ text: string; result: Read<T> }>()
  useEffect(() => {
    let isCurrent = true
    read(text).then(
      (result) => isCurrent && setDone({ text, result }),
      (error: unknown) =>
        isCurrent &&
        setDone({
          text,
          result: { problem: { message: error instanceof Error ? error.message : String(error) } },
        }),
    )
    return () => {
      isCurrent = false
    }
  }, [text, read])
  if (!done) return <DefinitionSkeleton />
  if ('problem' in done.result)
    return <Unreadable problem={done.result.problem} text={done.text} format={format} />
  return children(done.result.value)
}
