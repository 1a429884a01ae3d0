import { CheckIcon, ChevronDownIcon, copyText, sentenceOf, toast, undo } from '@callboard/ui'
import { Menu } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { type CatalogView, readView, type Whose, writeView } from '../data/catalog-view.ts'
import { isChanged, type SavedView, searchOf } from '../data/saved-view.ts'
import { useSavedViews } from '../data/use-saved-views.ts'
import classes from './toolbar.module.css'

const ViewNameDialog = lazy(() => import('./ViewNameDialog.tsx'))

/** Views somebody saved: open, save, rename, delete, share, and the one to start with. */
export function ViewsMenu({
  view,
  who,
  fixedKind,
  isBare,
}: {
  view: CatalogView
  who: Whose
  fixedKind: string | undefined
  /** The address says nothing about what to show. */
  isBare: boolean
}) {
  const saved = useSavedViews(fixedKind)
  const navigate = useNavigate()
  const [asking, setAsking] = useState<'new' | 'rename'>()
  const active = saved.views.find(({ id }) => id === view.viewId)
  const whole = { ...view, who }
  const hasChanged = active !== undefined && isChanged(whole, active, fixedKind)
  const show = (search: Record<string, unknown>, replace = false) =>
    void navigate({ to: '.', search, replace, resetScroll: false })
  const open = (one: SavedView, replace = false) =>
    show(writeView({ ...readView(one.search, fixedKind), viewId: one.id }, fixedKind), replace)
  const first = saved.views.find(({ id }) => id === saved.defaultId)
  useEffect(() => {
    if (isBare && first) open(first, true)
  }, [isBare, first?.id])
  const name = (text: string) => {
    if (asking === 'rename' && active)
      return saved.update(active.id, { name: text }, () => say(text, 'is saved'))
    const id = crypto.randomUUID()
    saved.add({ id, name: text, search: searchOf(whole, fixedKind) }, () => say(text, 'is saved'))
    show(writeView({ ...whole, viewId: id }, fixedKind))
  }
  const update = (one: SavedView) =>
    saved.update(one.id, { search: searchOf(whole, fixedKind) }, () => say(one.name, 'is saved'))
  const remove = (one: SavedView) => {
    const at = saved.views.indexOf(one)
    const isFirst = saved.defaultId === one.id
    const takeBack = () => {
      saved.putBack(one, at, isFirst)
      open(one, true)
    }
    saved.remove(one.id, () => say(one.name, 'is deleted', takeBack))
    show(writeView({ ...whole, viewId: '' }, fixedKind), true)
  }
  return (
    <>
      <Menu position="bottom-start" width={250}>
        <Menu.Target>
          <button
            type="button"
            className={classes.trigger}
            data-active={active !== undefined || undefined}
            aria-label={active ? `View: ${active.name}${hasChanged ? ', changed' : ''}` : 'Saved views'}
          >
            <span className={classes.viewName} dir="auto">
              {active?.name ?? 'Views'}
            </span>
            {hasChanged && <span className={classes.changed} title="Changed since it was saved" />}
            <ChevronDownIcon size={12} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {saved.views.length === 0 && (
            <p className={classes.note}>Save these filters, sorting and columns to come back to them.</p>
          )}
          {saved.views.map((one) => (
            <Menu.Item
              key={one.id}
              aria-current={one.id === active?.id ? 'true' : undefined}
              rightSection={
                <>
                  {one.id === saved.defaultId && <span className={classes.faint}>default</span>}
                  {one.id === active?.id && <CheckIcon size={14} />}
                </>
              }
              onClick={() => open(one)}
            >
              <span dir="auto">{one.name}</span>
            </Menu.Item>
          ))}
          <Menu.Divider />
          {active && hasChanged && (
            <>
              <Menu.Item onClick={() => update(active)}>Save changes to “{active.name}”</Menu.Item>
              <Menu.Item onClick={() => open(active)}>Discard changes</Menu.Item>
            </>
          )}
          <Menu.Item onClick={() => setAsking('new')}>Save as new view…</Menu.Item>
          {active && <Menu.Item onClick={() => setAsking('rename')}>Rename…</Menu.Item>}
          {active && (
            <Menu.Item
              onClick={() => saved.setDefault(active.id === saved.defaultId ? undefined : active.id)}
            >
              {active.id === saved.defaultId ? 'No longer start with this' : 'Start with this view'}
            </Menu.Item>
          )}
          <Menu.Item onClick={() => void copyText(window.location.href)}>Copy link to this view</Menu.Item>
          {active && (
            <Menu.Item className={classes.bad} onClick={() => remove(active)}>
              Delete “{active.name}”
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {saved.error !== null && saved.error !== undefined && (
        <span className={classes.inlineError} role="alert">
          The views could not be kept: {sentenceOf(saved.error)}
        </span>
      )}
      {asking && (
        <Suspense fallback={null}>
          <ViewNameDialog
            title={asking === 'new' ? 'Save as new view' : 'Rename view'}
            before={asking === 'rename' ? (active?.name ?? '') : ''}
            others={saved.views
              .filter(({ id }) => asking === 'new' || id !== active?.id)
              .map((one) => one.name)}
            onName={name}
            onClose={() => setAsking(undefined)}
          />
        </Suspense>
      )}
    </>
  )
}

function say(name: string, what: string, takeBack?: () => void): void {
  toast({ text: `“${name}” ${what}`, key: 'view', ...(takeBack && { action: undo(takeBack) }) })
}
