import type { JsonObject, JsonValue } from '@callboard/sdk/model'
import { type ConfigNode, type ConfigPath, define, type ObjectNode } from './config-node.ts'
import type { Key } from './schema/key.ts'
import { entryKey, shapeOf } from './schema/match.ts'

/** What the browser may see, and what nobody may: both decided here and nowhere else. */

const secretName =
  /(^|[a-z0-9_-])(token|password|passwd|passphrase|secret|private_?key|decryption_?pvk|(api|app|auth|access|account|write|license|signing|encryption)_?key|access_?key_?id|connection_?string|credentials?|authorization|cookie|webhook_?url)s?$/i

const hidden = '<secret>'

interface Walk {
  keepsEmpty: boolean
  leaf(
    node: ConfigNode & { kind: 'scalar' },
    key: Key | undefined,
    path: ConfigPath,
    inSecret: boolean,
  ): JsonValue | undefined
}

/** The part of the config that goes to the browser: keys marked `frontend`, nothing else. */
export function frontendData(root: ObjectNode, known: Key): JsonObject {
  const walk: Walk = {
    keepsEmpty: false,
    leaf: (node, key, path, inSecret) =>
      key?.visibility === 'frontend' && !isSecretLeaf(node, key, path, inSecret) ? node.value : undefined,
  }
  return (render(walk, root, known, [], false) ?? {}) as JsonObject
}

/** The whole config with `<secret>` in place of what must not be shown; addresses lose their passwords. */
export function redactedData(root: ObjectNode, known: Key): JsonObject {
  const walk: Walk = {
    keepsEmpty: true,
    leaf: (node, key, path, inSecret) => {
      if (isSecretLeaf(node, key, path, inSecret)) return hidden
      return typeof node.value === 'string' ? withoutPassword(node.value) : node.value
    },
  }
  return (render(walk, root, known, [], false) ?? {}) as JsonObject
}

/** Every text that is a secret, so that messages and logs can be cleaned of them. */
export function secretTexts(root: ObjectNode, known: Key): { path: ConfigPath; value: string }[] {
  const found: { path: ConfigPath; value: string }[] = []
  const walk: Walk = {
    keepsEmpty: false,
    leaf: (node, key, path, inSecret) => {
      if (isSecretLeaf(node, key, path, inSecret)) found.push({ path, value: String(node.value) })
      return undefined
    },
  }
  render(walk, root, known, [], false)
  return found
}

/** `postgres://user:pass@host` → `postgres://user:<secret>@host`. */
export function withoutPassword(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]{1,30}:\/\/)([^\s/:@]{0,200}):[^\s/@]{1,500}@/gi, `$1$2:${hidden}@`)
}

function isSecretLeaf(
  node: ConfigNode & { kind: 'scalar' },
  key: Key | undefined,
  path: ConfigPath,
  inSecret: boolean,
): boolean {
  if (typeof node.value === 'boolean' || node.value === '') return false
  if (key?.visibility === 'secret') return true
  // A known key with a closed set of values, or one we show on purpose, is no secret whatever its name.
  if (key?.type === 'choice' || key?.type === 'duration' || key?.visibility === 'frontend') return false
  if (inSecret || node.isSecret) return true
  const name = path.findLast((part) => typeof part === 'string')
  return typeof name === 'string' && secretName.test(name)
}

function render(
  walk: Walk,
  node: ConfigNode,
  key: Key | undefined,
  path: ConfigPath,
  inSecret: boolean,
): JsonValue | undefined {
  const shape = key && shapeOf(key, node)
  switch (node.kind) {
    case 'null':
    case 'absent':
      return undefined
    case 'scalar':
      return walk.leaf(node, shape, path, inSecret)
    case 'list': {
      const below = pass(shape, shape?.items)
      const items = node.items
        .map((item, i) => render(walk, item, below, [...path, i], inSecret || shape?.visibility === 'secret'))
        .filter((item) => item !== undefined)
      return items.length > 0 || keepsEmpty(walk, shape) ? items : undefined
    }
    case 'object': {
      const data: JsonObject = {}
      let isEmpty = true
      for (const [name, value] of node.entries) {
        const below = pass(shape, shape && entryKey(shape, name))
        const plain = render(walk, value, below, [...path, name], inSecret || shape?.visibility === 'secret')
        if (plain === undefined) continue
        define(data, name, plain)
        isEmpty = false
      }
      return isEmpty && path.length > 0 && !keepsEmpty(walk, shape) ? undefined : data
    }
  }
}

/** Deep visibility is handed down to keys that say nothing themselves. */
function pass(shape: Key | undefined, below: Key | undefined): Key | undefined {
  if (!shape?.isDeep) return below
  if (below?.visibility === 'secret') return below
  return { ...(below ?? { type: 'any' }), visibility: 'frontend', isDeep: true }
}

function keepsEmpty(walk: Walk, shape: Key | undefined): boolean {
  return walk.keepsEmpty || shape?.visibility === 'frontend'
}
