import { PortalError } from '../errors.ts'
import { isScriptUrl } from './script-url.ts'

/** Where entities are read from, e.g. `{ type: 'url', target: 'https://host/catalog-info.yaml' }`. */
export interface LocationRef {
  type: string
  target: string
}

/** `type:target`, the form in annotations. */
export function stringifyLocation(location: LocationRef): string {
  return `${location.type}:${location.target}`
}

/**
 * Parses `<type>:<target>` (catalog-model §4).
 *
 * @throws `input` when the colon is missing, a part is empty, a bare URL was given, or the target is a script.
 */
export function parseLocation(ref: string): LocationRef {
  const colon = ref.indexOf(':')
  if (colon === -1) {
    throw new PortalError(
      'input',
      `Unable to parse location ref '${ref}', expected '<type>:<target>', e.g. 'url:https://host/path'`,
    )
  }
  const type = ref.slice(0, colon).trim()
  const target = ref.slice(colon + 1).trim()
  if (!type || !target) {
    throw new PortalError(
      'input',
      `Unable to parse location ref '${ref}', expected '<type>:<target>', e.g. 'url:https://host/path'`,
    )
  }
  if (type === 'http' || type === 'https') {
    throw new PortalError(
      'input',
      `Invalid location ref '${ref}', please prefix it with 'url:', e.g. 'url:${ref}'`,
    )
  }
  if (isScriptUrl(target)) {
    throw new PortalError(
      'input',
      `Invalid location ref '${ref}', targets with a javascript: scheme are refused`,
    )
  }
  return { type, target }
}
