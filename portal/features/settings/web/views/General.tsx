import {
  Button,
  CopyButton,
  EntityLink,
  Facts,
  Panel,
  refLabel,
  SafeLink,
  Segmented,
  SignOutIcon,
  safeHref,
  type ThemeChoice,
  usePortal,
  useTheme,
} from '@callboard/ui'
import classes from './settings.module.css'

/** Profile, identity and looks. */
export function General() {
  const { user, signOut } = usePortal()
  const { choice, choose } = useTheme()
  const picture = safeHref(user.picture)
  return (
    <div className={classes.panels}>
      <Panel
        title="Profile"
        actions={
          <Button icon={<SignOutIcon size={14} />} onClick={signOut}>
            Sign out
          </Button>
        }
      >
        <div className={classes.me}>
          {picture && <img className={classes.picture} src={picture} alt="" referrerPolicy="no-referrer" />}
          <div>
            <p className={classes.name} dir="auto">
              {user.displayName ?? refLabel(user.userEntityRef)}
            </p>
            {user.email && <SafeLink href={`mailto:${user.email}`}>{user.email}</SafeLink>}
          </div>
        </div>
        <p className="cb-muted">Name, e-mail and picture come from where you signed in.</p>
      </Panel>
      <Panel title="Appearance">
        <Facts
          facts={[
            [
              'Theme',
              <Segmented<ThemeChoice>
                key="theme"
                label="Theme"
                value={choice}
                onChange={choose}
                options={[
                  { value: 'light', label: 'Light' },
                  { value: 'dark', label: 'Dark' },
                  { value: 'auto', label: 'As the system' },
                ]}
              />,
            ],
          ]}
        />
      </Panel>
      <Panel title="Identity" actions={<CopyButton text={user.userEntityRef} label="Copy my ref" />}>
        <Facts
          facts={[
            [
              'User entity',
              <EntityLink key="user" entityRef={user.userEntityRef} label={{ title: user.userEntityRef }} />,
            ],
            [
              'Ownership entities',
              <ul key="refs" className={classes.refs}>
                {user.ownershipEntityRefs.map((ref) => (
                  <li key={ref}>
                    <EntityLink entityRef={ref} label={{ title: ref }} />
                  </li>
                ))}
              </ul>,
            ],
          ]}
        />
      </Panel>
    </div>
  )
}
