import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Problem } from '@callboard/sdk/model'
import { catalogMigrations } from './features/catalog/server/store/index.ts'
import { migrate } from './host/db/migrate.ts'
import { openDatabase } from './host/db/open.ts'
import { callboard } from './testing/command.ts'
import { folderWith } from './testing/config-files.ts'
import { silentLog } from './testing/databases.ts'
import { sharedPostgres } from './testing/postgres.ts'

const group =
  'apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: { name: team-a }\nspec: { type: team, children: [] }\n'
const component = (name: string, owner = 'owner: team-a') =>
  `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: ${name} }\nspec: { type: service, lifecycle: production, ${owner} }\n`

describe('the command line', () => {
  test('answers --version and --help at once', async () => {
    const started = performance.now()
    assert.match((await callboard(['--version'], '.')).stdout, /^\d+\.\d+\.\d+\n$/)
    assert.ok(performance.now() - started < 2000)
    const help = await callboard(['--help'], '.')
    for (const name of ['serve', 'check', 'validate', 'export'])
      assert.match(help.stdout, new RegExp(`  ${name} `))
    assert.match((await callboard(['help', 'export'], '.')).stdout, /--token <token>/)
    assert.match((await callboard(['check', '--help'], '.')).stdout, /Usage: callboard check/)
  })

  const mistakes: [args: string[], sentence: RegExp][] = [
    [['sevre'], /no command 'sevre'. Did you mean 'serve'\?/],
    [['help', 'chekc'], /Did you mean 'check'\?/],
    [['check', '--confg', 'a.yaml'], /no flag --confg. Did you mean --config\?/],
    [['check', '--zzz'], /no flag --zzz\.\n/],
    [['check', '--config'], /--config needs a value: --config <file>/],
    [['check', '--config', '--json'], /--config needs a value/],
    [['check', '--json=1'], /--json takes no value/],
    [['check', 'app-config.yaml'], /Write --config app-config.yaml to use it as config/],
    [['validate'], /'validate' needs <files or folders…>/],
    [['--prot', '1'], /'serve' has no flag --prot/],
  ]
  for (const [args, sentence] of mistakes) {
    test(`'callboard ${args.join(' ')}' is explained with exit code 2`, async () => {
      const { code, stderr } = await callboard(args, '.')
      assert.equal(code, 2)
      assert.match(stderr, sentence)
    })
  }

  test('a value that cannot be is a sentence and no stack', async () => {
    const { code, stderr } = await callboard(['check', '--port', 'x'], '.')
    assert.equal(code, 1)
    assert.equal(stderr, "--port must be a number between 0 and 65535, not 'x'\n")
  })
})

