/** What the routes of the policy answer. */
import { z } from 'zod'
import { originSchema, policyChange } from './policy.ts'

/** One permission that something in the portal asks for. */
const permissionInfoSchema = z.object({
  name: z.string(),
  description: z.string(),
  action: z.enum(['create', 'read', 'update', 'delete']).optional(),
  /** Kind of thing it is about: only these can have conditions. */
  resourceType: z.string().optional(),
  /** Part of the portal that asks for it. */
  plugin: z.string(),
})

const ruleInfoSchema = z.object({
  name: z.string(),
  description: z.string(),
  resourceType: z.string(),
  /** JSON schema of its params. */
  paramsSchema: z.record(z.string(), z.unknown()),
})

const result = z.enum(['ALLOW', 'DENY', 'CONDITIONAL'])

/** What each role may do by itself, permission by permission. */
export const matrixSchema = z.object({
  permissions: z.array(permissionInfoSchema),
  /** The rules that conditions are made of. */
  rules: z.array(ruleInfoSchema),
  roles: z.array(z.object({ name: z.string(), title: z.string().optional(), origin: originSchema })),
  /** `cells[role][permission]` */
  cells: z.record(z.string(), z.record(z.string(), z.object({ result, because: z.string() }))),
})

/** A rule that was looked at to answer a question. */
const consideredSchema = z.object({
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

/** Why somebody may or may not do something. */
export const explanationSchema = z.object({
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
const effectSchema = z.object({
  user: z.string(),
  permission: z.string(),
  before: z.object({ result, count: z.number().nullable() }),
  after: z.object({ result, count: z.number().nullable() }),
  gained: refs,
  lost: refs,
})

/** What a change of the policy does to people. */
export const simulationSchema = z.object({
  users: z.object({ considered: z.number(), affected: z.number() }),
  /** How many effects there are in all. */
  total: z.number(),
  effects: z.array(effectSchema),
  /** Of the policy as it would be. */
  warnings: z.array(z.string()),
})

/** What the import of policy files did, or would do. */
export const importResultSchema = z.object({
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

/** The version that a change became. */
export const savedSchema = z.object({ version: z.number(), warnings: z.array(z.string()) })

/** One of the states of what was made in the portal. */
export const versionSchema = z.object({
  version: z.number(),
  at: z.string(),
  actor: z.string(),
  summary: z.string(),
  /** All that was made in the portal, as of this version. */
  policy: policyChange,
})

export type PermissionInfo = z.output<typeof permissionInfoSchema>
export type RuleInfo = z.output<typeof ruleInfoSchema>
export type Matrix = z.output<typeof matrixSchema>
export type Considered = z.output<typeof consideredSchema>
export type Explanation = z.output<typeof explanationSchema>
export type Effect = z.output<typeof effectSchema>
export type Simulation = z.output<typeof simulationSchema>
export type ImportResult = z.output<typeof importResultSchema>
export type PolicyVersion = z.output<typeof versionSchema>
