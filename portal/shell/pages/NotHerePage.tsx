import { buttonClass, Notice, Page } from '@callboard/ui'
import { Link, useLocation } from '@tanstack/react-router'
import { isMac } from '../shortcuts.ts'
import { ContactSupport } from './ContactSupport.tsx'

/** An address nobody claims. Says which, and where to go. */
export function NotHerePage() {
  const { pathname } = useLocation()
  return (
    <Page title="Page not found">
      <Notice
        level={1}
        title="There is no page at this address"
        actions={
          <>
            <Link to="/catalog" className={buttonClass}>
              Open the catalog
            </Link>
            <button type="button" className={buttonClass} onClick={() => window.history.back()}>
              Go back
            </button>
            <ContactSupport />
          </>
        }
      >
        <p>
          <code>{pathname}</code>
        </p>
        <p>
          The address may have a typing error, or belong to a feature that this portal does not run. Press{' '}
          <code>{isMac ? '⌘K' : 'Ctrl K'}</code> to look for something by its name.
        </p>
      </Notice>
    </Page>
  )
}
