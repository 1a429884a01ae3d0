import { Button, EntityLink, Panel, primaryClass, SafeLink, usePortal } from '@callboard/ui'
import { useState } from 'react'
import classes from './ImportPage.module.css'
import { type Proposal, register } from './pull-request-data.ts'
import { ReadOnly } from './ReviewStep.tsx'
import { useThere } from './use-there.ts'

/** The pull request is open: where it is, and what happens when it is merged. */
export function ProposedStep({ proposal, restart }: { proposal: Proposal; restart(): void }) {
  const portal = usePortal()
  const [registered, setRegistered] = useState(proposal.registered)
  // Merging is for people: asked now and then, for as long as the page is open.
  const isThere = Boolean(useThere([proposal.entityRef], 10_000)?.get(proposal.entityRef))
  return (
    <>
      <Panel
        title={proposal.isNew ? 'The pull request is open' : 'The open pull request was brought up to date'}
      >
        <p>
          <SafeLink href={proposal.link}>{proposal.link}</SafeLink>
        </p>
        <p className={classes.below}>
          It asks for the file to be merged into <code>{proposal.base}</code>.
        </p>
        {registered === true && (
          <p role="status" className={classes.below}>
            {isThere ? (
              <>
                It is merged and read: <EntityLink entityRef={proposal.entityRef} />
              </>
            ) : (
              <>
                <code>{proposal.location}</code> is registered already: the component shows by itself once the
                pull request is merged.
              </>
            )}
          </p>
        )}
        {typeof registered === 'object' && (
          <div role="alert">
            <p className={classes.fault}>The place of the file could not be registered: {registered.error}</p>
            <Button onClick={async () => setRegistered(await register(portal, proposal.location))}>
              Try again
            </Button>
          </div>
        )}
      </Panel>
      {registered === 'readonly' && <ReadOnly targets={[proposal.location]} />}
      <div className={classes.actions}>
        <a className={primaryClass} href={proposal.link} target="_blank" rel="noreferrer noopener">
          View pull request
        </a>
        <Button onClick={restart}>Register another</Button>
      </div>
    </>
  )
}
