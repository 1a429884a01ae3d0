import { specSchema, text, texts } from './parts.ts'

export const aiResourceSchema = specSchema(['type', 'lifecycle', 'owner'], {
  type: text,
  lifecycle: text,
  owner: text,
  system: text,
  disciplines: texts,
  categories: texts,
  agents: texts,
  dependsOn: texts,
  skills: texts,
  plugins: texts,
  category: text,
  rationale: { type: 'string' },
  license: text,
})
