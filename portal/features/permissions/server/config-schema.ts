/** The shape of the `permission` section of the config. */
import { flexibleBoolean } from '@callboard/sdk/config-values'
import { z } from 'zod'
import { assignmentInput, roleInput, roleName, ruleSchema } from '../api.ts'

const oneOrMore = <S extends z.ZodType>(item: S) =>
  z.preprocess(
    (value) => (value === undefined || value === null || Array.isArray(value) ? value : [value]),
    z.array(item).nullish(),
  )
const words = oneOrMore(z.string().trim().min(1))
const flag = flexibleBoolean.nullish()

/** `{ allow: catalog.*, conditions: … }` is short for `{ effect: allow, permissions: [catalog.*], conditions: … }`. */
const rule = z.preprocess((value): unknown => {
  if (typeof value !== 'object' || value === null) return value
  const { allow, deny, ...rest } = value as Record<string, unknown>
  const short =
    allow === undefined
      ? deny === undefined
        ? {}
        : { effect: 'deny', permissions: deny }
      : { effect: 'allow', permissions: allow }
  const full: Record<string, unknown> = { ...rest, ...short }
  for (const key of ['permissions', 'except', 'actions', 'resourceTypes']) {
    if (typeof full[key] === 'string') full[key] = [full[key]]
  }
  return full
}, ruleSchema)

const assignment = z.strictObject({
  role: roleName,
  users: words,
  groups: words,
  claims: oneOrMore(assignmentInput.shape.claims.unwrap().element),
  everyone: flag,
  guests: flag,
  services: words,
})

const principals = oneOrMore(z.looseObject({ name: z.string().min(1) }))

export const permissionSection = z.looseObject({
  enabled: flag,
  policy: z
    .strictObject({
      admins: words,
      default: oneOrMore(roleName),
      roles: z
        .record(roleName, roleInput.omit({ rules: true }).extend({ rules: z.array(rule).default([]) }))
        .nullish(),
      assignments: z.array(assignment).nullish(),
    })
    .nullish(),
  rbac: z
    .looseObject({
      admin: z.looseObject({ users: principals, superUsers: principals }).nullish(),
      'policies-csv-file': z.string().nullish(),
      conditionalPoliciesFile: z.string().nullish(),
      policyFileReload: flag,
    })
    .nullish(),
})
