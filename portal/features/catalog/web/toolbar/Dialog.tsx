import { CloseIcon, IconButton } from '@callboard/ui'
import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './toolbar.module.css'

/** A small dialog of the catalog page: a title, a way out, and what it is about. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string
  onClose(): void
  children: ReactNode
}) {
  return (
    <Modal.Root opened onClose={onClose} size={480} centered>
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body>
          <div className={classes.head}>
            <h2 className={classes.title}>{title}</h2>
            <IconButton label="Close" onClick={onClose}>
              <CloseIcon size={14} />
            </IconButton>
          </div>
          <div className={classes.body}>{children}</div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
