import { PortalError, reasonOf, toPortalError } from '@callboard/sdk'
import { type LocationRef, type Problem, parseLocation, stringifyLocation } from '@callboard/sdk/model'
import { parse } from '../ingest/parse.ts'
import { processFile } from '../ingest/process.ts'
import type { Target } from '../ingest/types.ts'
import type { Reader } from '../read/types.ts'

/** In the reference's shape; `hint` says what to write instead. */
export interface ValidationError {
  name: string
  message: string
  hint?: string
}

// Rules say which kinds a registered file may hold; here somebody only asks whether an entity is well made.
const everyKind = { isAllowed: () => true }

/** Processes an entity as if it stood in the file at `location`; a Location's targets are really read. */
export async function validateEntity(
  reader: Reader,
  given: { entity: Record<string, unknown>; location: string },
  signal: AbortSignal,
): Promise<ValidationError[]> {
  const location = placeOf(given.location)
  if ('name' in location) return [location]
  const file = { location, text: JSON.stringify(given.entity), etag: null, revision: null }
  const result = await processFile({ reader, rules: everyKind, origin: location, signal }, file)
  const errors = result.problems.filter((problem) => problem.severity === 'error').map(errorOf)
  if (errors.length > 0) return errors
  const own = result.entities
    .flatMap((entity) => entity.problems)
    .filter((problem) => problem.severity === 'error')
  const targets = result.entities.flatMap((entity) => entity.targets)
  const read = await Promise.all(targets.map((target) => readTarget(reader, target, signal)))
  return [...own.map(errorOf), ...read.flat()]
}

function placeOf(text: string): LocationRef | ValidationError {
  try {
    const location = parseLocation(text)
    if (location.type === 'url') return location
    const message = `Invalid location ref ${text}, only 'url:<target>' is supported, e.g. url:https://host/path`
    return { name: 'TypeError', message }
  } catch (thrown) {
    return { name: 'TypeError', message: reasonOf(thrown) }
  }
}

async function readTarget(reader: Reader, target: Target, signal: AbortSignal): Promise<ValidationError[]> {
  try {
    const locations = await reader.expand(target, signal)
    if (locations.length === 0)
      throw new PortalError('not_found', `no matching files found for ${target.target}`)
    const errors = await Promise.all(locations.map((location) => readErrors(reader, location, signal)))
    return errors.flat()
  } catch (thrown) {
    signal.throwIfAborted()
    const error = toPortalError(thrown)
    if (error.code === 'not_found' && target.presence === 'optional') return []
    return [{ name: error.name, message: `Unable to read ${target.type}, ${error.message}` }]
  }
}

async function readErrors(
  reader: Reader,
  location: LocationRef,
  signal: AbortSignal,
): Promise<ValidationError[]> {
  const file = await reader.read(location, { etag: null }, signal)
  if (file === 'unchanged') return []
  const { problems } = parse(file.text, location.target, stringifyLocation(location))
  return problems.filter((problem) => problem.severity === 'error').map(errorOf)
}

function errorOf({ name, message, hint }: Problem): ValidationError {
  return { name, message, ...(hint !== undefined && { hint }) }
}
