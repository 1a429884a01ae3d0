import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'
import { assignmentInput, originSchema, policyChange, policySchema, roleInput, roleName } from './policy.ts'

const base = '/api/permission'
const read = { permission: 'permission.policy.read' } as const
const update = { permission: 'permission.policy.update' } as const
const named = z.object({ name: roleName })
const ref = z.string().min(1).max(500)

/** One permission that something in the portal asks for. */
export const permissionInfoSchema = z.object({
  name: z.string(),
  description: z.string(),
  action: z.enum(['create', 'read', 'update', 'delete']).optional(),
  /** Kind of thing it is about: only these can have conditions. */
  resourceType: z.string().optional(),
  /** Part of the portal that asks for it. */
  plugin: z.string(),
})

export const ruleInfoSchema = z.object({
  name: z.string(),
  description: z.string(),
  resourceType: z.string(),
  /** JSON schema of its params. */
  paramsSchema: z.record(z.string(), z.unknown()),
})

const result = z.enum(['ALLOW', 'DENY', 'CONDITIONAL'])

const matrix = z.object({
  permissions: z.array(permissionInfoSchema),
  /** The rules that conditions are made of. */
  rules: z.array(ruleInfoSchema),
  roles: z.array(z.object({ name: z.string(), title: z.string().optional(), origin: originSchema })),
  /** `cells[role][permission]` */
  cells: z.record(z.string(), z.record(z.string(), z.object({ result, because: z.string() }))),
})

/** A rule that was looked at to answer a question. */
export const consideredSchema = z.object({
  role: z.string(),
  /** Position in the role, from 1. */
  rule: z.number(),
  effect: z.enum(['allow', 'deny']),
  origin: originSchema,
  /** `user:default/ada`, `group:default/platform`, `everyone`, `groups = platform`, `service ci`. */
  hasRoleBy: z.string(),
  /** Whether it speaks of this permission. */
  applies: z.boolean(),
  /** Whether its conditions hold for the named thing; null without conditions, or without a thing. */
  holds: z.boolean().nullable(),
  conditions: z.unknown().optional(),
  decided: z.boolean(),
  description: z.string().optional(),
})

const explanation = z.object({
  result,
  because: z.string(),
  user: z.string(),
  permission: permissionInfoSchema,
  resourceRef: z.string().nullable(),
  /** False when the catalog has no such thing. */
  resourceFound: z.boolean().nullable(),
  /** What is left to hold when the answer depends on the thing. */
  conditions: z.unknown().optional(),
  roles: z.array(z.object({ name: z.string(), by: z.string() })),
  ownershipRefs: z.array(z.string()),
  considered: z.array(consideredSchema),
})

const refs = z.object({ count: z.number(), sample: z.array(z.string()) })

/** What a change does to one user: for things, how many before and after, and which. */
export const effectSchema = z.object({
  user: z.string(),
  permission: z.string(),
  before: z.object({ result, count: z.number().nullable() }),
  after: z.object({ result, count: z.number().nullable() }),
  gained: refs,
  lost: refs,
})

const simulation = z.object({
  users: z.object({ considered: z.number(), affected: z.number() }),
  /** How many effects there are in all. */
  total: z.number(),
  effects: z.array(effectSchema),
  /** Of the policy as it would be. */
  warnings: z.array(z.string()),
})

const importResult = z.object({
  dryRun: z.boolean(),
  /** Roles and assignments that the text gives. */
  change: policyChange,
  created: z.array(z.string()),
  replaced: z.array(z.string()),
  /** What could not be understood, with its line. */
  problems: z.array(
    z.object({
      /** In which of the two texts. */
      from: z.enum(['csv', 'conditions']),
      line: z.number(),
      severity: z.enum(['error', 'warning']),
      message: z.string(),
    }),
  ),
  version: z.number(),
})

const saved = z.object({ version: z.number(), warnings: z.array(z.string()) })

const version = z.object({
  version: z.number(),
  at: z.string(),
  actor: z.string(),
  summary: z.string(),
  /** All that was made in the portal, as of this version. */
  policy: policyChange,
})

