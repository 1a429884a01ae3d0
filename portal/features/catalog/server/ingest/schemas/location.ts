import { specSchema, text, texts } from './parts.ts'

export const locationSchema = specSchema([], {
  type: text,
  target: text,
  targets: texts,
  presence: { type: 'string', enum: ['required', 'optional'] },
})
