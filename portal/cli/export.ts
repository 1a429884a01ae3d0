import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { PortalError } from '@callboard/sdk'
import type { EntityView } from '@callboard/sdk/model'
import { stringify } from 'yaml'
import { readFromPortal } from './export/from-portal.ts'
import { readFromStore } from './export/from-store.ts'
import { type CommandInput, isSet, textFlag, textFlags } from './flags.ts'
import { commandFolder } from './where.ts'

/** Writes every entity, one after the other: nothing is held in memory but a page. */
export async function runCommand(input: CommandInput): Promise<number> {
  const format = textFlag(input, 'format') ?? 'yaml'
  if (format !== 'yaml' && format !== 'json') {
    throw new PortalError('input', `--format is 'yaml' or 'json', not '${format}'`)
  }
  const output = textFlag(input, 'output')
  const stream = output === undefined ? process.stdout : createWriteStream(resolve(commandFolder(), output))
  const kinds = new Set(textFlags(input, 'kind').map((kind) => kind.toLowerCase()))
  const isFull = isSet(input, 'full')
  const url = textFlag(input, 'url')
  const entities =
    url === undefined ? readFromStore(input, isFull) : readFromPortal(url, textFlag(input, 'token'))

  let count = 0
  for await (const entity of entities) {
    if (kinds.size > 0 && !kinds.has(entity.kind.toLowerCase())) continue
    await write(stream, textOf(isFull ? entity : asWritten(entity), format, count === 0))
    count++
  }
  if (output !== undefined) {
    stream.end()
    await finished(stream)
    console.error(`${count} ${count === 1 ? 'entity' : 'entities'} written to ${output}`)
  }
  return 0
}

function textOf(entity: EntityView, format: 'yaml' | 'json', isFirst: boolean): string {
  if (format === 'json') return `${JSON.stringify(entity)}\n`
  // No anchors: the reader of a catalog file limits them. No folding: definitions keep their lines.
  return `${isFirst ? '' : '---\n'}${stringify(entity, { aliasDuplicateObjects: false, lineWidth: 0 })}`
}

/** What the portal adds is left out, so that the file can be read in again. */
function asWritten({ relations, status, ...entity }: EntityView): EntityView {
  const { uid, etag, ...metadata } = entity.metadata
  return { ...entity, metadata }
}

async function write(stream: Writable, text: string): Promise<void> {
  if (stream.errored) throw stream.errored
  if (!stream.write(text)) await once(stream, 'drain')
}