export type PermissionInfo = z.output<typeof permissionInfoSchema>
export type RuleInfo = z.output<typeof ruleInfoSchema>
export type Matrix = z.output<typeof matrix>
export type Considered = z.output<typeof consideredSchema>
export type Explanation = z.output<typeof explanation>
export type Effect = z.output<typeof effectSchema>
export type Simulation = z.output<typeof simulation>
export type ImportResult = z.output<typeof importResult>
export type PolicyVersion = z.output<typeof version>

export const policyRoutes = defineRoutes({
  getPolicy: {
    method: 'GET',
    path: `${base}/policy`,
    summary: 'Read roles, who has them, and where each was written',
    access: read,
    result: policySchema,
  },
  putRole: {
    method: 'PUT',
    path: `${base}/roles/:name{.+}`,
    summary: 'Make or change a role',
    access: update,
    params: named,
    body: roleInput,
    result: saved,
  },
  deleteRole: {
    method: 'DELETE',
    path: `${base}/roles/:name{.+}`,
    summary: 'Remove a role that was made in the portal, and who has it',
    access: update,
    params: named,
    result: saved,
  },
  putAssignment: {
    method: 'PUT',
    path: `${base}/assignments/:name{.+}`,
    summary: 'Say who has a role, besides those whom config gives it',
    access: update,
    params: named,
    body: assignmentInput,
    result: saved,
  },
  deleteAssignment: {
    method: 'DELETE',
    path: `${base}/assignments/:name{.+}`,
    summary: 'Take a role from everyone who was given it in the portal',
    access: update,
    params: named,
    result: saved,
  },
  putDefaultRoles: {
    method: 'PUT',
    path: `${base}/default-roles`,
    summary: 'Say which roles every signed-in user has; null leaves it to the portal',
    access: update,
    body: z.strictObject({ roles: z.array(roleName).max(50).nullable() }),
    result: saved,
  },
  applyPolicyChange: {
    method: 'POST',
    path: `${base}/policy/change`,
    summary: 'Make several changes of the policy at once, as the simulator showed them',
    access: update,
    body: z.strictObject({
      change: policyChange,
      /** Refuses when the policy has changed since this version. */
      basedOn: z.number().optional(),
      summary: z.string().max(500).optional(),
    }),
    result: saved,
  },
  listPolicyVersions: {
    method: 'GET',
    path: `${base}/versions`,
    summary: 'List the changes of the policy made in the portal, newest first',
    access: read,
    result: z.object({ items: z.array(version) }),
  },
  restorePolicyVersion: {
    method: 'POST',
    path: `${base}/versions/:version/restore`,
    summary: 'Make the policy what it was; itself a new version',
    access: update,
    params: z.object({ version: z.string().regex(/^\d{1,9}$/) }),
    result: saved,
  },
  getMatrix: {
    method: 'GET',
    path: `${base}/matrix`,
    summary: 'Read what each role may do, permission by permission',
    access: read,
    result: matrix,
  },
  explain: {
    method: 'POST',
    path: `${base}/explain`,
    summary: 'Say why somebody may or may not do something, with every rule that was looked at',
    access: { ...read, action: 'read' },
    body: z.strictObject({ user: ref, permission: ref, resourceRef: ref.optional() }),
    result: explanation,
  },
  simulate: {
    method: 'POST',
    path: `${base}/simulate`,
    summary: 'Show what a change of the policy does to people on the catalog as it is; nothing is saved',
    access: { ...read, action: 'read' },
    body: z.strictObject({
      change: policyChange,
      /** Of one user; of all users of the catalog unless told. */
      user: ref.optional(),
      /** Which of the effects to tell: the first 200 unless told. */
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(0).max(1000).default(200),
    }),
    result: simulation,
  },
  importPolicy: {
    method: 'POST',
    path: `${base}/import`,
    summary: 'Take over roles from a policy file of the community RBAC plugin',
    access: update,
    maxBodyBytes: 4 * 1024 * 1024,
    body: z.strictObject({
      /** `p, role:default/dev, catalog.entity.read, read, allow` and `g, user:default/ada, role:default/dev` */
      csv: z.string().optional(),
      /** Its conditional policies, YAML or JSON. */
      conditions: z.string().optional(),
      dryRun: z.boolean().default(true),
    }),
    result: importResult,
  },
})
