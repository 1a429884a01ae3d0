import { type EntityView, refOf } from '@callboard/sdk/model'
import { Facts, Panel, SafeLink, safeHref, Tag, Tags } from '@callboard/ui'
import type { ReactNode } from 'react'
import { annotationOf, linkOf, relationsOf, specText, tagsOf, textOf } from '../../data/entity-text.ts'
import { RefLink } from '../../parts/RefLink.tsx'
import { locationKey } from '../data/removal-data.ts'
import classes from './cards.module.css'
import { Description } from './Description.tsx'

const people = ['user', 'group']
const inSystem = ['component', 'api', 'resource']

/** Every fact about the thing itself, those it should have and has not too. */
export function AboutCard({ entity }: { entity: EntityView }) {
  return (
    <Panel title="About">
      <Facts facts={factsOf(entity)} />
    </Panel>
  )
}

function factsOf(entity: EntityView): [string, ReactNode][] {
  const { metadata } = entity
  const kind = entity.kind.toLowerCase()
  const parts = relationsOf(entity, 'partOf')
  const ofKind = (wanted: string) => refs(parts.filter((ref) => ref.startsWith(`${wanted}:`)))
  const isOwned = ![...people, 'location'].includes(kind)
  const tags = tagsOf(entity)
  const target = [entity.spec?.target, ...listOf(entity.spec?.targets)].map(textOf).filter(Boolean)
  return [
    ['Description', <Description key="description" text={textOf(metadata.description)} />],
    ['Owner', refs(relationsOf(entity, 'ownedBy')) ?? (isOwned && <Faint>No Owner</Faint>)],
    ['Domain', ofKind('domain') ?? (kind === 'system' && <Faint>No Domain</Faint>)],
    ['System', ofKind('system') ?? (inSystem.includes(kind) && <Faint>No System</Faint>)],
    ['Parent Component', ofKind('component')],
    ['Type', text(specText(entity, 'type'))],
    ['Lifecycle', text(specText(entity, 'lifecycle'))],
    [
      'Tags',
      tags.length > 0 ? (
        <Tags>
          {tags.slice(0, 200).map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </Tags>
      ) : (
        kind !== 'location' && <Faint>No Tags</Faint>
      ),
    ],
    ['Targets', kind !== 'location' && target.length > 0 && text(target.slice(0, 20).join(', '))],
    [
      'Ref',
      <code key="ref" className={classes.ref}>
        {refOf(entity)}
      </code>,
    ],
    ['Read from', <Origin key="origin" entity={entity} />],
  ]
}

/** Where the entity comes from: its file, as a link where a browser can open it. */
function Origin({ entity }: { entity: EntityView }) {
  const location = annotationOf(entity, locationKey)
  if (!location) return <Faint>Not known</Faint>
  const target = location.replace(/^[^:]+:/, '')
  const href = linkOf(entity, 'backstage.io/view-url') ?? safeHref(target)
  return <SafeLink href={href}>{target}</SafeLink>
}

function refs(all: string[]): ReactNode {
  if (all.length === 0) return undefined
  return (
    <span className={classes.refs}>
      {all.slice(0, 50).map((ref) => (
        <RefLink key={ref} entityRef={ref} />
      ))}
      {all.length > 50 && <Faint>and {all.length - 50} more</Faint>}
    </span>
  )
}

function text(value: string): ReactNode {
  return value === '' ? undefined : <span dir="auto">{value}</span>
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function Faint({ children }: { children: ReactNode }) {
  return <span className="cb-muted">{children}</span>
}
