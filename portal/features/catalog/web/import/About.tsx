import { useConfigText } from '@callboard/ui'
import classes from './ImportPage.module.css'

/** What kinds of address may be given. */
export function About() {
  const fileName = useConfigText('catalog.import.entityFilename', 'catalog-info.yaml')
  return (
    <aside className={classes.side}>
      <h2>Link to an entity file</h2>
      <p>
        Example: <code>https://github.com/your-org/your-app/blob/main/{fileName}</code>
      </p>
      <p>
        It is read, checked and shown to you before anything is stored. A <code>*</code> in the address finds
        many files at once.
      </p>
      <h2 style={{ marginTop: 20 }}>Link to a repository</h2>
      <p>
        Example: <code>https://github.com/your-org/your-app</code>
      </p>
      <p>
        Every <code>{fileName}</code> in it is found. When there is none, the portal drafts one and can open
        the pull request that adds it.
      </p>
    </aside>
  )
}
