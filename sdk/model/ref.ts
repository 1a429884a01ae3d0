import { PortalError } from '../errors.ts'

/** The compound form of an entity reference, in original case. */
export interface EntityName {
  kind: string
  namespace: string
  name: string
}

export interface RefDefaults {
  kind?: string | undefined
  namespace?: string | undefined
}

/**
 * Parses `[<kind>:][<namespace>/]<name>` exactly as Backstage does (catalog-model §3).
 *
 * @example
 * parseRef('shop', { kind: 'Component' }) // { kind: 'Component', namespace: 'default', name: 'shop' }
 *
 * @throws `input` when a part is empty or the kind is missing without a default.
 */
export function parseRef(ref: string, defaults: RefDefaults = {}): EntityName {
  const slash = ref.indexOf('/')
  const firstColon = ref.indexOf(':')
  const colon = slash !== -1 && slash < firstColon ? -1 : firstColon
  const kind = colon === -1 ? undefined : ref.slice(0, colon)
  const namespace = slash === -1 ? undefined : ref.slice(colon + 1, slash)
  const name = ref.slice(Math.max(colon, slash) + 1)
  if (kind === '' || namespace === '' || name === '') {
    throw new PortalError(
      'input',
      `Entity reference "${ref}" was not on the form [<kind>:][<namespace>/]<name>`,
      { ref },
    )
  }
  const fullKind = kind ?? defaults.kind
  if (!fullKind) {
    throw new PortalError(
      'input',
      `Entity reference ${JSON.stringify(ref)} had missing or empty kind (e.g. did not start with "component:" or similar)`,
      { ref },
    )
  }
  return { kind: fullKind, namespace: namespace ?? defaults.namespace ?? 'default', name }
}

/** `kind:namespace/name`, each part lower-cased: the form in which every ref is stored and returned. */
export function stringifyRef(name: { kind: string; namespace?: string | undefined; name: string }): string {
  return `${name.kind}:${name.namespace ?? 'default'}/${name.name}`.toLowerCase()
}

/** The full lower-case ref of an entity. */
export function refOf(entity: {
  kind: string
  metadata: { name: string; namespace?: string | undefined }
}): string {
  return stringifyRef({ kind: entity.kind, namespace: entity.metadata.namespace, name: entity.metadata.name })
}
