// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is the syntax under test
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { ConfigReader } from '@callboard/sdk'
import { errorsOf, folderWith, loadText } from '../../testing/config-files.ts'
import { loadConfig } from './load-config.ts'

describe('which files are read', () => {
  test('the default files overlay each other in order', async () => {
    const cwd = folderWith({
      'app-config.yaml':
        'app: { title: base }\norganization: { name: base }\nsentry: { organization: base, a: 1 }',
      'app-config.stage.yaml': 'organization: { name: stage }\nsentry: { a: 2 }',
      'app-config.local.yaml': 'sentry: { organization: local }',
      'app-config.stage.local.yaml': 'sentry: { a: 3 }',
    })
    const { data, files } = await loadConfig({ files: [], cwd, env: { BACKSTAGE_ENV: 'stage' } })
    assert.equal((data.app as { title: string }).title, 'base')
    assert.deepEqual(data.organization, { name: 'stage' })
    assert.deepEqual(data.sentry, { organization: 'local', a: 3 })
    assert.equal(files.length, 4)
  })

  test('--config replaces the default list and starts from the folder of the command', async () => {
    const cwd = folderWith({
      'app-config.yaml': 'app: { title: default }',
      'app-config.local.yaml': 'app: { title: local }',
      'conf/a.yaml': 'app: { title: a }\norganization: { name: a }',
      'conf/b.yaml': 'app: { title: b }',
    })
    const config = await loadConfig({ files: ['conf/a.yaml', 'conf/b.yaml'], cwd, env: {} })
    assert.equal(config.reader.get('app.title'), 'b')
    assert.equal(config.reader.get('organization.name'), 'a')
    assert.deepEqual(config.reader.folders, [join(cwd, 'conf')])
    assert.equal(
      config.description,
      `MergedConfigSource{FileConfigSource{path="${join(cwd, 'conf/a.yaml')}"}, FileConfigSource{path="${join(cwd, 'conf/b.yaml')}"}}`,
    )
  })

  test('under npm a relative file starts from where the user typed the command', async () => {
    const typed = folderWith({ 'mine.yaml': 'app: { title: mine }' })
    const cwd = folderWith({ 'package.json': '{}' })
    const env = { INIT_CWD: typed, npm_package_json: join(cwd, 'package.json') }
    assert.equal((await loadConfig({ files: ['mine.yaml'], cwd, env })).reader.get('app.title'), 'mine')
  })

  test('a missing file is named by its absolute path', async () => {
    const cwd = folderWith({})
    const config = await loadConfig({ files: ['no/such.yaml'], cwd, env: {} })
    assert.deepEqual(errorsOf(config), [`Config file "${join(cwd, 'no/such.yaml')}" does not exist`])
  })

  test('without any file the default config runs, its targets start above its folder, guests get in', async () => {
    const root = folderWith({ 'portal/default.yaml': 'auth: { providers: { guest: {} } }' })
    const cwd = folderWith({})
    const defaultFile = join(root, 'portal/default.yaml')
    const config = await loadConfig({ files: [], cwd, env: {}, defaultFile })
    assert.deepEqual(config.reader.folders, [root])
    assert.equal(config.reader.get('auth.providers.guest.dangerouslyAllowOutsideDevelopment'), true)
    const production = await loadConfig({ files: [], cwd, env: { NODE_ENV: 'production' }, defaultFile })
    assert.equal(production.reader.get('auth.providers.guest.dangerouslyAllowOutsideDevelopment'), false)
    const own = await loadConfig({
      files: [],
      cwd: folderWith({ 'app-config.yaml': '' }),
      env: {},
      defaultFile,
    })
    assert.equal(own.reader.get('auth'), undefined)
  })
})

describe('merging', () => {
  test('lists are replaced, null removes, an unset variable hides nothing', async () => {
    const { data } = await loadText('sentry: { list: [1, 2], gone: 1, kept: 1, deep: { a: 1, b: 2 } }', {
      beside: {
        'app-config.local.yaml': 'sentry: { list: [3], gone: null, kept: "${UNSET}", deep: { b: 3 } }',
      },
    })
    assert.deepEqual(data.sentry, { list: [3], kept: 1, deep: { a: 1, b: 3 } })
  })

  test('empty files, comments and empty sections load', async () => {
    for (const text of ['', '# nothing\n', 'proxy:\nscaffolder:\nkubernetes: # none\n', '---\n']) {
      const config = await loadText(text)
      assert.deepEqual(errorsOf(config), [])
      assert.equal(config.reader.get('proxy'), undefined)
    }
  })

  test('a provider without settings is a provider with its defaults', async () => {
    const { data } = await loadText('auth:\n  providers:\n    guest:\n')
    assert.deepEqual(data.auth, { providers: { guest: {} } })
  })

  test('a key named __proto__ is plain data', async () => {
    const { data } = await loadText('sentry: { "__proto__": { polluted: true } }')
    assert.equal(({} as Record<string, unknown>).polluted, undefined)
    assert.deepEqual(Object.keys(data.sentry as object), ['__proto__'])
  })

  test('the result is frozen', async () => {
    const { data } = await loadText('sentry: { list: [1] }')
    assert.throws(() => (data.sentry as { list: number[] }).list.push(2), TypeError)
  })
})

