/** Which kinds may come from which roots (contract: catalog-engine §10). */
import { PortalError } from '@callboard/sdk'
import type { Entity, JsonValue, LocationRef } from '@callboard/sdk/model'
import { Minimatch } from 'minimatch'

/** The parts of the `catalog` config that rules are made of, as plain JSON. */
export interface RulesConfig {
  rules?: JsonValue | undefined
  /** Config locations, file targets already made absolute. */
  locations?: { type: string; target: string; rules?: JsonValue | undefined }[] | undefined
}

export interface Rules {
  /** `origin` is the registration at the root of the chain that led to the entity. */
  isAllowed(entity: Entity, origin: LocationRef): boolean
}

interface Rule {
  allow: { kind: string; specType?: string | undefined }[]
  matches: (origin: LocationRef) => boolean
}

const defaultRules: JsonValue = [{ allow: ['Component', 'API', 'Location'] }]

/**
 * Makes rules from config. A location's own rules only widen what the global ones allow.
 *
 * @throws `input` when a rule cannot be understood; the message names its config key.
 */
export function compileRules(config: RulesConfig): Rules {
  const rules = compileList(config.rules ?? defaultRules, 'catalog.rules', true)
  config.locations?.forEach((location, index) => {
    if (location.rules === undefined || location.rules === null) return
    const own = compileList(location.rules, `catalog.locations[${index}].rules`, false)
    const matches = (origin: LocationRef) =>
      origin.type === location.type && origin.target === location.target
    for (const { allow } of own) rules.push({ allow, matches })
  })
  return {
    isAllowed: (entity, origin) =>
      rules.some((rule) => rule.matches(origin) && rule.allow.some((allowed) => admits(allowed, entity))),
  }
}

function admits(allowed: Rule['allow'][number], entity: Entity): boolean {
  if (allowed.kind !== entity.kind.toLowerCase()) return false
  if (allowed.specType === undefined) return true
  const type = entity.spec?.type
  return typeof type === 'string' && type.toLowerCase() === allowed.specType
}

function compileList(value: JsonValue, key: string, withLocations: boolean): Rule[] {
  if (!Array.isArray(value)) throw invalid(key, 'a list of rules')
  return value.map((rule, index) => {
    const at = `${key}[${index}]`
    if (!isObject(rule) || !Array.isArray(rule.allow)) throw invalid(`${at}.allow`, 'a list of kinds')
    const allow = rule.allow.map((entry, position) => compileAllow(entry, `${at}.allow[${position}]`))
    const places = withLocations ? rule.locations : undefined
    return { allow, matches: compilePlaces(places, `${at}.locations`) }
  })
}

function compileAllow(entry: JsonValue, key: string): Rule['allow'][number] {
  if (typeof entry === 'string') return { kind: entry.toLowerCase() }
  if (!isObject(entry) || typeof entry.kind !== 'string') throw invalid(key, 'a kind')
  const type = entry['spec.type']
  if (type !== undefined && typeof type !== 'string') throw invalid(`${key}.spec.type`, 'a string')
  return { kind: entry.kind.toLowerCase(), specType: type?.toLowerCase() }
}

function compilePlaces(value: JsonValue | undefined, key: string): Rule['matches'] {
  if (value === undefined || value === null) return () => true
  if (!Array.isArray(value)) throw invalid(key, 'a list of locations')
  const places = value.map((place, index) => compilePlace(place, `${key}[${index}]`))
  return (origin) => places.some((matches) => matches(origin))
}

function compilePlace(place: JsonValue, key: string): Rule['matches'] {
  if (!isObject(place) || typeof place.type !== 'string') throw invalid(`${key}.type`, 'a string')
  const { type, exact, pattern } = place
  if (exact !== undefined && pattern !== undefined) {
    throw new PortalError('input', 'A catalog rule location cannot have both exact and pattern values', {
      key,
    })
  }
  if (exact !== undefined) return (origin) => origin.type === type && origin.target === exact
  if (pattern === undefined) return (origin) => origin.type === type
  if (typeof pattern !== 'string') throw invalid(`${key}.pattern`, 'a string')
  const compiled = new Minimatch(pattern, { nocase: true, dot: true })
  return (origin) => origin.type === type && compiled.match(origin.target)
}

function isObject(value: JsonValue | undefined): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(key: string, expected: string): PortalError {
  return new PortalError('input', `Invalid catalog rule: ${key} must be ${expected}`, { key })
}
