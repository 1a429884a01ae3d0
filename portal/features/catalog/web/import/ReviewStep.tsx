import { Button, CopyButton, Panel, usePortal, Yaml } from '@callboard/ui'
import { EntityTree } from './EntityTree.tsx'
import classes from './ImportPage.module.css'
import type { Candidate } from './import-data.ts'

/** What will be added, before it is. */
export function ReviewStep({
  candidates,
  isAdding,
  add,
  back,
}: {
  candidates: Candidate[]
  isAdding: boolean
  add(): void
  back(): void
}) {
  const isReadOnly = usePortal().config('catalog.readonly') === true
  const fresh = candidates.filter((candidate) => !candidate.exists)
  const known = candidates.filter((candidate) => candidate.exists)
  const mayAdd = candidates.length > 0 && (fresh.length === 0 || !isReadOnly)
  return (
    <>
      {fresh.length > 0 && (
        <Panel title="The following entities will be added to the catalog:">
          <EntityTree candidates={fresh} />
        </Panel>
      )}
      {known.length > 0 && (
        <Panel title="The following entities already exist in the catalog:">
          <EntityTree candidates={known} />
        </Panel>
      )}
      {isReadOnly && fresh.length > 0 && <ReadOnly targets={fresh.map(({ target }) => target)} />}
      <div className={classes.actions}>
        {mayAdd && (
          <Button variant="primary" disabled={isAdding} onClick={add}>
            {fresh.length > 0 ? (isAdding ? 'Importing…' : 'Import') : isAdding ? 'Refreshing…' : 'Refresh'}
          </Button>
        )}
        <Button onClick={back} disabled={isAdding}>
          Back
        </Button>
      </div>
    </>
  )
}

/** The way in when nobody may register through the page. */
export function ReadOnly({ targets }: { targets: string[] }) {
  const lines = targets.map((target) => `    - type: url\n      target: ${JSON.stringify(target)}`)
  const yaml = ['catalog:', '  locations:', ...lines, ''].join('\n')
  return (
    <Panel title="This catalog is read-only" actions={<CopyButton text={yaml} />}>
      <p>
        Its operator keeps the list of sources in the config of the portal (<code>catalog.readonly</code>).
        Ask for these lines to be added there; the entities appear within a minute after.
      </p>
      <div style={{ marginTop: 12 }}>
        <Yaml text={yaml} label="Config that registers these locations" />
      </div>
    </Panel>
  )
}
