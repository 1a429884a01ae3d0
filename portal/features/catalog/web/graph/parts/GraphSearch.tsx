import { SearchField } from '@callboard/ui'
import { useMemo, useState } from 'react'
import { type Drawing, nodeTitle } from '../model/drawing.ts'

/** Nodes whose name, title or owner holds the words; null without words. */
export function useFound(drawing: Drawing | undefined, words: string): string[] | null {
  return useMemo(() => {
    const wanted = words.trim().toLowerCase()
    if (!drawing || wanted === '') return null
    return drawing.nodes
      .filter((node) =>
        [node.ref, nodeTitle(node), node.owner?.title ?? ''].some((text) =>
          text.toLowerCase().includes(wanted),
        ),
      )
      .map((node) => node.ref)
  }, [drawing, words])
}

/** Looks within the graph; Enter goes from one find to the next. */
export function GraphSearch({
  words,
  found,
  onChange,
  onGo,
}: {
  words: string
  found: string[] | null
  onChange(words: string): void
  onGo(ref: string): void
}) {
  const [at, setAt] = useState(-1)
  const count = found?.length ?? 0
  return (
    <form
      data-page-filter=""
      onSubmit={(event) => {
        event.preventDefault()
        if (!found || count === 0) return
        const next = (at + 1) % count
        setAt(next)
        onGo(found[next] ?? '')
      }}
    >
      <SearchField
        label="Find in the graph"
        placeholder="Find in the graph"
        value={words}
        shortcut="/"
        onChange={(next) => {
          setAt(-1)
          onChange(next)
        }}
      />
      <span className="cb-hidden" role="status">
        {found === null ? '' : `${count} found`}
      </span>
    </form>
  )
}
