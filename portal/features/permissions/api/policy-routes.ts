import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'
import {
  explanationSchema,
  importResultSchema,
  matrixSchema,
  savedSchema,
  simulationSchema,
  versionSchema,
} from './answers.ts'
import { assignmentInput, policyChange, policySchema, roleInput, roleName } from './policy.ts'

const base = '/api/permission'
const read = { permission: 'permission.policy.read' } as const
const update = { permission: 'permission.policy.update' } as const
const named = z.object({ name: roleName })
const ref = z.string().min(1).max(500)

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
    result: savedSchema,
  },
  deleteRole: {
    method: 'DELETE',
    path: `${base}/roles/:name{.+}`,
    summary: 'Remove a role that was made in the portal, and who has it',
    access: update,
    params: named,
    result: savedSchema,
  },
  putAssignment: {
    method: 'PUT',
    path: `${base}/assignments/:name{.+}`,
    summary: 'Say who has a role, besides those whom config gives it',
    access: update,
    params: named,
    body: assignmentInput,
    result: savedSchema,
  },
  deleteAssignment: {
    method: 'DELETE',
    path: `${base}/assignments/:name{.+}`,
    summary: 'Take a role from everyone who was given it in the portal',
    access: update,
    params: named,
    result: savedSchema,
  },
  putDefaultRoles: {
    method: 'PUT',
    path: `${base}/default-roles`,
    summary: 'Say which roles every signed-in user has; null leaves it to the portal',
    access: update,
    body: z.strictObject({ roles: z.array(roleName).max(50).nullable() }),
    result: savedSchema,
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
    result: savedSchema,
  },
  listPolicyVersions: {
    method: 'GET',
    path: `${base}/versions`,
    summary: 'List the changes of the policy made in the portal, newest first',
    access: read,
    result: z.object({ items: z.array(versionSchema) }),
  },
  restorePolicyVersion: {
    method: 'POST',
    path: `${base}/versions/:version/restore`,
    summary: 'Make the policy what it was; itself a new version',
    access: update,
    params: z.object({ version: z.string().regex(/^\d{1,9}$/) }),
    result: savedSchema,
  },
  getMatrix: {
    method: 'GET',
    path: `${base}/matrix`,
    summary: 'Read what each role may do, permission by permission',
    access: read,
    result: matrixSchema,
  },
  explain: {
    method: 'POST',
    path: `${base}/explain`,
    summary: 'Say why somebody may or may not do something, with every rule that was looked at',
    access: { ...read, action: 'read' },
    body: z.strictObject({ user: ref, permission: ref, resourceRef: ref.optional() }),
    result: explanationSchema,
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
    result: simulationSchema,
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
    result: importResultSchema,
  },
})
