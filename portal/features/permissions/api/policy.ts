/** The policy as data: who has which roles, and what a role allows or denies. */
import { z } from 'zod'
import { criteriaSchema } from './criteria.ts'

const text = z.string().trim().min(1).max(500)
const names = z.array(text).max(500)
const actions = z.enum(['create', 'read', 'update', 'delete'])

/** A name of a role: letters, digits and `-_.:/`; roles of an imported file are called `role:default/…`. */
export const roleName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.:/-]{0,127}$/, "A role's name is made of letters, digits and -_.:/")

/**
 * One rule of a role. It applies to what fits every list that is given: names of permissions or patterns
 * of them (`catalog.entity.*`, `*`), actions, kinds of resources; `except` takes names out again.
 */
export const ruleSchema = z
  .strictObject({
    effect: z.enum(['allow', 'deny']),
    permissions: names.optional(),
    except: names.optional(),
    actions: z.array(actions).optional(),
    resourceTypes: names.optional(),
    conditions: criteriaSchema.optional(),
    description: z.string().max(500).optional(),
  })
  .refine((rule) => rule.permissions?.length || rule.actions?.length || rule.resourceTypes?.length, {
    error: 'A rule names permissions, actions or resourceTypes',
  })

/** Where a part of the policy was written, for people: only `database` can be changed in the portal. */
export const originSchema = z.object({
  from: z.enum(['built-in', 'config', 'file', 'database']),
  /** `app-config.yaml` or the imported file. */
  file: z.string().optional(),
  line: z.number().optional(),
})

export const roleInput = z.strictObject({
  title: z.string().max(200).optional(),
  description: z.string().max(2000).optional(),
  rules: z.array(ruleSchema).max(500),
})

export const assignmentInput = z.strictObject({
  users: names.default([]),
  /** Their members, and the members of the groups below them. */
  groups: names.default([]),
  /** What the sign-in provider said of the person: `{ claim: 'groups', value: 'platform' }`. */
  claims: z
    .array(z.strictObject({ claim: text, value: text }))
    .max(500)
    .default([]),
  /** Every signed-in user. */
  everyone: z.boolean().default(false),
  /** Those who came in as guest. */
  guests: z.boolean().default(false),
  /** Names of service tokens made in the portal. */
  services: names.default([]),
})

const roleSchema = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  rules: z.array(ruleSchema.and(z.object({ at: originSchema.optional() }))),
  origin: originSchema,
  /** Made in the portal, so that it can be changed here. */
  editable: z.boolean(),
})

const assignmentSchema = z.object({
  role: z.string(),
  ...assignmentInput.shape,
  origin: originSchema,
  editable: z.boolean(),
})

/**
 * A change of what was made in the portal: named roles and assignments are set, or removed with null.
 * `default` are the roles of every signed-in user that config does not say.
 */
export const policyChange = z.strictObject({
  roles: z.record(roleName, roleInput.nullable()).optional(),
  assignments: z.record(roleName, assignmentInput.nullable()).optional(),
  default: z.array(roleName).nullable().optional(),
})

export const policySchema = z.object({
  /** `permission.enabled`: without it everybody may do everything, and the policy cannot be changed here. */
  enabled: z.boolean(),
  /** Number of the version made in the portal; 0 before the first. */
  version: z.number(),
  changedAt: z.string().nullable(),
  changedBy: z.string().nullable(),
  roles: z.array(roleSchema),
  assignments: z.array(assignmentSchema),
  /** Roles that every signed-in user has. */
  default: z.object({ roles: z.array(z.string()), origin: originSchema, editable: z.boolean() }),
  /** Users and groups whom config makes admin: no rule can take that from them. */
  admins: z.array(z.string()),
  /** What is dangerous or does not do what it seems to. */
  warnings: z.array(z.string()),
})

export type Rule = z.output<typeof ruleSchema>
export type Origin = z.output<typeof originSchema>
export type RoleInput = z.output<typeof roleInput>
export type Role = z.output<typeof roleSchema>
export type AssignmentInput = z.output<typeof assignmentInput>
export type Assignment = z.output<typeof assignmentSchema>
export type PolicyChange = z.output<typeof policyChange>
export type PolicyAnswer = z.output<typeof policySchema>
