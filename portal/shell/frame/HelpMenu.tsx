import { HelpIcon, IconButton, LinkIcon, SafeLink, safeHref, usePortal } from '@callboard/ui'
import { Menu } from '@mantine/core'
import { readSupport } from '../branding/support.ts'
import classes from './HelpMenu.module.css'

/** Where help is: the keys, and what the operator wrote under `app.support`. */
export function HelpMenu({ openKeys }: { openKeys(): void }) {
  const { url, items } = readSupport(usePortal().config)
  const support = safeHref(url)
  return (
    <Menu position="right-end" width={260}>
      <Menu.Target>
        <IconButton label="Help and support">
          <HelpIcon />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={openKeys} rightSection={<kbd className={classes.key}>?</kbd>}>
          Keyboard shortcuts
        </Menu.Item>
        {(support || items.length > 0) && <Menu.Divider />}
        {items.map((item) => (
          <div key={item.title} className={classes.item}>
            <Menu.Label>{item.title}</Menu.Label>
            {item.links.map((link) => {
              const href = safeHref(link.url)
              return href ? (
                <Menu.Item
                  key={link.url}
                  component="a"
                  href={href}
                  target="_blank"
                  rel="noreferrer noopener"
                  leftSection={<LinkIcon size={14} />}
                >
                  {link.title}
                </Menu.Item>
              ) : (
                <p key={link.url} className={classes.plain}>
                  <SafeLink href={undefined}>{link.title}</SafeLink>
                </p>
              )
            })}
          </div>
        ))}
        {support && (
          <Menu.Item component="a" href={support} target="_blank" rel="noreferrer noopener">
            Contact support
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
