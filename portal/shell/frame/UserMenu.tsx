import {
  AdminIcon,
  AutoIcon,
  EntityLink,
  MoonIcon,
  refLabel,
  Segmented,
  SignOutIcon,
  SunIcon,
  type ThemeChoice,
  UserIcon,
  usePortal,
  useTheme,
} from '@callboard/ui'
import { Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { SupportItems } from './HelpMenu.tsx'
import classes from './UserMenu.module.css'

/** Who I am, how it looks, and the way out. */
export function UserMenu() {
  const { user, signOut } = usePortal()
  const { choice, choose } = useTheme()
  const name = user.displayName ?? refLabel(user.userEntityRef)
  return (
    <Menu position="bottom-end" width={232}>
      <Menu.Target>
        <button type="button" className={classes.trigger} title={name}>
          {initials(name) || <UserIcon size={14} />}
          <span className="cb-hidden">, account of {name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.me}>
          <span className={classes.name} dir="auto">
            {name}
          </span>
          <EntityLink
            entityRef={user.userEntityRef}
            label={{ title: user.email ?? user.userEntityRef }}
            plain
          />
        </div>
        <Menu.Divider />
        <div className={classes.theme}>
          <span>Theme</span>
          <Segmented<ThemeChoice>
            label="Theme"
            value={choice}
            onChange={choose}
            options={[
              { value: 'light', label: <SunIcon size={14} />, name: 'Light', icon: true },
              { value: 'dark', label: <MoonIcon size={14} />, name: 'Dark', icon: true },
              { value: 'auto', label: <AutoIcon size={14} />, name: 'As the system', icon: true },
            ]}
          />
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/settings" leftSection={<AdminIcon size={14} />}>
          Settings
        </Menu.Item>
        <div className={classes.onPhones}>
          <SupportItems />
          <Menu.Divider />
        </div>
        <Menu.Item leftSection={<SignOutIcon size={14} />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words
  return letters
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}
