import { specSchema, text, texts } from './parts.ts'

export const resourceSchema = specSchema(['type', 'owner'], {
  type: text,
  owner: text,
  system: text,
  dependsOn: texts,
  dependencyOf: texts,
})
