import type { EntityView } from '@callboard/sdk/model'
import { CopyButton, Dialog, Yaml } from '@callboard/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { KeyboardEvent } from 'react'
import { stringify } from 'yaml'
import { InspectAncestry } from './InspectAncestry.tsx'
import { InspectColocated } from './InspectColocated.tsx'
import { InspectOverview } from './InspectOverview.tsx'
import classes from './inspect.module.css'

const tabs = [
  ['overview', 'Overview'],
  ['ancestry', 'Ancestry'],
  ['colocated', 'Colocated'],
  ['json', 'Raw JSON'],
  ['yaml', 'Raw YAML'],
] as const
type Tab = (typeof tabs)[number][0]

/** Everything the catalog holds of an entity, for who looks into a fault. Open when the address says so. */
export default function InspectDialog({ entity }: { entity: EntityView }) {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const tab = tabs.find(([id]) => id === search.inspect)?.[0] ?? 'overview'
  const show = (inspect: Tab | undefined) =>
    void navigate({
      to: '.',
      search: ({ inspect: _, ...rest }: Record<string, unknown>) => (inspect ? { ...rest, inspect } : rest),
      replace: true,
      resetScroll: false,
    })
  return (
    <Dialog title="Entity Inspector" size={900} onClose={() => show(undefined)}>
      <div>
        <TabList tab={tab} onChange={show} />
        <div className={classes.panel} role="tabpanel" id="inspect-panel" aria-labelledby={`inspect-${tab}`}>
          {tab === 'overview' && <InspectOverview entity={entity} />}
          {tab === 'ancestry' && <InspectAncestry entity={entity} />}
          {tab === 'colocated' && <InspectColocated entity={entity} />}
          {tab === 'json' && <Raw text={JSON.stringify(entity, null, 2)} format="JSON" />}
          {tab === 'yaml' && (
            <Raw text={stringify(entity, { lineWidth: 0, aliasDuplicateObjects: false })} format="YAML" />
          )}
        </div>
      </div>
    </Dialog>
  )
}

function TabList({ tab, onChange }: { tab: Tab; onChange(tab: Tab): void }) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    const at = tabs.findIndex(([id]) => id === tab)
    const next = tabs[(at + step + tabs.length) % tabs.length]?.[0] ?? tab
    onChange(next)
    document.getElementById(`inspect-${next}`)?.focus()
    event.preventDefault()
  }
  return (
    <div className={classes.tabs} role="tablist" aria-label="Parts of the inspector" onKeyDown={onKeyDown}>
      {tabs.map(([id, title]) => (
        <button
          key={id}
          id={`inspect-${id}`}
          type="button"
          role="tab"
          aria-selected={id === tab}
          aria-controls="inspect-panel"
          tabIndex={id === tab ? 0 : -1}
          data-autofocus={id === tab || undefined}
          className={classes.tab}
          onClick={() => onChange(id)}
        >
          {title}
        </button>
      ))}
    </div>
  )
}

function Raw({ text, format }: { text: string; format: string }) {
  return (
    <>
      <div className={classes.copy}>
        <CopyButton text={text} />
      </div>
      <Yaml text={text} label={`Entity as ${format}`} />
    </>
  )
}
