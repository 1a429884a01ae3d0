import { Button, Notice, Page, sentenceOf } from '@callboard/ui'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { ContactSupport } from './ContactSupport.tsx'
import classes from './pages.module.css'

/** A page that broke. The frame around it lives on. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const isOutdated = /dynamically imported module|module script/i.test(sentenceOf(error))
  const again = () => {
    // A page part of an older release is gone from the server; only a reload brings the new one.
    if (isOutdated) return window.location.reload()
    reset()
    void router.invalidate()
  }
  return (
    <Page title="Error">
      <Notice
        level={1}
        tone="bad"
        title={isOutdated ? 'The portal was updated' : 'This page could not be shown'}
        actions={
          <>
            <Button onClick={again}>{isOutdated ? 'Load the new version' : 'Try again'}</Button>
            {!isOutdated && <ContactSupport />}
          </>
        }
      >
        <p>
          {isOutdated
            ? 'This tab still runs the version before.'
            : 'The rest of the portal works. Trying again may help; if it does not, tell the people who run this portal.'}
        </p>
        {!isOutdated && (
          <details className={classes.details}>
            <summary>What went wrong</summary>
            <pre>{sentenceOf(error)}</pre>
          </details>
        )}
      </Notice>
    </Page>
  )
}
