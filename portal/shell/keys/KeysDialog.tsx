import { CloseIcon, IconButton } from '@callboard/ui'
import { Modal } from '@mantine/core'
import { Fragment } from 'react'
import { isMac, type Shortcut } from '../shortcuts.ts'
import classes from './KeysDialog.module.css'

const groups = ['Anywhere', 'Go to', 'On a page'] as const

/** Every key the portal takes; made from the list that also handles them. */
export default function KeysDialog({
  isOpen,
  close,
  shortcuts,
}: {
  isOpen: boolean
  close(): void
  shortcuts: Shortcut[]
}) {
  return (
    <Modal.Root opened={isOpen} onClose={close} yOffset="10vh" size={640}>
      <Modal.Overlay />
      <Modal.Content aria-label="Keyboard shortcuts">
        <Modal.Body>
          <div className={classes.head}>
            <h2 className={classes.title} tabIndex={-1} data-autofocus>
              Keyboard shortcuts
            </h2>
            <IconButton label="Close" onClick={close}>
              <CloseIcon />
            </IconButton>
          </div>
          <div className={classes.groups}>
            {groups.map((group) => (
              <section key={group} className={classes.group}>
                <h3 className={classes.name}>{group}</h3>
                <dl className={classes.list}>
                  {shortcuts
                    .filter((shortcut) => shortcut.group === group)
                    .map((shortcut) => (
                      <div key={shortcut.keys.join(' ')} className={classes.row}>
                        <dt className={classes.what}>{shortcut.title}</dt>
                        <dd className={classes.keys}>
                          <Keys keys={shortcut.keys} />
                        </dd>
                      </div>
                    ))}
                </dl>
              </section>
            ))}
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

/** As keyboards have it. */
const written: Record<string, string> = {
  'mod+k': isMac ? '⌘ K' : 'Ctrl K',
  'mod+z': isMac ? '⌘ Z' : 'Ctrl Z',
  Escape: 'Esc',
}

function Keys({ keys }: { keys: string[] }) {
  return keys.map((key, index) => (
    <Fragment key={key}>
      {index > 0 && (
        <span className={classes.then}>{keys[0] === 'Shift' || keys[0] === 'Alt' ? '+' : 'then'}</span>
      )}
      <kbd className={classes.key}>{written[key] ?? key}</kbd>
    </Fragment>
  ))
}
