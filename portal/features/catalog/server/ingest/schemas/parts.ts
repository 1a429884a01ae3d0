/** Pieces the kinds' schemas are made of. A schema object is plain JSON Schema (draft-07). */
export type Schema = { [keyword: string]: unknown }

export const text: Schema = { type: 'string', minLength: 1 }
export const texts: Schema = { type: 'array', items: text }

/** A document whose `spec` has the given fields; further fields are kept (contract: catalog-model §5). */
export function specSchema(required: string[], properties: { [field: string]: Schema }): Schema {
  return {
    type: 'object',
    required: ['spec'],
    properties: { spec: { type: 'object', required, properties } },
  }
}

export const profile: Schema = {
  type: 'object',
  properties: { displayName: text, email: text, picture: text },
}
