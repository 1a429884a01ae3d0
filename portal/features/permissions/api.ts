import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'

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
  resourceRef: z.union([z.string(), z.array(z.string())]).optional(),
})

/** The permission questions of rest-api §7. */
export const permissionsApi = defineRoutes({
  authorize: {
    method: 'POST',
    path: '/api/permission/authorize',
    summary: 'Ask whether the caller may do something',
    access: 'user',
    body: z.object({ items: z.array(permissionItem) }),
    result: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          result: z.union([z.enum(['ALLOW', 'DENY']), z.array(z.enum(['ALLOW', 'DENY']))]),
        }),
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
