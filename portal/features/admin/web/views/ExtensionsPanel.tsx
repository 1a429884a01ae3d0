import type { ExtensionState } from '@callboard/sdk/web'
import { type Column, Panel, StateDot, Table, usePortal } from '@callboard/ui'
import classes from './FeaturesPage.module.css'

/** The parts of the interface by Backstage's names, and how to switch one off. */
export function ExtensionsPanel() {
  const { extensions } = usePortal()
  return (
    <Panel title="Parts of the interface" count={extensions.length}>
      <p className="cb-muted">
        Named as in Backstage. Switch one off under <code>app.extensions</code> of the config; nothing has to
        be built anew.
      </p>
      <pre className={classes.example}>
        <code>
          {
            'app:\n  extensions:\n    - nav-item:search: false\n    - page:catalog: { config: { path: /software } }'
          }
        </code>
      </pre>
      <Table caption="Parts of the interface" columns={columns} rows={extensions} keyOf={({ id }) => id} />
    </Panel>
  )
}

const columns: Column<ExtensionState>[] = [
  { title: 'Name', as: 'code', cell: ({ id }) => id },
  { title: 'What', cell: ({ kind, title }) => `${kind}: ${title}` },
  {
    title: 'State',
    as: 'short',
    cell: ({ isOff }) => (
      <>
        <StateDot tone={isOff ? 'idle' : 'good'} />
        {isOff ? 'off' : 'on'}
      </>
    ),
  },
]
