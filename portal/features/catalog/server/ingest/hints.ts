/** What to write instead, for the mistakes people make. */
import { findCoreKind } from '@callboard/sdk/model'
import type { SchemaFault } from './check-schema.ts'
import type { FormatFault } from './formats.ts'

const examples: { [path: string]: string } = {
  apiVersion: 'apiVersion: backstage.io/v1alpha1',
  kind: 'kind: Component',
  'metadata.name': 'name: my-service',
  'spec.owner': 'owner: team-a',
  'spec.type': 'type: service',
  'spec.lifecycle': 'lifecycle: production',
  'spec.definition': 'definition: { $text: ./openapi.yaml }',
  'spec.children': 'children: []',
  'spec.memberOf': 'memberOf: []',
  'spec.steps': 'steps: [{ action: "debug:log" }]',
  'spec.remotes': 'remotes: [{ type: streamable-http, url: "https://…" }]',
}

const typeExamples: { [kind: string]: string } = {
  API: 'type: openapi',
  Resource: 'type: database',
  Group: 'type: team',
  AiResource: 'type: skill',
}

export function schemaHint(fault: SchemaFault, kind: unknown, value: unknown): string {
  const field = fault.path.join('.')
  if (fault.keyword === 'required') return missingHint(field, kind)
  if (fault.keyword === 'additionalProperties') {
    const name = fault.path.at(-1)
    return `Remove "${name}", or move it under spec or metadata: a document has apiVersion, kind, metadata and spec.`
  }
  if (value === null || fault.keyword === 'minLength') return emptyHint(field, kind)
  if (fault.keyword === 'enum') return `Use one of: required, optional.`
  if (fault.keyword === 'type') return typeHint(field, fault.message, value)
  return `Correct "${field}".`
}

function missingHint(field: string, kind: unknown): string {
  const example = exampleOf(field, kind)
  return example ? `Add ${field}, for example \`${example}\`.` : `Add ${field}.`
}

function emptyHint(field: string, kind: unknown): string {
  const example = exampleOf(field, kind)
  if (example) return `Give "${field}" a value, for example \`${example}\`.`
  return `Give "${field}" a value, or remove the empty key.`
}

function exampleOf(field: string, kind: unknown): string | undefined {
  const ofKind = field === 'spec.type' ? typeExamples[String(kind)] : undefined
  return ofKind ?? examples[field]
}

function typeHint(field: string, message: string, value: unknown): string {
  if (/must be string/.test(message)) {
    if (typeof value === 'number' || typeof value === 'boolean') {
      return `Put the value of "${field}" in quotes: "${value}".`
    }
    if (Array.isArray(value)) return `Write "${field}" as one text, not as a list.`
    return `Write "${field}" as text; put it in quotes when it holds braces or brackets.`
  }
  if (/must be array/.test(message)) return `Write "${field}" as a list: one item per line, each after "- ".`
  if (/must be object/.test(message)) return `Write "${field}" as a mapping of keys to values.`
  return `Correct the type of "${field}".`
}

export function formatHint(fault: FormatFault): string {
  const value = String(fault.value)
  if (fault.rule === 'name' || fault.rule === 'namespace' || fault.rule === 'tag') {
    const slug = suggest(value, fault.rule)
    return slug ? `Write for example \`${slug}\`.` : 'Use letters, digits and hyphens.'
  }
  if (fault.rule === 'url') return 'Write a full URL, for example `https://example.com/page`.'
  if (fault.rule === 'suffix' && fault.field === 'apiVersion') return 'Write `backstage.io/v1alpha1`.'
  if (fault.rule === 'suffix') return 'Write the key as `example.com/name` or `name`.'
  if (fault.rule === 'kind') return 'Use letters and digits only, beginning with a letter.'
  return 'Give it a value, or remove the key.'
}

/** The nearest valid spelling of a name, namespace or tag. */
function suggest(value: string, rule: 'name' | 'namespace' | 'tag'): string {
  const allowed = { name: /[^A-Za-z0-9_.-]+/g, namespace: /[^a-z0-9-]+/g, tag: /[^a-z0-9:+#-]+/g }[rule]
  const source = value.slice(0, 300)
  const folded = rule === 'name' && !/\s/.test(source) ? source : source.toLowerCase()
  const slug = folded
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(allowed, '-')
  return slug
    .replace(/-{2,}/g, '-')
    .slice(0, 63)
    .replace(/^[-_.]+|[-_.]+$/g, '')
}

export function unrecognisedHint(apiVersion: string, kind: string): string {
  const core = findCoreKind(kind)
  if (!core) return 'Check kind and apiVersion.'
  if (core.kind !== kind) return `Write \`kind: ${core.kind}\`: kinds are case-sensitive in files.`
  const old = kind === 'Template' && /^backstage\.io\//.test(apiVersion)
  const rewrite = old ? ' and rewrite the template in the v1beta3 format' : ''
  return `Write \`apiVersion: ${core.apiVersions[0]}\`${rewrite}.`
}
