/**
 * Replaces placeholders (`$text: ./api.yaml`) by the content they name, everywhere in a document (contract:
 * catalog-model §8). What a placeholder brings in is not searched again.
 */
import { PortalError, reasonOf } from '@callboard/sdk'
import { type LocationRef, stringifyLocation } from '@callboard/sdk/model'
import type { IncludeReader } from './include-reader.ts'
import { bundleDefinition } from './openapi-refs.ts'
import { parse } from './parse.ts'
import { tidy } from './tidy.ts'
import type { Include } from './types.ts'
import type { Breach } from './validate.ts'

type Slots = { [key: string | number]: unknown }

interface Placeholder {
  holder: Slots
  key: string | number
  name: keyof typeof resolvers
  value: unknown
  path: (string | number)[]
}

interface Resolution {
  text: string
  value: string
  location: LocationRef
  files: IncludeReader
}

const resolvers = {
  $text: ({ text }: Resolution) => text,
  $json: readJson,
  $yaml: readSingleYaml,
  $openapi: bundleDefinition,
  $asyncapi: bundleDefinition,
}

/** Whether a text can hold placeholders at all. */
export function mayHoldPlaceholders(text: string): boolean {
  return /\$(?:text|json|yaml|openapi|asyncapi)\b/.test(text)
}

/** Fills the placeholders of a document in place; tells which files it took part of. */
export async function substitute(
  document: object,
  location: LocationRef,
  files: IncludeReader,
): Promise<{ includes: Include[]; breaches: Breach[] }> {
  const placeholders: Placeholder[] = []
  collect(document as Slots, [], placeholders)
  const used = new Map<string, LocationRef>()
  const tracked: IncludeReader = {
    ...files,
    read(read) {
      used.set(stringifyLocation(read), read)
      return files.read(read)
    },
  }
  const breaches: Breach[] = []
  for (const placeholder of placeholders) {
    try {
      placeholder.holder[placeholder.key] = await fill(placeholder, location, tracked)
    } catch (thrown) {
      breaches.push(breachOf(placeholder, thrown))
    }
  }
  const includes = [...used.values()]
    .map((read) => files.find(read))
    .filter((include) => include !== undefined)
  return { includes, breaches }
}

function collect(holder: Slots, path: (string | number)[], found: Placeholder[]): void {
  for (const [name, value] of Object.entries(holder)) {
    if (typeof value !== 'object' || value === null) continue
    const key = Array.isArray(holder) ? Number(name) : name
    const here = [...path, key]
    const keys = Object.keys(value)
    const [first] = keys
    if (
      keys.length === 1 &&
      first !== undefined &&
      !Array.isArray(value) &&
      Object.hasOwn(resolvers, first)
    ) {
      const resolver = first as Placeholder['name']
      found.push({ holder, key, name: resolver, value: (value as Slots)[first], path: here })
    } else {
      collect(value as Slots, here, found)
    }
  }
}

async function fill({ name, value }: Placeholder, base: LocationRef, files: IncludeReader): Promise<unknown> {
  if (typeof value !== 'string' || value === '') {
    throw new PortalError(
      'input',
      `Placeholder ${name} expected a string value parameter, in the form of an absolute URL or a relative path`,
    )
  }
  const location = resolve(name, base, value, files)
  try {
    const text = await files.read(location).catch((thrown) => {
      throw new PortalError(
        'input',
        `Placeholder ${name} could not read location ${value}, ${causeOf(thrown)}`,
        thrown instanceof PortalError ? thrown.details : {},
      )
    })
    const content = await resolvers[name]({ text, value, location, files })
    return tidy(content, { unshare: true }).value
  } catch (thrown) {
    if (thrown instanceof PortalError && thrown.message.startsWith('Placeholder ')) throw thrown
    throw new PortalError('input', `Placeholder ${name} could not use ${value}, ${reasonOf(thrown)}`)
  }
}

function resolve(name: string, base: LocationRef, value: string, files: IncludeReader): LocationRef {
  try {
    return files.resolve(base, value)
  } catch (thrown) {
    const message = reasonOf(thrown)
    const details = thrown instanceof PortalError ? thrown.details : {}
    if (message.startsWith('Placeholder ')) throw thrown
    if (message.startsWith('could not form a URL')) {
      throw new PortalError('input', `Placeholder ${name} ${message}`, details)
    }
    throw new PortalError(
      'input',
      `Placeholder ${name} could not read location ${value}, ${causeOf(thrown)}`,
      details,
    )
  }
}

const parseHint = 'Correct the file it names, or take it in as text with $text.'

function readJson({ text, value }: Resolution): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw new PortalError(
      'input',
      `Placeholder $json failed to parse JSON data at ${value}, ${causeOf(thrown)}`,
      { hint: parseHint },
    )
  }
}

function readSingleYaml({ text, value }: Resolution): unknown {
  const { drafts, problems } = parse(text, value)
  const [problem] = problems
  const failed = `Placeholder $yaml failed to parse YAML data at ${value}, `
  if (problem) throw new PortalError('input', failed + problem.message, { hint: problem.hint ?? parseHint })
  const [draft] = drafts
  if (draft && drafts.length === 1) return draft.value
  const message = `${failed}expected exactly one document, found ${drafts.length}`
  throw new PortalError('input', message, { hint: parseHint })
}

/** `NotFoundError: …`: a cause inside a longer sentence. */
function causeOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
}

function breachOf(placeholder: Placeholder, thrown: unknown): Breach {
  const hint = thrown instanceof PortalError ? thrown.details.hint : undefined
  return {
    severity: 'error',
    name: 'InputError',
    message: reasonOf(thrown),
    hint:
      typeof hint === 'string'
        ? hint
        : `Check that the value of ${placeholder.name} names a readable file, relative to this one or as a full URL.`,
    path: placeholder.path,
  }
}
