/** A role as its form edits it, and what of it is a change of the policy. */
import type { Assignment, AssignmentInput, PolicyAnswer, PolicyChange, Role, Rule } from '../../api.ts'
import { nobody } from '../data/policy-words.ts'

export interface RoleDraft {
  name: string
  title: string
  description: string
  rules: Rule[]
  assignment: AssignmentInput
}

export function draftOf(role: Role | undefined, own: Assignment | undefined): RoleDraft {
  return {
    name: role?.name ?? '',
    title: role?.title ?? '',
    description: role?.description ?? '',
    // Where a rule was written is the server's to know.
    rules: role?.rules.map(({ at: _at, ...rule }) => rule) ?? [],
    assignment: own
      ? {
          users: own.users,
          groups: own.groups,
          claims: own.claims,
          everyone: own.everyone,
          guests: own.guests,
          services: own.services,
        }
      : nobody,
  }
}

/** Undefined when nothing is another. */
export function changeOf(draft: RoleDraft, before: RoleDraft, withRules: boolean): PolicyChange | undefined {
  const { name, title, description, rules, assignment } = draft
  const { assignment: assignmentBefore, ...roleBefore } = before
  const isNew = { ...draft, assignment: undefined }
  const changesRole =
    withRules && JSON.stringify(isNew) !== JSON.stringify({ ...roleBefore, assignment: undefined })
  const changesHolders = JSON.stringify(assignment) !== JSON.stringify(assignmentBefore)
  if (!changesRole && !changesHolders) return undefined
  return {
    ...(changesRole && {
      roles: { [name]: { ...(title && { title }), ...(description && { description }), rules } },
    }),
    ...(changesHolders && {
      assignments: {
        [name]: JSON.stringify(assignment) === JSON.stringify(nobody) ? null : assignment,
      },
    }),
  }
}

/** Why it cannot be saved as it is. */
export function problemOf(
  { name, rules }: RoleDraft,
  role: Role | undefined,
  { roles }: PolicyAnswer,
  change: PolicyChange | undefined,
): string | undefined {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.:/-]{0,127}$/.test(name)) return 'Give the role a name.'
  if (!role && roles.some((one) => one.name === name)) return 'There is a role of this name already.'
  const empty = rules.findIndex(
    (rule) => !rule.permissions?.length && !rule.actions?.length && !rule.resourceTypes?.length,
  )
  if (empty >= 0) return `Rule ${empty + 1} names no permissions, actions or kinds of things.`
  return change === undefined ? 'Nothing is changed yet.' : undefined
}
