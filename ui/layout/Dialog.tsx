import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { IconButton } from '../controls/Button.tsx'
import { CloseIcon } from '../icons/icons.tsx'
import classes from './Dialog.module.css'

/** What floats over a page: in its middle, or as a drawer at its side where the page stays in sight. */
export function Dialog({
  title,
  onClose,
  actions,
  side,
  size = 520,
  children,
}: {
  title: string
  onClose(): void
  /** Buttons at its foot, the one that does it last. */
  actions?: ReactNode
  side?: boolean
  size?: number
  children: ReactNode
}) {
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={size}
      centered={!side}
      {...(side && { classNames: { inner: classes.sideInner ?? '', content: classes.sideContent ?? '' } })}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body className={classes.body}>
          <div className={classes.head}>
            <h2 className={classes.title} dir="auto">
              {title}
            </h2>
            <IconButton label="Close" onClick={onClose}>
              <CloseIcon size={14} />
            </IconButton>
          </div>
          <div className={classes.content}>{children}</div>
          {actions && <div className={classes.actions}>{actions}</div>}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
