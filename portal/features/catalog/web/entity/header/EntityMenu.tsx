import { type EntityView, refOf } from '@callboard/sdk/model'
import { IconButton, usePermission } from '@callboard/ui'
import { Menu } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { isOrphan } from '../data/removal-data.ts'
import classes from './header.module.css'
import { RemovalDialog } from './RemovalDialog.tsx'

/** Everything that is done seldom. */
export function EntityMenu({ entity, isPast }: { entity: EntityView; isPast: boolean }) {
  const navigate = useNavigate()
  const [isAsking, setIsAsking] = useState(false)
  const removal = usePermission('catalog.entity.delete', refOf(entity))
  const inspect = () =>
    void navigate({
      to: '.',
      search: (search: Record<string, unknown>) => ({ ...search, inspect: 'overview' }),
      resetScroll: false,
    })
  return (
    <>
      <Menu position="bottom-end" width={210}>
        <Menu.Target>
          <IconButton label="More">
            <MoreIcon />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          <CopyItem label="Copy entity ref" text={() => refOf(entity)} />
          <CopyItem label="Copy entity URL" text={() => window.location.href} />
          <Menu.Item onClick={inspect}>Inspect entity</Menu.Item>
          {!isPast && <Menu.Divider />}
          {!isPast && (
            <Menu.Item
              className={removal.isAllowed ? classes.bad : undefined}
              disabled={!removal.isAllowed}
              title={removal.reason}
              onClick={() => setIsAsking(true)}
            >
              {isOrphan(entity) ? 'Delete entity' : 'Unregister entity'}
              {removal.reason && <span className={classes.reason}>{removal.reason}</span>}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <RemovalDialog entity={entity} isOpen={isAsking} onClose={() => setIsAsking(false)} />
    </>
  )
}

function CopyItem({ label, text }: { label: string; text(): string }) {
  const [said, setSaid] = useState<string>()
  const copy = () =>
    navigator.clipboard.writeText(text()).then(
      () => setSaid('Copied!'),
      () => setSaid('Copying is not allowed here'),
    )
  return (
    <Menu.Item closeMenuOnClick={false} onClick={copy}>
      <span aria-live="polite">{said ?? label}</span>
    </Menu.Item>
  )
}

function MoreIcon() {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">
      <circle cx="3.5" cy="8" r="1.3" />
      <circle cx="8" cy="8" r="1.3" />
      <circle cx="12.5" cy="8" r="1.3" />
    </svg>
  )
}
