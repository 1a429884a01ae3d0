/**
 * Checks values against JSON Schemas. ajv is loaded with the first file and each schema compiled with its
 * first use, so that a portal with nothing to read pays for neither.
 */
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv'
import { limits } from './limits.ts'
import type { Schema } from './schemas/index.ts'

export interface SchemaFault {
  /** The sentence of the contract: `/spec must have required property 'owner' - missingProperty: owner`. */
  message: string
  /** The same without the parameters, as envelope policies say it. */
  shortMessage: string
  keyword: string
  /** Path of the value the rule is about; for a missing or unknown field the field is the last step. */
  path: string[]
}

const compiled = new WeakMap<Schema, { first: ValidateFunction; all?: ValidateFunction }>()
let engines: { first: Ajv; all: Ajv } | undefined

/** Must have ended before the first check. */
export async function loadSchemaEngines(): Promise<void> {
  if (engines) return
  const { Ajv: Engine } = await import('ajv')
  const options = { strict: false, validateSchema: false, logger: false } as const
  engines ??= { first: new Engine(options), all: new Engine({ ...options, allErrors: true }) }
}

/** The rules of a schema that a value breaks, first one first. Empty when it is right. */
export function checkSchema(schema: Schema, value: unknown): SchemaFault[] {
  if (!engines) throw new Error('loadSchemaEngines() was not awaited')
  const { first, all } = engines
  let entry = compiled.get(schema)
  if (!entry) {
    entry = { first: first.compile(schema) }
    compiled.set(schema, entry)
  }
  if (entry.first(value)) return []
  // All faults at once cost memory in proportion to the faults: only for documents a person wrote.
  if (JSON.stringify(value).length > limits.referenceChars) return faultsOf(entry.first.errors)
  entry.all ??= all.compile(schema)
  entry.all(value)
  return faultsOf(entry.all.errors)
}

function faultsOf(errors: ErrorObject[] | null | undefined): SchemaFault[] {
  return (errors ?? []).slice(0, limits.problemsPerDocument).map((error) => {
    const shortMessage = `${error.instancePath || '<root>'} ${error.message ?? 'is not valid'}`
    const parameters = Object.entries(error.params).map(([key, value]) => `${key}: ${value}`)
    const named: unknown = error.params.missingProperty ?? error.params.additionalProperty
    const path = error.instancePath.split('/').slice(1).map(unescapeStep)
    return {
      message: parameters.length ? `${shortMessage} - ${parameters.join(', ')}` : shortMessage,
      shortMessage,
      keyword: error.keyword,
      path: typeof named === 'string' ? [...path, named] : path,
    }
  })
}

/** Steps of a JSON pointer. */
function unescapeStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~')
}
