import { buttonClass, EntityLink, primaryClass, usePermission, usePortal } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import classes from './home.module.css'
import { useHasEntities } from './home-data.ts'

/** How to start: with an empty catalog, or with one in which nothing is mine. */
export function NothingMine() {
  const { user } = usePortal()
  const has = useHasEntities(true)
  const register = usePermission('catalog.location.create')
  if (has.data === false) {
    return (
      <div className={classes.start}>
        <p>
          <strong>The catalog is empty.</strong>
          {register.isAllowed &&
            ' Bring in the first repository: give its address, look at what was found, and import it.'}
        </p>
        {register.isAllowed && (
          <p>
            <Link to="/catalog-import" className={primaryClass}>
              Register a component
            </Link>
          </p>
        )}
        <p className="cb-muted">
          For many at once, name files or whole repositories in the config and they are read within a minute:
        </p>
        <pre className={classes.example}>
          <code>
            {
              'catalog:\n  locations:\n    - type: url\n      target: https://github.com/you/repo/blob/main/catalog-info.yaml'
            }
          </code>
        </pre>
      </div>
    )
  }
  const groups = user.ownershipEntityRefs.filter((ref) => ref !== user.userEntityRef)
  return (
    <div className={classes.start}>
      <p>
        <strong>Nothing is yours yet.</strong> You own what names you, or a group you are in, under{' '}
        <code>spec.owner</code>.
      </p>
      <p className="cb-muted">
        You are signed in as{' '}
        <EntityLink entityRef={user.userEntityRef} label={{ title: user.userEntityRef }} />
        {groups.length === 0 && ', in no group the catalog knows'}
        {groups.length > 0 && `, in ${groups.length === 1 ? 'one group' : `${groups.length} groups`}`}.
      </p>
      <p className={classes.buttons}>
        <Link to="/catalog" search={{ filters: { user: 'all' } }} className={buttonClass}>
          Show the whole catalog
        </Link>
        {register.isAllowed && (
          <Link to="/catalog-import" className={buttonClass}>
            Register a component
          </Link>
        )}
      </p>
    </div>
  )
}
