import { KindGlyph, SearchField, usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { findEntities } from '../../data/find-entities.ts'
import classes from './RootPicker.module.css'

/** Looks for an entity to start the graph from. */
export function RootPicker({ label, onPick }: { label: string; onPick(ref: string): void }) {
  const portal = usePortal()
  const listId = useId()
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const wanted = words.trim()
  const { data = [], isFetched } = useQuery({
    queryKey: ['catalog', 'find', wanted],
    queryFn: ({ signal }) => findEntities(portal, wanted, signal),
    enabled: wanted !== '',
    staleTime: 30_000,
  })
  const isOpen = wanted !== '' && (data.length > 0 || isFetched)
  const pick = (index: number) => {
    const ref = refOf(data[index]?.to)
    if (!ref) return
    setWords('')
    onPick(ref)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the field inside
    <div
      className={classes.picker}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown') setAt(Math.min(at + 1, data.length - 1))
        else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
        else if (event.key === 'Enter') pick(at)
        else return
        event.preventDefault()
      }}
    >
      <SearchField
        label={label}
        value={words}
        onChange={(next) => {
          setAt(0)
          setWords(next)
        }}
      />
      {isOpen && (
        <div className={`cb-float ${classes.list}`} id={listId} role="listbox" aria-label={label}>
          {data.length === 0 && <p className={classes.none}>Nothing is called “{wanted}”.</p>}
          {data.map((found, index) => (
            <button
              key={found.to}
              type="button"
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              data-hovered={index === at || undefined}
              className={`cb-float-item ${classes.item}`}
              onClick={() => pick(index)}
            >
              <KindGlyph kind={found.kind ?? ''} />
              <span className={classes.title} dir="auto">
                {found.title}
              </span>
              <span className={classes.detail}>{found.detail}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  )
}

/** The ref behind the address of an entity page. */
function refOf(to: string | undefined): string | undefined {
  const [, namespace, kind, name] = /^\/catalog\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(to ?? '') ?? []
  if (!namespace || !kind || !name) return undefined
  return `${kind}:${decodeURIComponent(namespace)}/${decodeURIComponent(name)}`.toLowerCase()
}
