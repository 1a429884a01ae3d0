import type { JsonObject, JsonValue, Position } from '@callboard/sdk/model'
import type { ConfigValue } from '../api.ts'

type Place = ConfigValue['at']

/** Every single value of the config with where it stands, in the order of the files' keys. */
export function configValues(
  redacted: JsonObject,
  origin: (path: string) => Position | undefined,
  folder: string,
): ConfigValue[] {
  const values: ConfigValue[] = []
  const visit = (value: JsonValue, path: string): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, `${path}[${index}]`)
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) visit(item, path === '' ? key : `${path}.${key}`)
    } else if (value !== null) {
      values.push({ path, value, at: placeOf(origin(path), folder) })
    }
  }
  visit(redacted, '')
  return values
}

/** A position with its file as people would name it. */
export function placeOf(at: Position | undefined, folder: string): Place {
  if (!at) return null
  return { file: shortened(at.file, folder), line: at.line || null, column: at.column || null }
}

export function shortened(file: string, folder: string): string {
  return file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file
}