describe('APP_CONFIG_ variables', () => {
  test('win over files, as JSON when they can be read as such', async () => {
    const env = {
      APP_CONFIG_app_title: 'from env',
      APP_CONFIG_backend_listen_port: '8080',
      APP_CONFIG_sentry_list: '[1]',
    }
    const config = await loadText('app: { title: file }\nbackend: { listen: ":7007" }', { env })
    assert.equal(config.reader.get('app.title'), 'from env')
    assert.equal(config.reader.get('backend.listen.port'), 8080)
    assert.deepEqual(config.reader.get('sentry.list'), [1])
    assert.match(config.description, /EnvConfigSource\{count=3\}\}$/)
    assert.equal(config.reader.origin('app.title')?.file, 'environment variable APP_CONFIG_app_title')
  })

  test('empty ones are ignored; wrong names, null and overlaps are errors', async () => {
    const env = {
      APP_CONFIG_a_b: '1',
      APP_CONFIG_a: '{"b":2}',
      APP_CONFIG_a_1x: '1',
      APP_CONFIG_c: 'null',
      APP_CONFIG_d: '',
    }
    const errors = errorsOf(await loadText('', { env }))
    assert.equal(errors.length, 3)
    assert.ok(errors.some((message) => message === "Invalid env config key 'a_1x'"))
    assert.ok(errors.some((message) => /value may not be null/.test(message)))
    assert.ok(errors.some((message) => /Refusing to override existing config at key 'a_b'/.test(message)))
  })
})

describe('addresses', () => {
  test('are worked out from the port when none is given', async () => {
    const config = await loadText('', { flags: { port: 7123 } })
    assert.equal(config.reader.get('app.baseUrl'), 'http://localhost:7123')
    assert.equal(config.reader.get('backend.baseUrl'), 'http://localhost:7123')
  })

  test('a development address of the pages gives way to the address of the program', async () => {
    const text = 'app: { baseUrl: "http://localhost:3000" }\nbackend: { baseUrl: "http://localhost:7007" }'
    const config = await loadText(text)
    assert.equal(config.reader.get('app.baseUrl'), 'http://localhost:7007')
    assert.deepEqual(config.reader.origin('app.baseUrl')?.line, 1)
    const moved = await loadText(text, { flags: { port: 7010 } })
    assert.equal(moved.reader.get('app.baseUrl'), 'http://localhost:7010')
  })

  test('--port keeps the host of a listen text and does not touch a public address', async () => {
    const text = 'app: { baseUrl: "https://portal.example.com/x/" }\nbackend: { listen: "127.0.0.1:7007" }'
    const config = await loadText(text, { flags: { port: 7010 } })
    assert.deepEqual(config.reader.get('backend.listen'), { host: '127.0.0.1', port: 7010 })
    assert.equal(config.reader.get('backend.baseUrl'), 'https://portal.example.com/x')
  })

  test('what is no address is an error with a suggestion', async () => {
    const config = await loadText('app:\n  baseUrl: portal.example.com\n')
    const [problem] = config.problems.filter((each) => each.severity === 'error')
    assert.equal(problem?.hint, 'Write https://portal.example.com')
    assert.equal(problem?.at?.line, 2)
  })
})

test('listeners hear of a changed file, and of a broken one only the problems', async (t) => {
  const cwd = folderWith({ 'app-config.yaml': 'app: { title: one }' })
  const stop = new AbortController()
  t.after(() => stop.abort())
  const bad: string[] = []
  const onBadReload = (problems: { message: string }[]) => bad.push(...problems.map((each) => each.message))
  const config = await loadConfig({ files: [], cwd, env: {}, signal: stop.signal, onBadReload })
  const heard: ConfigReader[] = []
  config.reader.onChange((reader) => heard.push(reader))
  writeFileSync(join(cwd, 'app-config.yaml'), 'app: { title: two }')
  await until(() => heard.length === 1)
  assert.equal(heard[0]?.get('app.title'), 'two')
  writeFileSync(join(cwd, 'app-config.yaml'), 'app: [')
  await until(() => bad.length > 0)
  assert.equal(heard.length, 1)
})

async function until(isDone: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !isDone(); i++) await new Promise((resolve) => setTimeout(resolve, 25))
  assert.ok(isDone())
}
