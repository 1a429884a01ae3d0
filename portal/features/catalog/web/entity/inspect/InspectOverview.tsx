import { type EntityView, refOf, relationTitle } from '@callboard/sdk/model'
import { CopyButton, Facts, SafeLink, safeHref, Tag, Tags } from '@callboard/ui'
import type { ReactNode } from 'react'
import { tagsOf, textOf } from '../../data/entity-text.ts'
import { RefLink } from '../../parts/RefLink.tsx'
import classes from './inspect.module.css'

const mostRelations = 200

/** Identity, metadata, relations and status, each value to copy. */
export function InspectOverview({ entity }: { entity: EntityView }) {
  const { metadata } = entity
  const tags = tagsOf(entity)
  const relations = entity.relations ?? []
  const status = entity.status?.items ?? []
  return (
    <>
      <Section title="Identity">
        <Facts
          facts={[
            ['Entity ref', <Copied key="ref" value={refOf(entity)} />],
            ['API version', <Copied key="version" value={textOf(entity.apiVersion)} />],
            ['Kind', <Copied key="kind" value={entity.kind} />],
            ['UID', metadata.uid && <Copied key="uid" value={metadata.uid} />],
            ['Etag', metadata.etag && <Copied key="etag" value={metadata.etag} />],
          ]}
        />
      </Section>
      <Section title="Metadata">
        <Pairs title="Annotations" values={metadata.annotations} />
        <Pairs title="Labels" values={metadata.labels} />
        {tags.length > 0 && (
          <>
            <h4 className={classes.subtitle}>Tags</h4>
            <Tags>
              {tags.map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
            </Tags>
          </>
        )}
      </Section>
      <Section title="Relations">
        {relations.length === 0 && <p className="cb-muted">None.</p>}
        {[...Map.groupBy(relations.slice(0, mostRelations), (relation) => relation.type)].map(
          ([type, found]) => (
            <div key={type} className={classes.relation}>
              <h4 className={classes.subtitle}>{relationTitle(type)}</h4>
              <ul>
                {found.map(({ targetRef }) => (
                  <li key={targetRef}>
                    <RefLink entityRef={targetRef} />
                  </li>
                ))}
              </ul>
            </div>
          ),
        )}
        {relations.length > mostRelations && (
          <p className="cb-muted">and {relations.length - mostRelations} more, see Raw JSON</p>
        )}
      </Section>
      {status.length > 0 && (
        <Section title="Status">
          <ul className={classes.status}>
            {status.map((item, index) => (
              <li key={index} dir="auto">
                <b>{textOf(item.level)}</b> <code>{textOf(item.type)}</code> {textOf(item.message)}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <h3 className={classes.heading}>{title}</h3>
      {children}
    </section>
  )
}

function Copied({ value }: { value: string }) {
  return (
    <span className={classes.copied}>
      <code>{value}</code>
      <CopyButton text={value} small />
    </span>
  )
}

function Pairs({ title, values }: { title: string; values: { [key: string]: string } | undefined }) {
  const entries = Object.entries(values ?? {})
  if (entries.length === 0) return null
  return (
    <>
      <h4 className={classes.subtitle}>{title}</h4>
      <dl className={classes.pairs}>
        {entries.slice(0, 200).map(([key, value]) => (
          <div key={key}>
            <dt dir="auto">{key}</dt>
            <dd dir="auto">
              <SafeLink href={safeHref(value)}>{textOf(value)}</SafeLink>
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
