import { Modal } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { IconButton } from '../controls/Button.tsx'
import { CloseIcon } from '../icons/icons.tsx'
import classes from './Dialog.module.css'

/**
 * What floats over a page: in its middle, or as a drawer at its side where the page stays in sight. On phones what
 * would be in the middle is a sheet at the foot, under the thumb.
 */
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
  useFocusBack()
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={size}
      centered={!side}
      classNames={
        side
          ? { inner: classes.sideInner ?? '', content: classes.sideContent ?? '' }
          : { inner: classes.inner ?? '', content: classes.sheet ?? '' }
      }
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

/** What had the focus when the dialog came has it again when the dialog goes, unless something else took it. */
function useFocusBack(): void {
  const [before] = useState(openerOf)
  useEffect(
    () => () => {
      setTimeout(() => {
        const isFree = document.activeElement === null || document.activeElement === document.body
        if (isFree && before instanceof HTMLElement && before.isConnected)
          before.focus({ preventScroll: true })
      })
    },
    [before],
  )
}

/** What opened the dialog: the item of a menu goes with its menu, the button of the menu stays. */
function openerOf(): Element | null {
  const menu = document.activeElement?.closest('[role=menu]')
  return menu ? document.querySelector(`[aria-controls="${menu.id}"]`) : document.activeElement
}
