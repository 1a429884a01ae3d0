import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { guestToken, startProduct, until } from '../testing/product.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

/**
 * App-configs of three real Backstage installations, started as they are, with dummy values for their variables.
 * The portal must come up, serve what can be served, and the doctor must name what cannot and why.
 */
const here = dirname(fileURLToPath(import.meta.url))
const corpus = join(here, '..', '..', '..', 'shared', 'corpus', 'app-config')
const program = join(here, '..', 'dist', 'cli.js')
const cases: [string, RegExp[]][] = [
  ['backstage__demo/app-config.yaml', [/costInsights/, /Reading from .* is not allowed|catalog\.providers/]],
  ['Navdeep-12__Backstage/app-config.yaml', [/acme-corp\.yaml.*does not exist/, /deprecated/]],
  ['redhat-developer__rhdh/app-config.yaml', [/developerHub/, /dynamicPlugins/]],
]

if (!existsSync(corpus)) console.log('corpus absent: real app-configs were not started')

for (const [path, expected] of cases) {
  test(`${path} starts unchanged and is explained`, {
    skip: !existsSync(corpus) && 'corpus absent',
  }, async () => {
    const file = join(corpus, path)
    const names = [...readFileSync(file, 'utf8').matchAll(/\$\{([A-Z0-9_]+)(?::-[^}]*)?\}/g)].map(
      (match) => match[1] ?? '',
    )
    const env = Object.fromEntries(names.map((name) => [name, dummyOf(name)]))
    const dataDir = temporaryFolder('config')

    const portal = await startProduct({
      configFiles: [file],
      dataDir,
      env: { ...env, NODE_ENV: 'development' },
    })
    assert.equal((await fetch(`${portal.base}/`)).status, 200)
    const headers = { authorization: `Bearer ${await guestToken(portal.base)}` }
    const locations = async () => {
      const answer = await fetch(`${portal.base}/api/catalog/entities?filter=kind=location`, { headers })
      return answer.ok ? ((await answer.json()) as { status?: unknown; spec: { target?: string } }[]) : []
    }
    if (headers.authorization !== 'Bearer ') {
      await until(async () => (await locations()).length > 0, 15_000, 100)
      const shown = await locations()
      console.log(
        `${path}: ${shown.length} Locations, ${shown.filter((entity) => entity.status).length} with problems`,
      )
    }
    await portal.stop()
    assert.doesNotMatch(portal.log(), /dummy-secret/, 'no secret in the log')

    const doctor = spawnSync(process.execPath, [program, 'check', '--config', file], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
      cwd: dataDir,
    })
    for (const pattern of expected) assert.match(doctor.stdout + doctor.stderr, pattern)
    assert.doesNotMatch(doctor.stdout, /dummy-secret/)
  })
}

function dummyOf(name: string): string {
  if (/PORT/.test(name)) return '5432'
  if (/ENABLED/.test(name)) return 'false'
  if (/URL|HOST|DOMAIN/.test(name)) return 'https://dummy.example'
  return 'dummy-secret-1234'
}
