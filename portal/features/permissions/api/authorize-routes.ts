import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'
import { criteriaSchema } from './criteria.ts'

const permissionItem = z.object({
  id: z.string(),
  permission: z.looseObject({
    type: z.enum(['basic', 'resource']).optional(),
    name: z.string(),
    attributes: z
      .looseObject({ action: z.enum(['create', 'read', 'update', 'delete']).optional() })
      .optional(),
    resourceType: z.string().optional(),
  }),
  resourceRef: z.union([z.string(), z.array(z.string()).max(10_000)]).optional(),
})

const definite = z.enum(['ALLOW', 'DENY'])

export const authorizeRoutes = defineRoutes({
  authorize: {
    method: 'POST',
    path: '/api/permission/authorize',
    summary: 'Ask whether the caller may do something',
    access: 'signed-in',
    reads: true,
    body: z.object({ items: z.array(permissionItem).max(1000) }),
    maxBodyBytes: 4 * 1024 * 1024,
    result: z.object({
      items: z.array(
        z.union([
          z.object({ id: z.string(), result: z.union([definite, z.array(definite)]) }),
          z.object({
            id: z.string(),
            result: z.literal('CONDITIONAL'),
            pluginId: z.string(),
            resourceType: z.string(),
            conditions: criteriaSchema,
          }),
        ]),
      ),
    }),
  },
  permissionHealth: {
    method: 'GET',
    path: '/api/permission/health',
    summary: 'Whether the permission API answers',
    access: 'public',
    result: z.object({ status: z.literal('ok') }),
  },
})
