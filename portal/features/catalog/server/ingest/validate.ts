/**
 * The rules a document must meet to be an entity, in the order and with the words of the contract
 * (catalog-model §1, §2, §5, §13; observed 29).
 */
import { type Entity, findCoreKind, refOf } from '@callboard/sdk/model'
import { checkSchema, type SchemaFault } from './check-schema.ts'
import { findCaseClash } from './flatten.ts'
import { checkFormats } from './formats.ts'
import { formatHint, schemaHint, unrecognisedHint } from './hints.ts'
import { envelopeSchema, fullEnvelopeSchema, schemaOf } from './schemas/index.ts'

/** A broken rule, before it is given its line and column. */
export interface Breach {
  severity: 'error' | 'warning' | 'info'
  name: string
  message: string
  hint?: string
  path: (string | number)[]
}

/** Step 1: is it a document of the catalog at all? */
export function checkEnvelope(value: unknown): Breach[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [
      {
        severity: 'error',
        name: 'InputError',
        message: `Expected object at root, got ${typeof value}`,
        hint: Array.isArray(value)
          ? 'Write each entity as a document of its own; a line with --- stands between two documents.'
          : 'A catalog document begins with apiVersion, kind and metadata.',
        path: [],
      },
    ]
  }
  const breaches = checkSchema(envelopeSchema, value).map((fault) =>
    schemaBreach(fault, fault.message, value),
  )
  const [first] = breaches
  const isOther = !('kind' in value) && !('metadata' in value)
  return first && isOther ? [{ ...first, hint: otherFileHint }] : breaches
}

const otherFileHint =
  'This does not look like a catalog document, which has apiVersion, kind and metadata. Name only catalog files in the location.'

/** Step 3: policies. `entity` passed step 1. */
export function checkPolicies(entity: Entity): Breach[] {
  const failed = `Policy check failed for ${refOf(entity)}; caused by Error: `
  const shape = checkSchema(fullEnvelopeSchema, entity)
  if (shape.length > 0) {
    return shape.map((fault) =>
      schemaBreach(fault, `${failed}Malformed envelope, ${fault.shortMessage}`, entity),
    )
  }
  const output = ['relations', 'status'].filter((field) => field in entity)
  if (output.length > 0) {
    return output.map((field) => ({
      severity: 'error',
      name: 'InputError',
      message: `${failed}Unknown field ${field}`,
      hint: `Remove "${field}": the catalog writes it itself.`,
      path: [field],
    }))
  }
  return checkFormats(entity).map((fault) => ({
    severity: 'error',
    name: 'InputError',
    message: `${failed}${fault.message}`,
    hint: formatHint(fault),
    path: fault.path,
  }))
}

/** Step 6: the schema of the kind. An unknown kind passes with a note. */
export function checkKind(entity: Entity): Breach[] {
  const core = findCoreKind(entity.kind)
  if (!core) {
    return [
      {
        severity: 'info',
        name: 'UnknownKind',
        message: `The kind ${entity.kind} (${entity.apiVersion}) has no schema here; the entity is kept as it is written`,
        path: ['kind'],
      },
    ]
  }
  const isMine = core.kind === entity.kind && core.apiVersions.includes(entity.apiVersion)
  const schema = isMine ? schemaOf(core.kind, entity.spec?.type) : undefined
  if (!schema) {
    return [
      {
        severity: 'error',
        name: 'InputError',
        message: `No processor recognized the entity ${refOf(entity)} as valid, possibly caused by a foreign kind or apiVersion`,
        hint: unrecognisedHint(entity.apiVersion, entity.kind),
        path: [core.kind === entity.kind ? 'apiVersion' : 'kind'],
      },
    ]
  }
  return checkSchema(schema, entity).map((fault) => schemaBreach(fault, fault.message, entity))
}

/** Keys that differ in letter case only would be one key in filters. */
export function checkKeyCase(entity: Entity): Breach[] {
  const key = findCaseClash(entity)
  if (key === undefined) return []
  return [
    {
      severity: 'error',
      name: 'InputError',
      message: `Entity has duplicate keys that vary only in casing, '${key}'`,
      hint: 'Keep one of the spellings.',
      path: key.split('.').slice(0, 1),
    },
  ]
}

function schemaBreach(fault: SchemaFault, message: string, value: object): Breach {
  const found = valueAt(value, fault.path)
  const kind = 'kind' in value ? value.kind : undefined
  return {
    severity: 'error',
    name: 'InputError',
    message,
    hint: schemaHint(fault, kind, found),
    path: fault.path,
  }
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value
  for (const step of path) at = (at as { [key: string]: unknown } | null | undefined)?.[step]
  return at
}
