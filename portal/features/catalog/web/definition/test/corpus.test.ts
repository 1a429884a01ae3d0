/** Every API definition of the corpus opens in its viewer, or says in which line it does not. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadAll } from 'js-yaml'
import { readAsyncApi } from '../asyncapi/asyncapi-model.ts'
import { readSdl } from '../graphql/read-sdl.ts'
import { curlOf } from '../openapi/curl.ts'
import { readOpenApi } from '../openapi/openapi-model.ts'
import { detailOf } from '../openapi/operation-detail.ts'
import { readProto } from '../proto/read-proto.ts'
import { formatOf } from '../reading/format.ts'
import { readDocument } from '../reading/read-document.ts'
import { isObject, objectIn, textIn } from '../reading/values.ts'

const corpus = join(import.meta.dirname, '../../../../../../../shared/corpus/catalog')

test('definitions of real catalogs open', async () => {
  if (!existsSync(corpus)) {
    console.log('corpus absent: no definitions of real catalogs are read')
    return
  }
  const count = { shown: 0, problems: 0, text: 0, operations: 0 }
  for (const [type, definition] of definitions()) {
    const { viewer } = formatOf(type, definition)
    const opened = await show(viewer, definition)
    if (opened === undefined) count.text++
    else if (opened < 0) count.problems++
    else {
      count.shown++
      count.operations += opened
    }
  }
  console.log(
    `corpus: ${count.shown} definitions shown with ${count.operations} operations, ` +
      `${count.problems} explained as unreadable, ${count.text} as text`,
  )
  assert.ok(count.shown > 10)
})

/** Number of operations, -1 for a problem, undefined for what is shown as text. */
async function show(viewer: string, text: string): Promise<number | undefined> {
  if (viewer === 'graphql') return 'value' in readSdl(text) ? 0 : -1
  if (viewer === 'proto') return 'value' in readProto(text) ? 0 : -1
  if (viewer !== 'openapi' && viewer !== 'asyncapi') return undefined
  const read = await readDocument(text)
  if ('problem' in read) return -1
  if (viewer === 'asyncapi') {
    const api = readAsyncApi(read.value)
    return 'value' in api ? api.value.operations.length : -1
  }
  const api = readOpenApi(read.value)
  if ('problem' in api) return -1
  const operations = api.value.groups.flatMap((group) => group.operations)
  for (const operation of operations) {
    const curl = curlOf(operation, detailOf(api.value, operation), api.value.root)
    assert.match(curl, /^curl /)
  }
  return operations.length
}

function* definitions(): Generator<[type: string, text: string]> {
  for (const entry of readdirSync(corpus, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.ya?ml$/.test(entry.name)) continue
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8')
    if (!/kind:\s*['"]?API\b/.test(text)) continue
    let documents: unknown[]
    try {
      documents = loadAll(text)
    } catch {
      continue
    }
    for (const document of documents) {
      if (!isObject(document) || document.kind !== 'API') continue
      const spec = objectIn(document.spec)
      if (typeof spec.definition === 'string') yield [textIn(spec.type), spec.definition]
    }
  }
}
