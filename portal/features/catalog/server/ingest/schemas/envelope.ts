import { type Schema, text, texts } from './parts.ts'

/** What every document must have before anything else is looked at. */
export const envelopeSchema: Schema = {
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata'],
  properties: {
    apiVersion: text,
    kind: text,
    metadata: { type: 'object', required: ['name'], properties: { name: text } },
  },
}

const textMap: Schema = { type: 'object', additionalProperties: { type: 'string' } }

const link: Schema = {
  type: 'object',
  required: ['url'],
  properties: { url: text, title: text, icon: text, type: text },
}

/** The whole envelope. `relations` and `status` are output: their own rule refuses them with its own words. */
export const fullEnvelopeSchema: Schema = {
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata'],
  additionalProperties: false,
  properties: {
    apiVersion: text,
    kind: text,
    metadata: {
      type: 'object',
      required: ['name'],
      properties: {
        uid: text,
        etag: text,
        name: text,
        namespace: text,
        title: text,
        description: { type: 'string' },
        labels: textMap,
        annotations: textMap,
        tags: texts,
        links: { type: 'array', items: link },
      },
    },
    spec: { type: 'object' },
    relations: {},
    status: {},
  },
}
