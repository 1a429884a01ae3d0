import type { EntityView } from '@callboard/sdk/model'
import { LinkIcon, MailIcon, Panel, SafeLink, safeHref } from '@callboard/ui'
import { textOf } from '../../data/entity-text.ts'
import classes from './cards.module.css'
import { YamlHelp } from './YamlHelp.tsx'

/** Where else to go: documents, dashboards, chats. */
export function LinksCard({ entity }: { entity: EntityView }) {
  const links = Array.isArray(entity.metadata.links) ? entity.metadata.links : []
  if (links.length === 0) {
    return (
      <Panel title="Links" count={0}>
        <p className="cb-muted">No links defined for this entity.</p>
        <YamlHelp
          text={'metadata:\n  links:\n    - url: https://dashboards.example.com\n      title: Dashboard'}
        />
      </Panel>
    )
  }
  return (
    <Panel title="Links" count={links.length}>
      <ul className={classes.links}>
        {links.slice(0, 100).map((link, index) => (
          <li key={index} className={classes.link}>
            {textOf(link?.url).startsWith('mailto:') ? <MailIcon size={14} /> : <LinkIcon size={14} />}
            <SafeLink href={link?.url}>
              <span dir="auto">{textOf(link?.title) || textOf(link?.url)}</span>
            </SafeLink>
            <span className={classes.host}>{hostOf(link?.url)}</span>
          </li>
        ))}
      </ul>
      {links.length > 100 && <p className="cb-muted">and {links.length - 100} more, see YAML</p>}
    </Panel>
  )
}

function hostOf(url: unknown): string {
  const safe = safeHref(url)
  if (!safe) return 'not a web address'
  return safe.startsWith('mailto:') ? 'e-mail' : new URL(safe).host
}
