import { type EntityView, refOf } from '@callboard/sdk/model'
import { DocsIcon, KindGlyph, RelativeTime, refLabel, SafeLink, Tag, usePortal } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { docsLinkOf } from '../data/docs-link.ts'
import { specRef, specText, textOf, titleOf } from '../data/entity-text.ts'
import { useReadAt } from '../data/use-sources.ts'
import classes from './EntityTable.module.css'
import { useRowLabel } from './label-store.ts'
import { RowLink, RowRef } from './RowLink.tsx'

export function NameCell({ entity }: { entity: EntityView }) {
  const description = textOf(entity.metadata.description).slice(0, 300)
  return (
    <span className={classes.name}>
      <KindGlyph kind={entity.kind} />
      <span className={classes.nameText}>
        <TitleLine entity={entity} />
        <span className={classes.second} dir="auto">
          {description}
        </span>
      </span>
    </span>
  )
}

/** The name that leads to the entity, its namespace, and a mark when something is wrong with it. */
export function TitleLine({ entity }: { entity: EntityView }) {
  const namespace = entity.metadata.namespace ?? 'default'
  const hasProblems = entity.status?.items?.some((item) => item.level === 'error')
  return (
    <span className={classes.title}>
      <RowLink entityRef={refOf(entity)} title={titleOf(entity)} />
      {namespace !== 'default' && <span className={classes.namespace}>{namespace}</span>}
      {hasProblems && (
        <span className={classes.problem} title="Has problems">
          <span className="cb-hidden">has problems</span>
        </span>
      )}
    </span>
  )
}

export function DefinitionLink({ entity }: { entity: EntityView }) {
  return (
    <RowLink
      entityRef={refOf(entity)}
      tab="definition"
      title="Definition"
      label={`Definition of ${titleOf(entity)}`}
    />
  )
}

/** A link to the documentation, where there is some. */
export function DocsCell({ entity }: { entity: EntityView }) {
  const docs = docsLinkOf(entity, usePortal().features)
  if (!docs) return null
  const label = `Docs of ${titleOf(entity)}`
  return 'to' in docs ? (
    <Link to={docs.to} className={classes.act} aria-label={label} title={label}>
      <DocsIcon size={14} />
    </Link>
  ) : (
    <SafeLink href={docs.href} className={classes.act} label={label}>
      <DocsIcon size={14} />
    </SafeLink>
  )
}

export function TagsCell({ tags }: { tags: string[] }) {
  if (tags.length === 0) return null
  return (
    <span className={classes.tags} title={tags.join(', ')}>
      {tags.slice(0, 4).map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
    </span>
  )
}

export function TextCell({ value, isMuted }: { value: string; isMuted: boolean }) {
  const short = value.slice(0, 300)
  return (
    <span className={isMuted ? classes.mutedText : classes.text} title={short} dir="auto">
      {short}
    </span>
  )
}

export function RefCell({ entity, field, kind }: { entity: EntityView; field: string; kind: string }) {
  const ref = specRef(entity, field, kind)
  return ref ? <RowRef entityRef={ref} /> : <TextCell value={specText(entity, field)} isMuted />
}

/** What a ref is called, as text. */
export function RefText({ entity, field, kind }: { entity: EntityView; field: string; kind: string }) {
  const ref = specRef(entity, field, kind)
  return ref ? <RefName entityRef={ref} /> : specText(entity, field)
}

function RefName({ entityRef }: { entityRef: string }) {
  return useRowLabel(entityRef)?.title ?? refLabel(entityRef)
}

/** When the source of an entity was read last. */
export function ReadAt({ entity }: { entity: EntityView }) {
  const at = useReadAt(entity)
  return at ? (
    <span className={classes.mutedText}>
      <RelativeTime at={at} />
    </span>
  ) : null
}
