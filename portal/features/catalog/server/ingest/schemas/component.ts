import { specSchema, text, texts } from './parts.ts'

export const componentSchema = specSchema(['type', 'lifecycle', 'owner'], {
  type: text,
  lifecycle: text,
  owner: text,
  system: text,
  subcomponentOf: text,
  providesApis: texts,
  consumesApis: texts,
  dependsOn: texts,
  dependencyOf: texts,
})
