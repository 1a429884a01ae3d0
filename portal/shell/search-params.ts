/**
 * Search parameters as Backstage writes them, so that its bookmarks open here:
 * `filters[kind]=component&filters[tags][]=java` ↔ `{ filters: { kind: 'component', tags: ['java'] } }`.
 */
export type SearchParams = { [key: string]: SearchValue }
type SearchValue = string | string[] | SearchParams

const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

export function parseSearch(search: string): SearchParams {
  const params: SearchParams = {}
  for (const [name, value] of new URLSearchParams(search)) {
    const path = [
      name.replace(/\[.*$/, ''),
      ...[...name.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? ''),
    ]
    if (path.length <= 4 && !path.some((key) => forbidden.has(key))) put(params, path, value)
  }
  return params
}

function put(into: SearchParams, [key = '', ...rest]: string[], value: string): void {
  const [next, ...beyond] = rest
  if (next === undefined) {
    into[key] = value
  } else if (beyond.length === 0 && /^\d*$/.test(next)) {
    const list = into[key]
    into[key] = Array.isArray(list) ? [...list, value] : [value]
  } else {
    const nested = into[key]
    const object = typeof nested === 'object' && !Array.isArray(nested) ? nested : {}
    into[key] = object
    put(object, rest, value)
  }
}

/** The other way. Empty lists and empty texts are left out; brackets stay readable. */
export function stringifySearch(search: Record<string, unknown>): string {
  const parts: string[] = []
  write(parts, '', search)
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

function write(parts: string[], name: string, value: unknown): void {
  if (value === undefined || value === null || value === '') return
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) write(parts, `${name}[${index}]`, item)
  } else if (typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      const part = encodeURIComponent(key)
      write(parts, name === '' ? part : `${name}[${part}]`, item)
    }
  } else {
    parts.push(
      `${name}=${encodeURIComponent(String(value)).replace(/%3A/gi, ':').replace(/%2F/gi, '/').replace(/%2C/gi, ',')}`,
    )
  }
}
