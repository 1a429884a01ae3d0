import { type Schema, specSchema, text } from './parts.ts'

const shared = { type: text, lifecycle: text, owner: text, system: text }

/** An API described by a definition text, normally filled by `$text`. */
export const apiSchema = specSchema(['type', 'lifecycle', 'owner', 'definition'], {
  ...shared,
  definition: text,
})

/** `type: mcp-server`: a server for AI tools; where it is reached stands in `remotes`. */
const mcpServerSchema = specSchema(['type', 'lifecycle', 'owner', 'remotes'], {
  ...shared,
  remotes: {
    type: 'array',
    items: { type: 'object', required: ['type', 'url'], properties: { type: text, url: text } },
  },
})

/** `type: ai-model-server`: a server of language models. */
const aiModelServerSchema = specSchema(['type', 'lifecycle', 'owner'], {
  ...shared,
  serverType: text,
  serverUrl: text,
  models: { type: 'object' },
})

/** Schemas of the API types that have no definition. */
export const apiVariants: { [type: string]: Schema } = {
  'mcp-server': mcpServerSchema,
  'ai-model-server': aiModelServerSchema,
}
