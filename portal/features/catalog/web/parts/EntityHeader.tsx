import { type EntityView, refOf } from '@callboard/sdk/model'
import { buttonClass, EditIcon, KindGlyph, kindSingular, SourceIcon, Tag, Tags } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { asOfSearch, useAsOf } from '../data/as-of.ts'
import { annotationOf, linkOf, relationsOf, specText, tagsOf, textOf, titleOf } from '../data/entity-text.ts'
import { EntityMenu } from '../entity/header/EntityMenu.tsx'
import { StarButton } from '../entity/header/StarButton.tsx'
import classes from './EntityHeader.module.css'
import { RefLink } from './RefLink.tsx'
import { RefreshButton } from './RefreshButton.tsx'

/** Who this is: glyph, title, what kind of thing, whose, and where it comes from. */
export function EntityHeader({ entity }: { entity: EntityView }) {
  const title = titleOf(entity)
  const namespace = entity.metadata.namespace ?? 'default'
  const facts = [kindSingular(entity.kind), specText(entity, 'type'), specText(entity, 'lifecycle')].filter(
    Boolean,
  )
  const owners = relationsOf(entity, 'ownedBy')
  const tags = tagsOf(entity)
  const view = linkOf(entity, 'backstage.io/view-url')
  const edit = linkOf(entity, 'backstage.io/edit-url')
  const errors = entity.status?.items?.filter((item) => item.level === 'error').length ?? 0
  const asOf = useAsOf()
  return (
    <header className={classes.header}>
      <h1 className={classes.title}>
        <KindGlyph kind={entity.kind} size={20} />
        <span className={classes.titleText} dir="auto">
          {title}
        </span>
      </h1>
      <div className={classes.actions}>
        <StarButton entityRef={refOf(entity)} />
        {view && (
          <a className={buttonClass} href={view} target="_blank" rel="noreferrer noopener">
            <SourceIcon size={14} />
            <span data-word="">Source</span>
          </a>
        )}
        {edit && (
          <a className={buttonClass} href={edit} target="_blank" rel="noreferrer noopener">
            <EditIcon size={14} />
            <span data-word="">Edit</span>
          </a>
        )}
        {!asOf && isRefreshable(entity) && <RefreshButton entityRef={refOf(entity)} />}
        <EntityMenu entity={entity} isPast={asOf !== undefined} />
      </div>
      <p className={classes.facts}>
        <span dir="auto">{facts.join(' · ')}</span>
        {(title !== entity.metadata.name || namespace !== 'default') && (
          <code className={classes.name}>
            {namespace === 'default' ? entity.metadata.name : `${namespace}/${entity.metadata.name}`}
          </code>
        )}
        {owners.length > 0 && (
          <span className={classes.owner}>
            owned by{' '}
            {owners.slice(0, 3).map((owner) => (
              <RefLink key={owner} entityRef={owner} />
            ))}
          </span>
        )}
        {tags.length > 0 && (
          <Tags>
            {tags.slice(0, 24).map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </Tags>
        )}
      </p>
      {textOf(entity.metadata.description) !== '' && (
        <p className={classes.description} dir="auto">
          {textOf(entity.metadata.description).slice(0, 400)}
        </p>
      )}
      {errors > 0 && (
        <div className={classes.warning} role="status">
          {warningOf(entity, errors)} {errors === 1 && <span dir="auto">{firstMessage(entity)} </span>}
          <Link
            to="/catalog/$namespace/$kind/$name/$"
            params={{
              namespace,
              kind: entity.kind.toLowerCase(),
              name: entity.metadata.name,
              _splat: 'problems',
            }}
            search={asOfSearch(asOf)}
            className="cb-link"
            resetScroll={false}
          >
            See problems
          </Link>
        </div>
      )}
    </header>
  )
}

/** Only files and addresses are read on demand; what a provider brings comes when the provider runs. */
function isRefreshable(entity: EntityView): boolean {
  return /^(url|file):/.test(annotationOf(entity, 'backstage.io/managed-by-location') ?? '')
}

function firstMessage(entity: EntityView): string {
  const [line = ''] = textOf(entity.status?.items?.[0]?.message).split('\n')
  return line.length > 240 ? `${line.slice(0, 239)}…` : line
}

function warningOf(entity: EntityView, errors: number): string {
  const count = errors === 1 ? 'Something' : `${errors} things`
  if (entity.kind.toLowerCase() === 'location') return `${count} this location leads to could not be read.`
  return `${count} ${errors === 1 ? 'is' : 'are'} wrong with this entity. What you see is its last good state.`
}
