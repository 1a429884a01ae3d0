import { type EntityView, refOf } from '@callboard/sdk/model'
import { copyText, IconButton, MoreIcon, usePermission } from '@callboard/ui'
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
          <Menu.Item onClick={() => void copyText(refOf(entity))}>Copy entity ref</Menu.Item>
          <Menu.Item onClick={() => void copyText(window.location.href)}>Copy entity URL</Menu.Item>
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
