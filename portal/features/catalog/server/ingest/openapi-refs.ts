/** Brings the parts of an API definition that stand in other files (`$ref: ./pet.yaml#/Pet`) into one text. */
import { PortalError } from '@callboard/sdk'
import { type LocationRef, stringifyLocation } from '@callboard/sdk/model'
import { stringify } from 'yaml'
import type { IncludeReader } from './include-reader.ts'
import { limits } from './limits.ts'
import { readYaml } from './read-yaml.ts'

interface Bundle {
  files: IncludeReader
  root: string
  documents: Map<string, Promise<unknown>>
  nodes: number
}

/** The text itself when it stands alone, otherwise the definition with references to other files written out. */
export async function bundleDefinition(definition: {
  text: string
  location: LocationRef
  files: IncludeReader
}): Promise<string> {
  const { text, location, files } = definition
  if (!/\$ref["']?\s*:\s*["']?[^#"'\s]/.test(text)) return text
  const root = stringifyLocation(location)
  const document = readDefinition(text, root)
  const bundle = { files, root, documents: new Map([[root, Promise.resolve(document)]]), nodes: 0 }
  const bundled = await inline(document, location, bundle, [])
  return text.trimStart().startsWith('{') ? JSON.stringify(bundled, null, 2) : stringify(bundled)
}

async function inline(
  value: unknown,
  base: LocationRef,
  bundle: Bundle,
  trail: readonly string[],
): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value
  bundle.nodes += 1
  if (bundle.nodes > limits.nodes || trail.length > limits.depth) {
    throw new PortalError('input', 'The definition is too large once its references are written out')
  }
  if (Array.isArray(value)) {
    const list: unknown[] = []
    for (const item of value) list.push(await inline(item, base, bundle, trail))
    return list
  }
  const ref = '$ref' in value ? value.$ref : undefined
  if (typeof ref === 'string' && isForeign(ref, base, bundle)) {
    return follow(ref, base, bundle, trail, value)
  }
  const entries: [string, unknown][] = []
  for (const [key, child] of Object.entries(value)) {
    entries.push([key, await inline(child, base, bundle, trail)])
  }
  return Object.fromEntries(entries)
}

/** References within the root file stay; within another file they point into what is being brought in. */
function isForeign(ref: string, base: LocationRef, bundle: Bundle): boolean {
  return !ref.startsWith('#') || stringifyLocation(base) !== bundle.root
}

async function follow(
  ref: string,
  base: LocationRef,
  bundle: Bundle,
  trail: readonly string[],
  original: unknown,
): Promise<unknown> {
  const [file = '', pointer = ''] = ref.split('#', 2)
  const location = file === '' ? base : bundle.files.resolve(base, file)
  const url = stringifyLocation(location)
  const target = `${url}#${pointer}`
  if (trail.includes(target)) return original
  let document = bundle.documents.get(url)
  if (!document) {
    document = bundle.files.read(location).then((text) => readDefinition(text, url))
    bundle.documents.set(url, document)
  }
  return inline(pointAt(await document, pointer, ref), location, bundle, [...trail, target])
}

function pointAt(document: unknown, pointer: string, ref: string): unknown {
  let value = document
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    const holder = typeof value === 'object' && value !== null ? (value as { [key: string]: unknown }) : {}
    if (!Object.hasOwn(holder, key)) throw new PortalError('input', `The reference ${ref} points at nothing`)
    value = holder[key]
  }
  return value
}

function readDefinition(text: string, url: string): unknown {
  const reading = readYaml(text)
  if ('fault' in reading) throw new PortalError('input', `YAML error at ${url}, ${reading.fault.message}`)
  return reading.value
}
