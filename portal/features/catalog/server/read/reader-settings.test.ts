import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { ConfigReader } from '@callboard/sdk'
import { resolveFileTarget } from './file-target.ts'
import { readerSettings } from './reader-settings.ts'

const top = mkdtempSync(join(tmpdir(), 'callboard-settings-'))
after(() => rmSync(top, { recursive: true, force: true }))

function configOf(data: Record<string, unknown>, folders: string[] = []): Pick<ConfigReader, 'get'> {
  const get = (path: string) =>
    path
      .split('.')
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], data)
  const config = { get, folders, origin: () => ({ file: 'app-config.yaml', line: 3, column: 5 }) }
  return config
}

function settingsOf(data: Record<string, unknown>, folders: string[] = []) {
  return readerSettings(configOf(data, folders) as ConfigReader, { cwd: top })
}

test('github.com is readable without any configuration', () => {
  const { github, allow, hosts } = settingsOf({})
  assert.deepEqual(github, [
    {
      host: 'github.com',
      apiBaseUrl: 'https://api.github.com',
      rawBaseUrl: 'https://raw.githubusercontent.com',
      token: null,
    },
  ])
  assert.deepEqual(allow, [])
  assert.ok(hosts.some((host) => host.host === 'gitlab.com'))
})

test('integrations give their hosts; a token is trimmed; an enterprise host has its usual addresses', () => {
  const { github, hosts } = settingsOf({
    integrations: {
      github: [{ host: 'ghe.example.com', token: ' abc\n' }, { token: '' }],
      gitlab: [{ host: 'gitlab.example.com', token: 'x' }],
    },
  })
  assert.deepEqual(github[0], {
    host: 'ghe.example.com',
    apiBaseUrl: 'https://ghe.example.com/api/v3',
    rawBaseUrl: 'https://ghe.example.com/raw',
    token: 'abc',
  })
  assert.equal(github[1]?.token, null)
  assert.equal(github.length, 2)
  assert.ok(hosts.some((host) => host.kind === 'gitlab' && host.host === 'gitlab.example.com'))
})

test('an entry without a value costs only itself; a wrong shape names key and place', () => {
  const allow = [{ host: null }, { host: 'x.org', paths: ['/a'] }]
  assert.deepEqual(settingsOf({ backend: { reading: { allow } } }).allow, [{ host: 'x.org', paths: ['/a'] }])
  assert.throws(
    () => settingsOf({ integrations: { github: [{ token: 7 }] } }),
    /integrations\.github\.0\.token \(app-config\.yaml:3:5\)/,
  )
})

test('size and time of a read can be set', () => {
  const reading = { maxBytes: '5000', timeout: { seconds: 2 } }
  const { limits } = settingsOf({ backend: { reading } })
  assert.deepEqual([limits.maxBytes, limits.timeoutMs, limits.maxRedirects], [5000, 2000, 5])
})

test('settings cross into a worker unchanged', () => {
  const settings = settingsOf({ catalog: { locations: [{ type: 'file', target: 'a/*.yaml' }] } })
  assert.deepEqual(structuredClone(settings), JSON.parse(JSON.stringify(settings)))
})

test('a file target is tried in the working directory, beside the config, and where Backstage runs', () => {
  const config = join(top, 'config')
  mkdirSync(join(config, 'packages', 'backend'), { recursive: true })
  mkdirSync(join(config, 'examples'))
  writeFileSync(join(config, 'examples', 'a.yaml'), '')
  const { fileRoots, trustedFolders } = settingsOf(
    { catalog: { locations: [{ type: 'file', target: '../../examples/*.yaml' }] } },
    [config],
  )
  assert.deepEqual(fileRoots, [top, config, join(config, 'packages', 'backend')])
  assert.deepEqual(trustedFolders, [join(config, 'examples')])
  const found = resolveFileTarget('../../examples/a.yaml', fileRoots)
  assert.equal(found.path, join(config, 'examples', 'a.yaml'))
  assert.equal(found.root, join(config, 'packages', 'backend'))
  const missing = resolveFileTarget('./none.yaml', fileRoots)
  assert.deepEqual([missing.exists, missing.tried.length], [false, 3])
})
