import type { WhyQuestion } from '../data/policy-data.ts'

/** What is typed into the three fields. */
export interface Asked {
  user: string
  permission: string
  entity: string
}

const isRef = (ref: string) => /^[^:\s]+:[^\s/]+(\/[^\s/]+)?$/.test(ref.trim())
const isPermission = (name: string) => /^[\w-]+(\.[\w-]+)+$/.test(name.trim())

/** Only what is whole is asked: a ref with its kind, a permission with its parts. */
export function questionOf({ user, permission, entity }: Asked): WhyQuestion | undefined {
  if (!isRef(user) || !isPermission(permission)) return undefined
  const question: WhyQuestion = { user: user.trim(), permission: permission.trim() }
  return isRef(entity) ? { ...question, resourceRef: entity.trim() } : question
}
