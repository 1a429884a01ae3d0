import {
  Button,
  CopyButton,
  EntityLink,
  Facts,
  Panel,
  refLabel,
  SafeLink,
  Segmented,
  SettingsPage,
  SignOutIcon,
  safeHref,
  type ThemeChoice,
  usePortal,
  useTheme,
} from '@callboard/ui'
import { useState } from 'react'
import classes from './settings.module.css'

/** Profile, identity and looks. */
export default function GeneralPage() {
  const { user, provider, signOut } = usePortal()
  const { choice, choose } = useTheme()
  const name = user.displayName ?? refLabel(user.userEntityRef)
  const groups = user.ownershipEntityRefs.filter((ref) => ref !== user.userEntityRef)
  return (
    <SettingsPage title="General">
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
            <Picture name={name} href={user.picture} />
            <div className={classes.who}>
              <p className={classes.name} dir="auto">
                {name}
              </p>
              {user.email && <SafeLink href={`mailto:${user.email}`}>{user.email}</SafeLink>}
            </div>
          </div>
          <p className="cb-muted">
            Signed in with <span className={classes.provider}>{provider}</span>, which gives name, e-mail and
            picture.
          </p>
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
                    { value: 'auto', label: 'System' },
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
                <EntityLink
                  key="user"
                  entityRef={user.userEntityRef}
                  label={{ title: user.userEntityRef }}
                />,
              ],
              [
                'Ownership entities',
                groups.length > 0 ? (
                  <ul key="refs" className={classes.refs}>
                    {groups.map((ref) => (
                      <li key={ref}>
                        <EntityLink entityRef={ref} label={{ title: ref }} />
                      </li>
                    ))}
                  </ul>
                ) : (
                  <span key="none" className="cb-muted">
                    None besides yourself.
                  </span>
                ),
              ],
            ]}
          />
          <p className={`cb-muted ${classes.note}`}>
            What these own counts as yours, on the home page and under Mine in the catalog. Roles given to
            them, or to groups above them, are yours too.
          </p>
        </Panel>
      </div>
    </SettingsPage>
  )
}

function Picture({ name, href }: { name: string; href: string | undefined }) {
  const picture = safeHref(href)
  // Some pictures are gone, or at an address that the page's policy does not let it load.
  const [isBroken, setBroken] = useState(false)
  if (picture && !isBroken) {
    return (
      <img
        className={classes.picture}
        src={picture}
        alt=""
        referrerPolicy="no-referrer"
        onError={() => setBroken(true)}
      />
    )
  }
  return (
    <span className={classes.picture} aria-hidden="true">
      {[...name][0]?.toUpperCase()}
    </span>
  )
}
