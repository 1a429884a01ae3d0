import type { AuditEvent } from '../../api.ts'

const isUser = (ref: string) => /^user:[^/\s]+\/\S+$/i.test(ref)
const isPermission = (name: string) => /^[\w-]+(\.[\w-]+)+$/.test(name)
const isEntity = (text: string | null): text is string =>
  text !== null && /^[a-z]+:[\w.-]+\/[\w.-]+$/i.test(text)

/** What to ask the page that explains the policy; only a refusal of a person by a permission can be explained. */
export function whyQuestion({
  outcome,
  actor,
  action,
  subject,
}: Pick<AuditEvent, 'outcome' | 'actor' | 'action' | 'subject'>):
  | { user: string; permission: string; entity?: string }
  | undefined {
  if (outcome !== 'denied' || !isUser(actor) || !isPermission(action)) return undefined
  return { user: actor, permission: action, ...(isEntity(subject) && { entity: subject }) }
}
