import { buttonClass, CopyButton, Dialog, Facts, usePermission, Yaml } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import type { AuditEvent } from '../../api.ts'
import { whyQuestion } from '../data/why-question.ts'
import classes from './EventDrawer.module.css'
import { Outcome } from './EventTable.tsx'
import { Ref } from './Ref.tsx'

/** Everything that is known of one event, and for a refusal the way to the rule behind it. */
export function EventDrawer({ event, onClose }: { event: AuditEvent; onClose(): void }) {
  const { actor, subject, detail, at } = event
  const policy = usePermission('permission.policy.read')
  const why = policy.isAllowed ? whyQuestion(event) : undefined
  const hasDetail = Object.keys(detail).length > 0
  return (
    <Dialog
      title={event.action}
      side
      onClose={onClose}
      actions={
        <>
          {why && (
            <Link to="/admin/permissions/why" search={why as never} className={buttonClass}>
              Why was it refused?
            </Link>
          )}
          <CopyButton text={JSON.stringify(event, null, 2)} label="Copy as JSON" />
        </>
      }
    >
      <Facts
        facts={[
          ['Outcome', <OutcomeWord key="outcome" event={event} />],
          ['When', new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' })],
          ['Who', <Ref key="who" text={actor} isFull />],
          ['To what', subject === null ? null : <Ref key="what" text={subject} isFull />],
          ['Severity', event.severity],
          ['Way in', event.via],
          ['Address', event.ip],
          ['Program', event.userAgent],
          ['Request', event.requestId && <code key="request">{event.requestId}</code>],
        ]}
      />
      {hasDetail && (
        <section aria-label="Detail" className={classes.detail}>
          <h3>Detail</h3>
          <Yaml text={JSON.stringify(detail, null, 2)} label="Detail as JSON" />
        </section>
      )}
    </Dialog>
  )
}

function OutcomeWord({ event }: { event: AuditEvent }) {
  return event.outcome === 'succeeded' ? 'succeeded' : <Outcome outcome={event.outcome} />
}
