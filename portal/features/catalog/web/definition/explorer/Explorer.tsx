import { Button, ChevronRightIcon, Notice, SearchField } from '@callboard/ui'
import { type ReactNode, useDeferredValue, useEffect, useRef, useState } from 'react'
import { EntryLink } from './EntryLink.tsx'
import { usePlace } from './place.ts'

export interface EntryGroup {
  title: string
  entries: Entry[]
  /** Shown only when it is opened, searched or holds the open entry: long lists of types. */
  isQuiet?: boolean
}

export interface Entry {
  /** Stands in the address. */
  id: string
  title: string
  detail?: string
  /** `GET`, `enum`: a short word before the title. */
  badge?: string
  isDeprecated?: boolean
}

/** The parts of a definition on the left, the open one on the right; one below the other where it is narrow. */
export function Explorer({
  groups,
  what,
  overview,
  open,
}: {
  groups: EntryGroup[]
  /** What entries are called: `operations`. */
  what: string
  overview: ReactNode
  /** Draws an entry; undefined when there is none of this id. */
  open(id: string): ReactNode | undefined
}) {
  const place = usePlace()
  const [typed, setTyped] = useState('')
  const words = useDeferredValue(typed).trim().toLowerCase().split(/\s+/).filter(Boolean)
  const shown = groups
    .map((group) => ({ ...group, entries: group.entries.filter((entry) => matches(entry, group, words)) }))
    .filter((group) => group.entries.length > 0)
  const total = groups.reduce((sum, group) => sum + group.entries.length, 0)
  const pane = useRef<HTMLDivElement>(null)
  const before = useRef(place.at)
  useEffect(() => {
    if (before.current === place.at) return
    before.current = place.at
    const top = pane.current?.getBoundingClientRect().top ?? 0
    if (top < 0 || top > window.innerHeight / 2) pane.current?.scrollIntoView({ block: 'start' })
    pane.current?.focus({ preventScroll: true })
  }, [place.at])
  const drawn = place.at === '' ? overview : open(place.at)

  return (
    <div className="def-explorer" data-open={place.at === '' ? undefined : ''}>
      <nav className="def-nav" aria-label={`All ${what}`}>
        {total > 6 && (
          <div className="def-nav-search" data-page-filter="">
            <SearchField
              label={`Search ${what}`}
              shortcut="/"
              placeholder={`Search ${what}`}
              value={typed}
              onChange={setTyped}
            />
          </div>
        )}
        <EntryLink at="" className="def-nav-entry def-nav-overview">
          <span className="def-nav-title">Overview</span>
        </EntryLink>
        {shown.map((group) => (
          <Group key={group.title} group={group} at={place.at} isSearched={words.length > 0} />
        ))}
        {shown.length === 0 && total > 0 && (
          <p className="def-nav-none">Nothing is called “{typed.trim()}”.</p>
        )}
      </nav>
      <div className="def-pane" ref={pane} tabIndex={-1}>
        {place.at !== '' && (
          <EntryLink at="" className="def-back">
            All {what}
          </EntryLink>
        )}
        {drawn ?? (
          <Notice
            title={`“${place.at.slice(0, 120)}” is not in this definition`}
            actions={<Button onClick={() => place.go({ at: '' })}>Open the overview</Button>}
          >
            <p>It may have been renamed or removed since the link was made.</p>
          </Notice>
        )}
      </div>
    </div>
  )
}

function matches(entry: Entry, group: EntryGroup, words: string[]): boolean {
  const text =
    `${entry.badge ?? ''} ${entry.title} ${entry.detail ?? ''} ${entry.id} ${group.title}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

function Group({ group, at, isSearched }: { group: EntryGroup; at: string; isSearched: boolean }) {
  const holds = group.entries.some((entry) => entry.id === at)
  const [isOpen, setOpen] = useState(!group.isQuiet || holds)
  const isShown = isOpen || isSearched
  return (
    <section className="def-nav-group">
      <button type="button" className="def-nav-head" aria-expanded={isShown} onClick={() => setOpen(!isOpen)}>
        <ChevronRightIcon size={12} />
        <span className="def-nav-label" dir="auto">
          {group.title}
        </span>
        <span className="def-count">{group.entries.length}</span>
      </button>
      {isShown && (
        <ul>
          {group.entries.map((entry) => (
            <li key={entry.id}>
              <EntryLink at={entry.id} className="def-nav-entry">
                {entry.badge && <Badge text={entry.badge} />}
                <span className="def-nav-title" data-deprecated={entry.isDeprecated || undefined} dir="auto">
                  {entry.title}
                </span>
                {entry.detail && (
                  <span className="def-nav-detail" dir="auto">
                    {entry.detail}
                  </span>
                )}
              </EntryLink>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** A short word with the colour of what it does: reads, makes, changes, removes. */
export function Badge({ text }: { text: string }) {
  return (
    <span className="def-badge" data-word={text.toLowerCase()}>
      {text}
    </span>
  )
}
