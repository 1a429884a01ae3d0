import { HelpIcon, IconButton, LinkIcon, safeHref, usePortal } from '@callboard/ui'
import { Menu } from '@mantine/core'
import { readSupport } from '../branding/support.ts'
import classes from './HelpMenu.module.css'

/** Where help is: the keys, and what the operator wrote under `app.support`. */
export function HelpMenu({ openKeys }: { openKeys(): void }) {
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
        <SupportItems />
      </Menu.Dropdown>
    </Menu>
  )
}

/** The links of `app.support`, as items of a menu. */
export function SupportItems() {
  const { url, items } = readSupport(usePortal().config)
  const support = safeHref(url)
  return (
    <>
      {(support || items.length > 0) && <Menu.Divider />}
      {items.map((item) => (
        <div key={item.title} className={classes.item}>
          <Menu.Label>{item.title}</Menu.Label>
          {item.links.map((link) => (
            <SupportLink key={link.url} href={safeHref(link.url)} title={link.title} />
          ))}
        </div>
      ))}
      {support && <SupportLink href={support} title="Contact support" />}
    </>
  )
}

function SupportLink({ href, title }: { href: string | undefined; title: string }) {
  if (!href) return <p className={classes.plain}>{title}</p>
  return (
    <Menu.Item
      component="a"
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      leftSection={<LinkIcon size={14} />}
    >
      {title}
    </Menu.Item>
  )
}
