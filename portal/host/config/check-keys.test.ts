// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is the syntax under test
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Problem } from '@callboard/sdk/model'
import { loadText } from '../../testing/config-files.ts'
import { knownKeys } from './schema/index.ts'

async function problems(text: string, env: Record<string, string> = {}): Promise<Problem[]> {
  return (await loadText(text, { env })).problems
}

describe('keys we know', () => {
  const wrong: [text: string, message: string][] = [
    [
      'backend:\n  server:\n    maxHeadersCount: lots\n',
      "Invalid type in config for key 'backend.server.maxHeadersCount' in 'app-config.yaml', got string, wanted number",
    ],
    [
      'catalog:\n  locations: file.yaml\n',
      "Invalid type in config for key 'catalog.locations' in 'app-config.yaml', got string, wanted array",
    ],
    [
      'app:\n  title: 5\n',
      "Invalid type in config for key 'app.title' in 'app-config.yaml', got number, wanted string",
    ],
    [
      'catalog:\n  locations:\n    - type: url\n',
      "Missing required config value at 'catalog.locations[0].target'",
    ],
    [
      'catalog:\n  processingInterval: 30\n',
      "Invalid value in config for key 'catalog.processingInterval' in 'app-config.yaml': The value cannot be a plain number; try adding a unit, as in '30 seconds' or '30s'",
    ],
    [
      'catalog:\n  orphanStrategy: destroy\n',
      "Invalid value in config for key 'catalog.orphanStrategy' in 'app-config.yaml', got 'destroy'",
    ],
    [
      'backend:\n  listen: { port: 99999 }\n',
      'backend.listen.port must be a port between 0 and 65535, got 99999',
    ],
  ]
  for (const [text, message] of wrong) {
    test(message, async () => {
      const found = (await problems(text)).filter((each) => each.severity === 'error')
      assert.deepEqual(
        found.map((each) => each.message),
        [message],
      )
      assert.ok((found[0]?.at?.line ?? 0) > 0)
    })
  }

  test('numbers and booleans may be texts', async () => {
    const text = 'backend: { listen: { port: "${P}" }, trustProxy: "yes" }\ncatalog: { readonly: "off" }\n'
    assert.deepEqual(await problems(text, { P: '7007' }), [])
  })

  test('a location without its variable is left out, the others stay', async () => {
    const text =
      'catalog:\n  locations:\n    - { type: url, target: "${LOC}" }\n    - { type: file, target: a.yaml }\n'
    const config = await loadText(text)
    assert.deepEqual(config.reader.get('catalog.locations'), [{ type: 'file', target: 'a.yaml' }])
    assert.equal(config.reader.get('catalog.locations[0].target'), 'a.yaml')
    assert.deepEqual(
      config.problems.map(({ severity, message }) => [severity, message]),
      [['warning', 'catalog.locations[0] is left out: the variable LOC is not set']],
    )
  })

  test('a database that is not supported says what to do', async () => {
    const [embedded] = await problems('backend: { database: { client: embedded-postgres } }')
    assert.equal(embedded?.severity, 'error')
    assert.match(embedded?.hint ?? '', /Remove 'backend.database'/)
    const [mysql] = await problems('backend: { database: { client: mysql2, connection: {} } }')
    assert.match(mysql?.hint ?? '', /MySQL is not supported/)
  })
})

describe('keys we do not know', () => {
  test('are kept, and are one warning however much stands below them', async () => {
    const config = await loadText('dynatrace:\n  a: { b: 1 }\n  c: 2\nkafka: {}\n')
    assert.deepEqual(config.reader.get('dynatrace'), { a: { b: 1 }, c: 2 })
    assert.deepEqual(
      config.problems.map((each) => [each.severity, each.message, each.at?.line]),
      [
        ['warning', "Unknown key 'dynatrace' in 'app-config.yaml'", 1],
        ['warning', "Unknown key 'kafka' in 'app-config.yaml'", 4],
      ],
    )
  })

  test('get a suggestion only when one is near', async () => {
    const found = await problems(
      'catalog: { procesingInterval: 30s, reedOnly: true, colours: 1 }\nbackand: {}\n',
    )
    assert.deepEqual(
      found.map((each) => each.hint),
      [
        "Did you mean 'processingInterval'?",
        "Did you mean 'readonly'?",
        'It is kept, but nothing here reads it',
        "Did you mean 'backend'?",
      ],
    )
  })

  test('removed keys are tolerated, except a reader that would silently not read', async () => {
    const found = await problems(
      'catalog:\n  useUrlReadersSearch: true\n  stitchingStrategy: { mode: deferred }\n  processors: { github: { providers: [] } }\n',
    )
    assert.deepEqual(
      found.map((each) => [each.severity, each.message]),
      [
        ['error', "'catalog.processors.github' is no longer read"],
        ['warning', "'catalog.useUrlReadersSearch' is no longer read"],
        ['warning', "'catalog.stitchingStrategy.mode' is no longer read"],
      ],
    )
  })
})

test('every section we know is described in the docs', () => {
  const docs = readFileSync(join(import.meta.dirname, '../../../docs/config.md'), 'utf8')
  for (const key of Object.keys(knownKeys.keys ?? {})) {
    if (key !== 'userSettings' && key !== 'enabled') assert.ok(docs.includes(`\`${key}`), key)
  }
})
