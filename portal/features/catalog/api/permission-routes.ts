import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'
import { base } from './values.ts'

const result = z.enum(['ALLOW', 'DENY'])

/** What Backstage's policies and RBAC plugins ask a plugin that has things to permit. */
export const permissionRoutes = defineRoutes({
  permissionMetadata: {
    method: 'GET',
    path: `${base}/.well-known/backstage/permissions/metadata`,
    summary: 'List the permissions of the catalog, and the rules that conditions are made of',
    access: 'signed-in',
    result: z.object({
      permissions: z.array(
        z.object({
          type: z.enum(['basic', 'resource']),
          name: z.string(),
          attributes: z.object({ action: z.string().optional() }),
          resourceType: z.string().optional(),
        }),
      ),
      rules: z.array(
        z.object({
          name: z.string(),
          description: z.string(),
          resourceType: z.string(),
          paramsSchema: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
  },
  applyConditions: {
    method: 'POST',
    path: `${base}/.well-known/backstage/permissions/apply-conditions`,
    summary: 'Tell which entities fit conditions',
    access: 'service',
    maxBodyBytes: 4 * 1024 * 1024,
    body: z.object({
      items: z
        .array(
          z.object({
            id: z.string(),
            resourceRef: z.union([z.string(), z.array(z.string()).max(10_000)]),
            resourceType: z.literal('catalog-entity'),
            conditions: z.record(z.string(), z.unknown()),
          }),
        )
        .max(1000),
    }),
    result: z.object({
      items: z.array(z.object({ id: z.string(), result: z.union([result, z.array(result)]) })),
    }),
  },
})
