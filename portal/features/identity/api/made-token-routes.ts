/**
 * Tokens made in the portal: personal ones act as the user who made them, service ones as a name of their own.
 * The token itself is in the answer that makes it and nowhere else.
 */
import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'

const base = '/api/auth'

const actions = z.array(z.enum(['create', 'read', 'update', 'delete'])).min(1)
/** `catalog.entity.read`, or a pattern: `catalog.*`. */
const permissions = z
  .array(
    z
      .string()
      .regex(/^(\*|[\w-]+(\.[\w-]+)*(\.\*)?)$/)
      .max(200),
  )
  .min(1)
  .max(200)
const name = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}]*$/u, 'must be one line')
/** Refs of what a service token acts as: a name of one word. */
const serviceName = z.string().regex(/^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/, 'must be like `ci-deploy`')

export const madeTokenSchema = z.object({
  id: z.string(),
  kind: z.enum(['personal', 'service']),
  name: z.string(),
  /** Who it acts as: `user:default/ada`, `service:ci-deploy`. */
  subject: z.string(),
  /** What it may do at most; null is everything its subject may do. */
  actions: actions.nullable(),
  permissions: permissions.nullable(),
  /** Roles of a service token. */
  roles: z.array(z.string()),
  createdAt: z.string(),
  createdBy: z.string(),
  /** Null when it never ends. */
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  lastUsedIp: z.string().nullable(),
  revokedAt: z.string().nullable(),
  revokedBy: z.string().nullable(),
  state: z.enum(['active', 'expired', 'revoked']),
})

/** The new token with its text, which nobody can read again. */
const newToken = madeTokenSchema.extend({ token: z.string() })

const limits = {
  actions: actions.optional(),
  permissions: permissions.optional(),
  /** Days until it ends, 90 unless told; null only when it shall never end. */
  expiresInDays: z.number().int().min(1).max(3650).nullable().optional(),
}

const list = z.object({ items: z.array(madeTokenSchema) })
const one = z.object({ id: z.string() })

export type MadeTokenAnswer = z.output<typeof madeTokenSchema>
export type NewTokenAnswer = z.output<typeof newToken>

export const madeTokenRoutes = defineRoutes({
  listMyTokens: {
    method: 'GET',
    path: `${base}/tokens`,
    summary: 'List my personal tokens',
    access: { permission: 'auth.token.read' },
    result: list,
  },
  createMyToken: {
    method: 'POST',
    path: `${base}/tokens`,
    summary: 'Make a personal token, which acts as me',
    access: { permission: 'auth.token.create' },
    body: z.strictObject({ name, ...limits }),
    result: newToken,
    status: 201,
  },
  revokeMyToken: {
    method: 'DELETE',
    path: `${base}/tokens/:id`,
    summary: 'Revoke one of my personal tokens',
    access: { permission: 'auth.token.delete' },
    params: one,
    status: 204,
  },
  listServiceTokens: {
    method: 'GET',
    path: `${base}/service-tokens`,
    summary: 'List service tokens',
    access: { permission: 'auth.service-token.read' },
    result: list,
  },
  createServiceToken: {
    method: 'POST',
    path: `${base}/service-tokens`,
    summary: 'Make a service token with roles of its own',
    access: { permission: 'auth.service-token.create' },
    body: z.strictObject({
      name: serviceName,
      /** Names of roles of the policy; with permissions switched off they say nothing. */
      roles: z.array(z.string().min(1).max(200)).max(50),
      ...limits,
    }),
    result: newToken,
    status: 201,
  },
  revokeServiceToken: {
    method: 'DELETE',
    path: `${base}/service-tokens/:id`,
    summary: 'Revoke a service token',
    access: { permission: 'auth.service-token.delete' },
    params: one,
    status: 204,
  },
  listEveryonesTokens: {
    method: 'GET',
    path: `${base}/user-tokens`,
    summary: 'List the personal tokens of everyone, or of one user',
    access: { permission: 'auth.user-token.read' },
    query: z.object({ user: z.string().optional() }),
    result: list,
  },
  revokeSomeonesToken: {
    method: 'DELETE',
    path: `${base}/user-tokens/:id`,
    summary: 'Revoke a personal token of anyone',
    access: { permission: 'auth.user-token.delete' },
    params: one,
    status: 204,
  },
})
