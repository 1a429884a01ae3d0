import { aiResourceSchema } from './ai-resource.ts'
import { apiSchema, apiVariants } from './api.ts'
import { componentSchema } from './component.ts'
import { domainSchema } from './domain.ts'
import { groupSchema } from './group.ts'
import { locationSchema } from './location.ts'
import type { Schema } from './parts.ts'
import { resourceSchema } from './resource.ts'
import { systemSchema } from './system.ts'
import { templateSchema } from './template.ts'
import { userSchema } from './user.ts'

export { envelopeSchema, fullEnvelopeSchema } from './envelope.ts'
export type { Schema } from './parts.ts'

const schemas: { [kind: string]: Schema } = {
  Component: componentSchema,
  API: apiSchema,
  Resource: resourceSchema,
  System: systemSchema,
  Domain: domainSchema,
  Group: groupSchema,
  User: userSchema,
  Template: templateSchema,
  AiResource: aiResourceSchema,
  Location: locationSchema,
}

/** The schema of a core kind; APIs of some types have one of their own. */
export function schemaOf(kind: string, type: unknown): Schema | undefined {
  if (kind === 'API' && typeof type === 'string' && Object.hasOwn(apiVariants, type)) return apiVariants[type]
  return Object.hasOwn(schemas, kind) ? schemas[kind] : undefined
}
