import { type Schema, specSchema, text } from './parts.ts'

const step: Schema = {
  type: 'object',
  required: ['action'],
  properties: {
    id: { type: 'string' },
    name: { type: 'string' },
    action: { type: 'string' },
    input: { type: 'object' },
    if: { type: ['string', 'boolean'] },
    each: { type: ['string', 'array', 'object'] },
  },
}

/** Deep rules (forms, actions, expressions) belong to the scaffolder; an unknown action is no error here. */
export const templateSchema = specSchema(['type', 'steps'], {
  type: text,
  owner: text,
  lifecycle: text,
  parameters: {
    anyOf: [{ type: 'object' }, { type: 'array', items: { type: 'object' } }],
  },
  steps: { type: 'array', items: step },
  output: { type: 'object' },
  secrets: { type: 'object' },
  presentation: { type: 'object' },
})
