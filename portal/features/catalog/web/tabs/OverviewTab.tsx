import type { EntityView } from '@callboard/sdk/model'
import { Facts, LinkIcon, Panel, SafeLink, safeHref, Tag, Tags } from '@callboard/ui'
import { lazy, type ReactNode, Suspense } from 'react'
import { annotationOf, linkOf, objectOf, relationsOf, specText, tagsOf, textOf } from '../data/entity-text.ts'
import { RefLink } from '../parts/RefLink.tsx'
import { Relations } from '../parts/Relations.tsx'
import classes from './OverviewTab.module.css'

const RelationsCard = lazy(() => import('../graph/RelationsCard.tsx'))

/** About, relations and links. */
export default function OverviewTab({ entity }: { entity: EntityView }) {
  const links = Array.isArray(entity.metadata.links) ? entity.metadata.links : []
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <Panel title="About">
          <Facts facts={aboutOf(entity)} />
        </Panel>
        {links.length > 0 && (
          <Panel title="Links" count={links.length}>
            <ul className={classes.links}>
              {links.map((link, index) => (
                <li key={index} className={classes.link}>
                  <LinkIcon size={14} />
                  <SafeLink href={link?.url}>
                    <span dir="auto">{textOf(link?.title) || textOf(link?.url)}</span>
                  </SafeLink>
                  <span className={classes.host}>{hostOf(link?.url)}</span>
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </div>
      <div className={classes.column}>
        <Suspense fallback={<div className={classes.graph} />}>
          <RelationsCard entity={entity} />
        </Suspense>
        <Relations entity={entity} />
      </div>
    </div>
  )
}

function aboutOf(entity: EntityView): [string, ReactNode][] {
  const { metadata } = entity
  const profile = objectOf(entity.spec?.profile)
  const tags = tagsOf(entity)
  const isOwned = !['user', 'group', 'location'].includes(entity.kind.toLowerCase())
  const targets = [entity.spec?.target, ...(Array.isArray(entity.spec?.targets) ? entity.spec.targets : [])]
  const parts = relationsOf(entity, 'partOf')
  const ofKind = (kind: string) => refs(parts.filter((ref) => ref.startsWith(`${kind}:`)))
  return [
    ['Description', about(textOf(metadata.description))],
    ['Owner', refs(relationsOf(entity, 'ownedBy')) ?? (isOwned && <Faint>No owner</Faint>)],
    ['System', ofKind('system')],
    ['Domain', ofKind('domain')],
    [
      'Parent',
      refs([...relationsOf(entity, 'childOf'), ...parts.filter((ref) => ref.startsWith('component:'))]),
    ],
    ['Type', text(specText(entity, 'type'))],
    ['Lifecycle', text(specText(entity, 'lifecycle'))],
    [
      'E-mail',
      profile.email ? (
        <SafeLink href={`mailto:${textOf(profile.email)}`}>{textOf(profile.email)}</SafeLink>
      ) : null,
    ],
    [
      'Tags',
      tags.length > 0 && (
        <Tags>
          {tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </Tags>
      ),
    ],
    ['Targets', list(targets.map(textOf).filter(Boolean))],
    [
      'Ref',
      <code key="ref" className={classes.ref}>
        {`${entity.kind}:${metadata.namespace ?? 'default'}/${metadata.name}`.toLowerCase()}
      </code>,
    ],
    ['Read from', <Origin key="origin" entity={entity} />],
  ]
}

// A short description stands in the header already.
function about(description: string): ReactNode {
  if (description === '') return <Faint>No description</Faint>
  return description.length > 240 && <p dir="auto">{description}</p>
}

/** Where the entity comes from: its file, as a link where a browser can open it. */
function Origin({ entity }: { entity: EntityView }) {
  const location = annotationOf(entity, 'backstage.io/managed-by-location')
  if (!location) return <Faint>Not known</Faint>
  const target = location.replace(/^[^:]+:/, '')
  const href = linkOf(entity, 'backstage.io/view-url') ?? safeHref(target)
  return <SafeLink href={href}>{target}</SafeLink>
}

function refs(all: string[]): ReactNode {
  if (all.length === 0) return undefined
  return (
    <span className={classes.refs}>
      {all.map((ref) => (
        <RefLink key={ref} entityRef={ref} />
      ))}
    </span>
  )
}

function list(values: string[]): ReactNode {
  if (values.length === 0) return undefined
  return (
    <ul>
      {values.slice(0, 100).map((value) => (
        <li key={value} dir="auto">
          {value}
        </li>
      ))}
      {values.length > 100 && <li className="cb-muted">and {values.length - 100} more, see YAML</li>}
    </ul>
  )
}

function text(value: string): ReactNode {
  return value === '' ? undefined : <span dir="auto">{value}</span>
}

function Faint({ children }: { children: ReactNode }) {
  return <span className="cb-muted">{children}</span>
}

function hostOf(url: unknown): string {
  const safe = safeHref(url)
  if (!safe) return 'not a web address'
  return safe.startsWith('mailto:') ? 'e-mail' : new URL(safe).host
}
