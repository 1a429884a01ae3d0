import { basename } from 'node:path'
import type { Problem } from '@callboard/sdk/model'
import type { ConfigNode, ObjectNode, ScalarNode } from './config-node.ts'
import { type ReadDocument, readDocument } from './read-document.ts'

/**
 * A Kubernetes ConfigMap that carries a config file is read as the file it carries, with a warning: people
 * hand over what they have in their cluster repository.
 */
export function unwrap(read: ReadDocument, text: string, file: string): ReadDocument {
  const { node } = read
  if (node?.kind !== 'object' || scalar(node, 'kind') !== 'ConfigMap') return read
  const data = node.entries.get('data')
  if (data?.kind !== 'object') return read
  const inner = [...data.entries].filter(
    (entry): entry is [string, ScalarNode] =>
      /^app-config.*\.ya?ml$/.test(entry[0]) &&
      entry[1].kind === 'scalar' &&
      typeof entry[1].value === 'string',
  )
  const [first] = inner
  if (!first) return read
  const [name, value] = first
  const document = readDocument(String(value.value), file, offsetOf(text, value))
  const warning: Problem = {
    severity: 'warning',
    name: 'ConfigError',
    message: `${basename(file)} is a Kubernetes ConfigMap; its '${name}' is read`,
    hint:
      inner.length > 1
        ? 'It holds several files; give each to --config by itself'
        : 'Give --config that inner file',
    at: value.at,
  }
  return { node: document.node, problems: [...read.problems, warning, ...document.problems] }
}

function scalar(node: ObjectNode, key: string): unknown {
  const value: ConfigNode | undefined = node.entries.get(key)
  return value?.kind === 'scalar' ? value.value : undefined
}

/** Lines and columns between the outer file and the text of a block scalar (`|`) in it. */
function offsetOf(text: string, value: ScalarNode): { lines: number; columns: number } {
  const header = value.at.line ?? 1
  const firstLine = text.split('\n')[header] ?? ''
  const innerFirst = String(value.value).split('\n')[0] ?? ''
  return { lines: header, columns: Math.max(0, firstLine.indexOf(innerFirst.trimStart())) }
}
