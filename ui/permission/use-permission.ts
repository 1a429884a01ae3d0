import { useSyncExternalStore } from 'react'
import { usePortal } from '../portal-context.tsx'
import { type Answer, policyOf, type Question } from './ask.ts'

export interface Permitted {
  /** False until the answer is there: a button must not work first and then refuse. */
  isAllowed: boolean
  isPending: boolean
  /** Why not, for a tooltip; undefined while it is allowed or not known. */
  reason: string | undefined
}

/**
 * Whether I may do something, or do it to one thing: `usePermission('catalog.entity.delete', ref)`. Without a
 * policy everything is allowed and nothing is asked. A server that cannot tell leaves it to the action itself.
 */
export function usePermission(permission: string, resourceRef?: string): Permitted {
  const [answer = 'asking'] = useAnswers([{ permission, resourceRef }]).split(' ') as Answer[]
  const isPending = answer === 'asking'
  const isAllowed = answer === 'allowed' || answer === 'unknown'
  const which = `the permission ${permission}${resourceRef ? ' for this' : ''}`
  return {
    isAllowed,
    isPending,
    reason:
      isAllowed || isPending ? undefined : `You need ${which}. Ask those who administer this portal for it.`,
  }
}

/**
 * The same for several at once, without asking about single things. What needs no permission is allowed; the place
 * of what is still `asking` is kept, so that nothing jumps.
 */
export function usePermissions(
  permissions: readonly (string | undefined)[],
): (permission: string | undefined) => Answer {
  const names = [...new Set(permissions.flatMap((permission) => permission ?? []))]
  const answers = useAnswers(names.map((permission) => ({ permission }))).split(' ') as Answer[]
  const known = new Map(names.map((name, index) => [name, answers[index]]))
  return (permission) => (permission === undefined ? 'allowed' : (known.get(permission) ?? 'asking'))
}

/** Answers in order, as one text, which is the same as long as they are. */
function useAnswers(questions: Question[]): string {
  const portal = usePortal()
  const isOn = String(portal.config('permission.enabled')) === 'true'
  const policy = policyOf(portal)
  return useSyncExternalStore(policy.subscribe, () =>
    questions.map((question) => (isOn ? policy.answer(question) : 'allowed')).join(' '),
  )
}
