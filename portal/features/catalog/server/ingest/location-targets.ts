/** What a Location document points to (contract: catalog-model §10). */
import { PortalError, reasonOf } from '@callboard/sdk'
import { type Entity, isScriptUrl, type LocationRef, type Position } from '@callboard/sdk/model'
import type { Reader } from '../read/types.ts'
import { limits } from './limits.ts'
import type { JsonPath } from './position.ts'
import type { Target } from './types.ts'
import type { Breach } from './validate.ts'

/** Types a Location may name when they differ from its own. */
const allowedTypes = ['url']

/**
 * Targets in order (`target`, then `targets`), globs not resolved, each with the line that `positionOf` tells;
 * a refused one is a breach.
 */
export function locationTargets(
  entity: Entity,
  location: LocationRef,
  reader: Reader,
  positionOf: (path: JsonPath) => Position,
): { targets: Target[]; breaches: Breach[] } {
  if (entity.kind !== 'Location' || !entity.spec) return { targets: [], breaches: [] }
  const { spec } = entity
  const type = typeof spec.type === 'string' ? spec.type : location.type
  const presence = spec.presence === 'optional' ? 'optional' : 'required'
  const targets: Target[] = []
  const breaches: Breach[] = []
  for (const { written, path } of writtenTargets(spec)) {
    try {
      const resolved = resolveTarget(type, written, location, reader)
      targets.push({ ...resolved, presence, ...lineAndColumn(positionOf(path)) })
    } catch (thrown) {
      const name = thrown instanceof PortalError ? thrown.name : 'InputError'
      const hint = thrown instanceof PortalError ? thrown.details.hint : undefined
      const message = reasonOf(thrown)
      breaches.push({
        severity: 'error',
        name,
        message,
        path,
        ...(typeof hint === 'string' ? { hint } : {}),
      })
    }
  }
  return { targets: distinct(targets), breaches }
}

/** Where a target is written in the file that names it. */
export function placeOf({ line, column }: Target, file: string): Position | undefined {
  return line === undefined ? undefined : { file, line, ...(column !== undefined && { column }) }
}

function lineAndColumn({ line, column }: Position): Pick<Target, 'line' | 'column'> {
  return { ...(line !== undefined && { line }), ...(column !== undefined && { column }) }
}

function writtenTargets(spec: NonNullable<Entity['spec']>): { written: string; path: (string | number)[] }[] {
  const { target, targets } = spec
  const single = typeof target === 'string' ? [{ written: target, path: ['spec', 'target'] }] : []
  const list = Array.isArray(targets) ? targets : []
  return [
    ...single,
    ...list.map((written, index) => ({ written: String(written), path: ['spec', 'targets', index] })),
  ]
}

function resolveTarget(type: string, written: string, location: LocationRef, reader: Reader): LocationRef {
  if (written.length > limits.targetChars) {
    throw new PortalError('input', `A location target may have at most ${limits.targetChars} characters`)
  }
  if (isScriptUrl(written)) {
    throw new PortalError('input', 'Location targets with a javascript: scheme are refused')
  }
  if (type !== location.type) {
    if (allowedTypes.includes(type)) return { type, target: written }
    throw new PortalError(
      'input',
      `Registered locations must be of an allowed type ${JSON.stringify(allowedTypes)}`,
      {
        hint: `Write \`type: url\` and full URLs, or leave the type out to inherit "${location.type}".`,
      },
    )
  }
  if (type === 'file' && /[/\\]$/.test(written)) {
    throw new PortalError('input', `file targets must not end in a path separator, got "${written}"`, {
      hint: 'Name a file, or use a pattern such as `./services/**/catalog-info.yaml`.',
    })
  }
  return reader.resolve(location, written, 'target')
}

/** Each target once, where it is first written. */
function distinct(targets: Target[]): Target[] {
  const seen = new Set<string>()
  return targets.filter(({ type, target }) => {
    const name = `${type}:${target}`
    return !seen.has(name) && seen.add(name)
  })
}
