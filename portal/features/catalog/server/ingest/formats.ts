/**
 * The formats of envelope fields (contract: catalog-model §1, §2). Every pattern runs in linear time and only
 * on texts of bounded length.
 */
import type { Entity } from '@callboard/sdk/model'

export interface FormatFault {
  field: string
  path: (string | number)[]
  value: unknown
  message: string
  rule: Rule
}

type Rule = keyof typeof expectations

const expectations = {
  name: 'a string that is sequences of [a-zA-Z0-9] separated by any of [-_.], at most 63 characters in total',
  suffix: 'a valid prefix and/or suffix',
  namespace: 'a string that is sequences of [a-z0-9] separated by [-], at most 63 characters in total',
  tag: 'a string that is sequences of [a-z0-9:+#] separated by [-], at most 63 characters in total',
  text: 'a string',
  kind: 'a string that is a sequence of [a-zA-Z][a-z0-9A-Z], at most 63 characters in total',
  url: 'a string that is a valid url',
  filled: 'a non empty string',
} as const

const documentation =
  'https://github.com/backstage/backstage/blob/master/docs/architecture-decisions/adr002-default-catalog-file-format.md'

/** The rules an envelope breaks, in the order the contract checks them. Types were checked before. */
export function checkFormats(entity: Entity): FormatFault[] {
  const { metadata } = entity
  const faults: FormatFault[] = []
  const check = (rule: Rule, isValid: boolean, field: string, path: FormatFault['path'], value: unknown) => {
    if (!isValid) faults.push({ field, path, value, rule, message: messageFor(rule, field, value) })
  }
  check('suffix', isApiVersion(entity.apiVersion), 'apiVersion', ['apiVersion'], entity.apiVersion)
  check('kind', isKind(entity.kind), 'kind', ['kind'], entity.kind)
  check('name', isName(metadata.name), 'metadata.name', ['metadata', 'name'], metadata.name)
  if (metadata.namespace !== undefined) {
    const path = ['metadata', 'namespace']
    check('namespace', isNamespace(metadata.namespace), 'metadata.namespace', path, metadata.namespace)
  }
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    const path = ['metadata', 'labels', key]
    check('suffix', isKey(key), `labels.${key}`, path, key)
    check('name', value === '' || isName(value), `labels.${key}`, path, value)
  }
  for (const key in metadata.annotations) {
    check('suffix', isKey(key), `annotations.${key}`, ['metadata', 'annotations', key], key)
  }
  metadata.tags?.forEach((tag, index) => {
    check('tag', isTag(tag), `tags.${index}`, ['metadata', 'tags', index], tag)
  })
  metadata.links?.forEach((link, index) => {
    const path = ['metadata', 'links', index]
    check('url', URL.canParse(link.url), `links.${index}.url`, [...path, 'url'], link.url)
    for (const field of ['title', 'icon'] as const) {
      const value = link[field]
      if (value === undefined) continue
      check('filled', value.trim() !== '', `links.${index}.${field}`, [...path, field], value)
    }
  })
  return faults
}

function messageFor(rule: Rule, field: string, value: unknown): string {
  const found = String(value)
  const shown = found.length > 200 ? `${found.slice(0, 200)}…` : found
  return `"${field}" is not valid; expected ${expectations[rule]} but found "${shown}". To learn more about catalog file format, visit: ${documentation}`
}

export function isKind(value: string): boolean {
  return value.length <= 63 && /^[a-zA-Z][a-z0-9A-Z]*$/.test(value)
}

export function isName(value: string): boolean {
  return value.length <= 63 && /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(value)
}

export function isNamespace(value: string): boolean {
  return value.length <= 63 && /^[a-z0-9]+(?:-+[a-z0-9]+)*$/.test(value)
}

function isTag(value: string): boolean {
  return value.length <= 63 && /^[a-z0-9:+#]+(?:-[a-z0-9:+#]+)*$/.test(value)
}

function isSubdomain(value: string): boolean {
  return value.length > 0 && value.length <= 253 && value.split('.').every(isNamespace)
}

function isApiVersion(value: string): boolean {
  const [prefix, suffix] = splitPrefix(value)
  return (
    (prefix === undefined || isSubdomain(prefix)) &&
    suffix !== undefined &&
    suffix.length <= 63 &&
    /^[a-z0-9A-Z]+$/.test(suffix)
  )
}

/** Keys of labels and annotations. */
function isKey(value: string): boolean {
  const [prefix, suffix] = splitPrefix(value)
  return (prefix === undefined || isSubdomain(prefix)) && suffix !== undefined && isName(suffix)
}

function splitPrefix(value: string): [prefix: string | undefined, suffix: string | undefined] {
  const parts = value.split('/', 3)
  if (parts.length === 1) return [undefined, parts[0]]
  return parts.length === 2 ? [parts[0], parts[1]] : [undefined, undefined]
}
