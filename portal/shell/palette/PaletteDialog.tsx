import { KindGlyph, SearchIcon, sentenceOf, usePermissions, usePortal, useTheme } from '@callboard/ui'
import { Modal } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { Fragment, type KeyboardEvent, useEffect, useId, useRef, useState, useSyncExternalStore } from 'react'
import { useNav } from '../frame/use-nav.ts'
import type { KeyActions } from '../shortcuts.ts'
import { type Entry, entriesFor, permissionsOf } from './entries.ts'
import classes from './PaletteDialog.module.css'

interface PaletteProps {
  isOpen: boolean
  close(): void
  actions: KeyActions
}

/** ⌘K: type a name, press Enter. Where I was, pages and things to do while nothing is typed. */
export default function PaletteDialog({ isOpen, close, actions }: PaletteProps) {
  const [words, setWords] = useState('')
  const shut = () => {
    close()
    setWords('')
  }
  return (
    <Modal.Root opened={isOpen} onClose={shut} yOffset="12vh" size={560} transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Search">
        <Modal.Body>
          <Jump words={words} setWords={setWords} close={shut} actions={actions} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

interface JumpProps {
  words: string
  setWords(words: string): void
  close(): void
  actions: KeyActions
}

function Jump({ words, setWords, close, actions }: JumpProps) {
  const portal = usePortal()
  const router = useRouter()
  const nav = useNav().filter(({ isReserved }) => !isReserved)
  const answer = usePermissions(permissionsOf(portal.features))
  const theme = useTheme()
  const visits = useSyncExternalStore(portal.visits.subscribe, portal.visits.list)
  const listId = useId()
  const [active, setActive] = useState(0)
  const [asked] = useDebouncedValue(words.trim(), 120)
  const found = useQuery({
    queryKey: ['palette', asked],
    queryFn: async ({ signal }) => {
      const finders = portal.features.flatMap((feature) => (feature.find ? [feature.find] : []))
      return (await Promise.all(finders.map((find) => find(portal, asked, signal)))).flat()
    },
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  })
  const { before, after } = entriesFor(words, {
    portal,
    nav,
    may: (permission) => ['allowed', 'unknown'].includes(answer(permission)),
    visits,
    actions,
    theme,
  })
  const known = new Set(before.map((entry) => entry.to))
  const answers: Entry[] = (words.trim() === '' ? [] : (found.data ?? []))
    .filter((result) => !known.has(result.to))
    .map((result) => ({ ...result, id: result.to, group: 'Found' }))
  const results = [...before, ...answers, ...after]
  const chosen = Math.min(active, results.length - 1)

  const open = (entry: Entry | undefined) => {
    if (!entry) return
    close()
    if (entry.to !== undefined) void router.navigate({ to: entry.to })
    else entry.run?.()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive(chosen + 1 < results.length ? chosen + 1 : 0)
    else if (event.key === 'ArrowUp') setActive(chosen > 0 ? chosen - 1 : results.length - 1)
    else if (event.key === 'Enter') open(results[chosen])
    else return
    event.preventDefault()
  }
  return (
    <>
      <div className={classes.field}>
        <SearchIcon />
        <input
          className={classes.input}
          role="combobox"
          aria-label="Search the catalog and pages"
          aria-expanded={results.length > 0}
          aria-controls={listId}
          aria-activedescendant={results.length > 0 ? `${listId}-${chosen}` : undefined}
          aria-autocomplete="list"
          placeholder="Jump to an entity or a page"
          autoComplete="off"
          spellCheck={false}
          value={words}
          // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type; its own focusing comes a moment late
          autoFocus
          data-autofocus
          onChange={(event) => {
            setWords(event.currentTarget.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className={classes.results} id={listId} role="listbox" aria-label="Results">
        {results.map((entry, index) => (
          <Fragment key={entry.id}>
            {words.trim() === '' && entry.group !== results[index - 1]?.group && (
              <div className={classes.group} role="presentation">
                {entry.group}
              </div>
            )}
            <Row
              id={`${listId}-${index}`}
              entry={entry}
              isChosen={index === chosen}
              choose={() => setActive(index)}
              open={() => open(entry)}
              withDetail={words.trim() !== ''}
            />
          </Fragment>
        ))}
      </div>
      {(results.length === 0 || found.error) && (
        <p className={classes.note} role="status">
          {found.error
            ? sentenceOf(found.error)
            : found.isFetching || asked !== words.trim()
              ? 'Looking…'
              : `Nothing is called “${words.trim()}”.`}
        </p>
      )}
    </>
  )
}

interface RowProps {
  id: string
  entry: Entry
  isChosen: boolean
  withDetail: boolean
  choose(): void
  open(): void
}

function Row({ id, entry, isChosen, withDetail, choose, open }: RowProps) {
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, aria-activedescendant moves
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
    <div
      ref={row}
      id={id}
      role="option"
      aria-selected={isChosen}
      className={classes.result}
      onMouseMove={choose}
      onClick={open}
    >
      {entry.kind && <KindGlyph kind={entry.kind} />}
      <span className={classes.title} dir="auto">
        {entry.title}
      </span>
      {(withDetail || entry.group === 'Actions') && entry.detail && entry.detail !== 'Action' && (
        <span className={classes.detail} dir="auto">
          {entry.detail}
        </span>
      )}
    </div>
  )
}
