import type { Found } from '@callboard/sdk/web'
import { KindGlyph, SearchIcon, sentenceOf, usePortal } from '@callboard/ui'
import { Modal } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type KeyboardEvent, useId, useState } from 'react'
import classes from './PaletteDialog.module.css'

/** ⌘K: type a name, press Enter. Pages first while nothing is typed. */
export default function PaletteDialog({ isOpen, close }: { isOpen: boolean; close(): void }) {
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
          <Jump words={words} setWords={setWords} close={shut} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

function Jump({ words, setWords, close }: { words: string; setWords(words: string): void; close(): void }) {
  const portal = usePortal()
  const router = useRouter()
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
  const entries = portal.features.flatMap((feature) => feature.nav ?? [])
  const actions = portal.features.flatMap((feature) => feature.actions ?? [])
  const adminPages = portal.features
    .flatMap((feature) => feature.pages ?? [])
    .flatMap((page) =>
      page.admin && words.trim() !== '' ? [{ title: page.admin.title, to: page.path }] : [],
    )
  const pages: Found[] = [
    ...entries.map((entry) => ({ title: entry.title, detail: 'Page', to: entry.to })),
    ...actions.map((action) => ({ ...action, detail: 'Action' })),
    ...adminPages.map((page) => ({ ...page, detail: 'Admin' })),
  ].filter((page) => page.title.toLowerCase().includes(words.trim().toLowerCase()))
  const results = words.trim() === '' ? pages : [...(found.data ?? []), ...pages]
  const chosen = Math.min(active, results.length - 1)

  const open = (result: Found | undefined) => {
    if (!result) return
    close()
    void router.navigate({ to: result.to })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive(Math.min(chosen + 1, results.length - 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(chosen - 1, 0))
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
        {results.map((result, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, aria-activedescendant moves
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
          <div
            key={result.to}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={classes.result}
            onMouseMove={() => setActive(index)}
            onClick={() => open(result)}
          >
            {result.kind && <KindGlyph kind={result.kind} />}
            <span className={classes.title} dir="auto">
              {result.title}
            </span>
            <span className={classes.detail} dir="auto">
              {result.detail}
            </span>
          </div>
        ))}
      </div>
      {results.length === 0 && (
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
