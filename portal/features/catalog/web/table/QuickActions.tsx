import type { EntityView } from '@callboard/sdk/model'
import { EditIcon, RelativeTime, SourceIcon } from '@callboard/ui'
import type { ReactNode } from 'react'
import { linkOf, titleOf } from '../data/entity-text.ts'
import { useReadAt } from '../data/use-sources.ts'
import { DocsCell } from './cells.tsx'
import classes from './EntityTable.module.css'

/** What can be done with a row at once, and how fresh it is; drawn only for the row under the pointer or focus. */
export function QuickActions({ entity }: { entity: EntityView }) {
  const readAt = useReadAt(entity)
  const title = titleOf(entity)
  return (
    <span className={classes.quick}>
      {readAt && (
        <span className={classes.fresh}>
          read <RelativeTime at={readAt} />
        </span>
      )}
      <DocsCell entity={entity} />
      <QuickLink href={linkOf(entity, 'backstage.io/view-url')} label={`View source of ${title}`}>
        <SourceIcon size={14} />
      </QuickLink>
      <QuickLink href={linkOf(entity, 'backstage.io/edit-url')} label={`Edit ${title}`}>
        <EditIcon size={14} />
      </QuickLink>
    </span>
  )
}

function QuickLink({
  href,
  label,
  children,
}: {
  href: string | undefined
  label: string
  children: ReactNode
}) {
  if (!href) return null
  return (
    <a
      className={classes.act}
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      aria-label={label}
      title={label}
    >
      {children}
    </a>
  )
}
