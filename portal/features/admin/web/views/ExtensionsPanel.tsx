import { Panel, usePortal } from '@callboard/ui'
import classes from './FeaturesPage.module.css'
import table from './table.module.css'

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
      <table className={table.table}>
        <thead>
          <tr>
            {['Name', 'What', 'State'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {extensions.map(({ id, kind, title, isOff }) => (
            <tr key={id}>
              <td>
                <code>{id}</code>
              </td>
              <td data-label="What">
                {kind}: {title}
              </td>
              <td className={table.number} data-label="State">
                <span className={table.state} data-state={isOff ? 'waiting' : 'ok'} />
                {isOff ? 'off' : 'on'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