describe('check', () => {
  test('finds the classics, each with its place and a way out', async () => {
    const cwd = folderWith({
      'app-config.yaml': readFileSync(join(import.meta.dirname, 'testing/classics.yaml'), 'utf8'),
      'org.yaml': group,
    })
    const { code, stdout } = await callboard(['check', '--json', '--offline'], cwd, {
      NODE_ENV: 'production',
    })
    const { problems } = JSON.parse(stdout) as { problems: Problem[] }
    const text = problems.map((each) => `${each.severity} ${each.at?.line} ${each.message}`).join('\n')
    assert.equal(code, 1)
    for (const expected of [
      /^error 2 app\.baseUrl must be an address/m,
      /^error 24 Reading from 'https:\/\/files\.example\.com\/a\.yaml' is not allowed/m,
      /^error 22 The file '\.\.\/\.\.\/nowhere\.yaml' of catalog\.locations\[0\] does not exist; tried /m,
      /^error 18 Guests are not let in: NODE_ENV is production/m,
      /^error 14 integrations\.github\[0\] is GitHub Enterprise \(ghe\.example\.com\) without apiBaseUrl/m,
      /^warning 15 The variable GHE_TOKEN is not set/m,
      /^warning 25 One entity of kind Group below catalog\.locations\[2\] will be refused/m,
      /^warning 20 'catalog\.useUrlReadersSearch' is no longer read/m,
      /^warning 5 backend\.cors\.origin .* never matches/m,
    ]) {
      assert.match(text, expected)
    }
    for (const problem of problems) assert.ok(problem.hint, problem.message)
  })

  test('a good config is good, and --strict minds warnings', async () => {
    const cwd = folderWith({
      'app-config.yaml':
        'auth: { providers: { guest: {} } }\ncatalog: { locations: [{ type: file, target: a.yaml }] }\n',
      'a.yaml': component('shop'),
    })
    const good = await callboard(['check', '--offline', '--strict'], cwd)
    assert.equal(good.code, 0, good.stdout)
    assert.match(good.stdout, /0 errors, 0 warnings\./)
    const strict = await callboard(
      ['check', '--offline', '--strict'],
      folderWith({ 'app-config.yaml': 'foo: 1' }),
    )
    assert.equal(strict.code, 1)
  })

  test('--print hides secrets', async () => {
    const cwd = folderWith({
      'app-config.yaml': 'integrations: { github: [{ host: github.com, token: ghp_1 }] }',
    })
    const { stdout } = await callboard(['check', '--print', '--offline'], cwd)
    assert.match(stdout, /token: <secret>/)
    assert.doesNotMatch(stdout, /ghp_1/)
  })

  test('asks the database and the port', async (t) => {
    const server = createServer((_, response) => response.end('not a portal')).listen(0)
    t.after(() => server.close())
    const { port } = server.address() as AddressInfo
    const taken = createServer((_, response) => response.writeHead(404).end()).listen(0)
    t.after(() => taken.close())
    const cwd = folderWith({
      'app-config.yaml': `backend:\n  listen: :${(taken.address() as AddressInfo).port}\n  database:\n    client: pg\n    connection: { host: 127.0.0.1, port: ${port}, user: ada, password: hunter2, database: x }\n`,
    })
    const { stdout } = await callboard(['check'], cwd)
    assert.match(stdout, /error app-config\.yaml:5:5\n {2}The database cannot be used/)
    assert.match(stdout, /error app-config\.yaml:2:3\n {2}Port :\d+ is in use by another program/)
    assert.doesNotMatch(stdout, /hunter2/)
  })

  test('a database that answers is no problem, and a wrong password is named', async (t) => {
    const postgres = await sharedPostgres().catch(() => undefined)
    if (!postgres) return t.skip('Postgres is not available here')
    const database = await postgres.createDatabase()
    const check = async (url: string) => {
      const cwd = folderWith({
        'app-config.yaml': `backend: { database: { client: pg, connection: '${url}' } }`,
      })
      return (await callboard(['check', '--port', '0'], cwd)).stdout
    }
    assert.doesNotMatch(await check(postgres.url(database)), /database cannot be used/)
    assert.match(await check(postgres.url(database, 'postgres', 'wrong')), /Check user and password/)
  })
})

describe('validate', () => {
  test('says file, line, reason and hint, and fails', async () => {
    const cwd = folderWith({
      'a/catalog-info.yaml': `${component('shop')}---\n${component('broken', '')}`,
      'a/node_modules/x/catalog-info.yaml': component('not-ours'),
      'a/other.yaml': 'hello: world',
      'b/team.yaml': `${group}---\n${component('shop')}`,
    })
    const { code, stdout } = await callboard(['validate', '.'], cwd)
    assert.equal(code, 1)
    assert.match(stdout, /error a\/catalog-info\.yaml:\d+:\d+\n.*required property 'owner'.*\n {2}→ /)
    assert.match(stdout, /warning b\/team\.yaml:6\n {2}component:default\/shop is also defined in /)
    assert.match(stdout, /2 files, 3 entities good, 1 error, 1 warning\./)
  })

  test('good files, patterns and JSON', async () => {
    const cwd = folderWith({ 'x/one.yaml': group, 'x/two.yaml': component('shop') })
    const { code, stdout } = await callboard(['validate', 'x/*.yaml', '--json'], cwd)
    assert.equal(code, 0)
    const { entities } = JSON.parse(stdout) as { entities: { ref: string }[] }
    assert.deepEqual(
      entities.map((each) => each.ref),
      ['group:default/team-a', 'component:default/shop'],
    )
  })

  test('the rules of a config count when it is given', async () => {
    const cwd = folderWith({ 'org.yaml': group, 'conf.yaml': 'catalog: { rules: [{ allow: [Component] }] }' })
    assert.equal((await callboard(['validate', 'org.yaml'], cwd)).code, 0)
    const { code, stdout } = await callboard(['validate', 'org.yaml', '--config', 'conf.yaml'], cwd)
    assert.equal(code, 1)
    assert.match(stdout, /not of an allowed kind/)
  })

  test('a path that is not there is a problem', async () => {
    const { code, stdout } = await callboard(['validate', 'nope.yaml', '*.nope'], folderWith({}))
    assert.equal(code, 1)
    assert.match(stdout, /'nope\.yaml' does not exist/)
    assert.match(stdout, /No file matches '\*\.nope'/)
  })
})

