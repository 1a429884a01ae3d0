import { basename } from 'node:path'
import { type ConfigReader, PortalError } from '@callboard/sdk'
import { kindOf } from '@callboard/sdk/config-values'
import type { JsonObject, JsonValue } from '@callboard/sdk/model'
import type { z } from 'zod'
import { findNode, type ObjectNode, toData } from './config-node.ts'

/** Typed access to the merged config, with Backstage's sentences when a value is not what was asked for. */
export function createReader(
  root: ObjectNode,
  folders: string[],
  subscribe: (listener: (config: ConfigReader) => void) => void,
): ConfigReader {
  function origin(path: string): { file: string; line: number; column: number } | undefined {
    const at = findNode(root, path)?.at
    return at && { file: at.file, line: at.line ?? 0, column: at.column ?? 0 }
  }
  function fileOf(path: string): string {
    const parts = path.split('.')
    for (let length = parts.length; length > 0; length--) {
      const at = origin(parts.slice(0, length).join('.'))
      if (at) return basename(at.file)
    }
    return 'app-config.yaml'
  }
  return {
    section<S extends z.ZodType>(key: string, schema: S): z.output<S> {
      const parsed = schema.safeParse(valueAt(root, key))
      if (parsed.success) return parsed.data
      const [issue] = parsed.error.issues
      const path = [key, ...(issue?.path ?? [])].filter((part) => part !== '').map(String)
      throw accessError(path.join('.'), issue, valueAt(root, path.join('.')), fileOf(path.join('.')))
    },
    get: (path) => valueAt(root, path),
    origin,
    folders,
    onChange: subscribe,
  }
}

function valueAt(root: ObjectNode, path: string): JsonValue | undefined {
  const node = findNode(root, path)
  return node && freeze(toData(node))
}

function accessError(
  path: string,
  issue: z.core.$ZodIssue | undefined,
  value: unknown,
  file: string,
): PortalError {
  const key = path.replace(/\.(\d+)(?=\.|$)/g, '[$1]')
  if (value === undefined && issue?.code !== 'custom') {
    return new PortalError('input', `Missing required config value at '${key}'`, { key })
  }
  if (issue?.code === 'invalid_type') {
    const message = `Invalid type in config for key '${key}' in '${file}', got ${kindOf(value)}, wanted ${issue.expected}`
    return new PortalError('input', message, { key, file })
  }
  const reason = issue?.message ?? 'it is not what was expected'
  return new PortalError('input', `Invalid value in config for key '${key}' in '${file}': ${reason}`, {
    key,
    file,
  })
}

export function freeze<T extends JsonValue | JsonObject | undefined>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const item of Object.values(value)) freeze(item)
    Object.freeze(value)
  }
  return value
}