describe('export', () => {
  const entity = (name: string) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: name === 'team' ? 'Group' : 'Component',
    metadata: { name, namespace: 'default', uid: `u-${name}`, etag: 'e' },
    spec: { text: 'a: "b"\n- c\n' },
  })

  test('asks a running portal page by page, as guest', async (t) => {
    const seen: string[] = []
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://x')
      const answer = (body: unknown, status = 200) => response.writeHead(status).end(JSON.stringify(body))
      if (url.pathname === '/p/api/auth/guest/refresh')
        return answer({ backstageIdentity: { token: 'guest' } })
      seen.push(`${request.headers.authorization} ${url.searchParams.get('cursor')}`)
      if (request.headers.authorization !== 'Bearer guest') return answer({}, 401)
      if (url.searchParams.get('cursor'))
        return answer({ items: [{ ...entity('team'), relations: [] }], pageInfo: {} })
      return answer({ items: [entity('shop')], totalItems: 2, pageInfo: { nextCursor: 'next' } })
    }).listen(0)
    t.after(() => server.close())
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/p/`
    const { stdout, stderr } = await callboard(['export', '--url', base, '--format', 'json'], '.')
    const { uid, etag, ...metadata } = entity('shop').metadata
    assert.equal(stderr, '')
    assert.deepEqual(JSON.parse(stdout.split('\n')[0] ?? ''), { ...entity('shop'), metadata })
    assert.equal(stdout.trim().split('\n').length, 2)
    assert.deepEqual(seen, ['Bearer guest null', 'Bearer guest next'])
    const refused = await callboard(['export', '--url', base, '--token', 'wrong'], '.')
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /answers 401: the token is not accepted/)
  })

  test('reads the store into YAML that validates again', async () => {
    const cwd = folderWith({ 'app-config.yaml': '' })
    const db = await openDatabase({}, { dataDir: join(cwd, 'data'), log: silentLog })
    await migrate(db, catalogMigrations, silentLog)
    for (const [id, name] of ['shop', 'team'].entries()) {
      const { kind, metadata } = entity(name)
      const ref = `${kind.toLowerCase()}:default/${name}`
      await db.write
        .insertInto('catalog_entities')
        .values({
          ...{
            id: id + 1,
            uid: metadata.uid,
            ref,
            kind,
            namespace: 'default',
            name,
            source_id: 's',
            hash: 'h',
          },
          ...{ body: JSON.stringify(entity(name)), created_at: 0, updated_at: 0 },
        })
        .execute()
    }
    await db.close()
    const { stdout, stderr, code } = await callboard(
      ['export', '--kind', 'component', '--output', 'out.yaml'],
      cwd,
    )
    assert.equal(code, 0, stderr + stdout)
    const text = readFileSync(join(cwd, 'out.yaml'), 'utf8')
    assert.match(text, /^apiVersion: backstage\.io\/v1alpha1\nkind: Component\n/)
    assert.doesNotMatch(text, /uid|team/)
    assert.match(
      (await callboard(['export', '--full'], cwd)).stdout,
      /uid: u-shop[\s\S]*---\n[\s\S]*uid: u-team/,
    )
  })

  test('does not make an empty database to export nothing from', async () => {
    const { code, stderr } = await callboard(['export'], folderWith({ 'app-config.yaml': '' }))
    assert.equal(code, 1)
    assert.match(stderr, /There is no database at .*callboard\.db: give --data-dir, --config or --url/)
  })
})
