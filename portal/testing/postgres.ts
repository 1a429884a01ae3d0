/**
 * A real Postgres for tests, from npm: one server per test process, one database per test.
 *
 * The server runs under a small shell that waits for the end of its input. That input is a pipe held by the
 * test process, so the server ends and its folder goes away however the test process ends, `kill -9` included.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.ts'

const run = promisify(execFile)

export interface TestPostgres {
  /** URL of a database on this server, as its superuser unless told. */
  url(database: string, user?: string, password?: string): string
  host: string
  port: number
  /** Makes an empty database and returns its name. */
  createDatabase(): Promise<string>
  /** Runs statements as superuser. */
  query(text: string, database?: string): Promise<unknown[]>
  /** Stops the server, keeping its data and port. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Stops the server and removes its data. */
  close(): Promise<void>
}

let shared: Promise<TestPostgres> | undefined

/**
 * The server of this test process, or the one that `CALLBOARD_TEST_POSTGRES` (a superuser's URL) names.
 * Do not stop it: start your own for that.
 */
export function sharedPostgres(): Promise<TestPostgres> {
  const url = process.env.CALLBOARD_TEST_POSTGRES
  shared ??= url ? existingPostgres(url) : startPostgres()
  return shared
}

/** Starts a server of its own; a later `start()` brings it back on the same port. */
export async function startPostgres(options: { running?: boolean } = {}): Promise<TestPostgres> {
  const binaries = postgresBinaries()
  const owner = await unprivilegedUser()
  const folder = mkdtempSync(join(tmpdir(), 'callboard-postgres-'))
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  process.on('exit', removeFolder)
  const password = randomBytes(12).toString('hex')
  try {
    await initialise(binaries, folder, owner, password)
  } catch (thrown) {
    removeFolder()
    throw thrown
  }
  const port = await freePort()
  let child: ChildProcess | undefined
  const admin = clientOf({ host: '127.0.0.1', port, user: 'postgres', password })
  const server: TestPostgres = {
    ...admin,
    async start() {
      if (child) return
      child = spawnServer(binaries, folder, owner, port)
      await answering(admin, child, folder)
    },
    async stop() {
      if (!child) return
      await end(child, 'keep')
      child = undefined
    },
    async close() {
      if (child) await end(child, 'remove')
      child = undefined
      process.off('exit', removeFolder)
      removeFolder()
    },
  }
  if (options.running !== false) await server.start()
  return server
}

async function existingPostgres(url: string): Promise<TestPostgres> {
  const { hostname, port, username, password } = new URL(url)
  const refuse = async () => {
    throw new Error('CALLBOARD_TEST_POSTGRES is not ours to stop')
  }
  const admin = clientOf({
    host: hostname,
    port: Number(port) || 5432,
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  })
  return { ...admin, start: async () => {}, stop: refuse, close: async () => {} }
}

interface Admin {
  host: string
  port: number
  user: string
  password: string
}

function clientOf(admin: Admin): Pick<TestPostgres, 'url' | 'host' | 'port' | 'createDatabase' | 'query'> {
  const query = async (text: string, database = 'postgres') => {
    const client = new pg.Client({ ...admin, database })
    client.on('error', () => {})
    await client.connect()
    try {
      return (await client.query(text)).rows ?? []
    } finally {
      await client.end()
    }
  }
  return {
    host: admin.host,
    port: admin.port,
    query,
    url: (database, user = admin.user, password = admin.password) =>
      `postgres://${user}:${password}@${admin.host}:${admin.port}/${database}`,
    async createDatabase() {
      const name = `test_${randomBytes(6).toString('hex')}`
      await query(`create database ${name}`)
      return name
    },
  }
}

interface Owner {
  uid?: number
  gid?: number
}

/** Postgres refuses to run as root: then `postgres`, else `nobody`. */
async function unprivilegedUser(): Promise<Owner> {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    const found = await run('id', ['-u', name]).catch(() => undefined)
    if (!found) continue
    const group = await run('id', ['-g', name])
    return { uid: Number(found.stdout), gid: Number(group.stdout) }
  }
  throw new Error('Postgres does not run as root, and there is no user "postgres" or "nobody" to run it as')
}

async function initialise(binaries: PostgresBinaries, folder: string, owner: Owner, password: string) {
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, `${password}\n`)
  chmodSync(folder, 0o755)
  if (owner.uid !== undefined && owner.gid !== undefined) {
    chownSync(folder, owner.uid, owner.gid)
    chownSync(passwordFile, owner.uid, owner.gid)
  }
  // A language's order, as most servers have: a query that leans on it must fail in our tests.
  const locale = ['--locale=C', '--locale-provider=icu', '--icu-locale=en-US', '--encoding=UTF8']
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  try {
    await run(binaries.initdb, ['-D', join(folder, 'data'), '--no-sync', ...locale, ...access], {
      ...owner,
      cwd: folder,
    })
  } catch (thrown) {
    throw new Error(`initdb failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
}

const supervisor = `
"$1" -D "$2/data" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off \
  -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=60 \
  >>"$2/log" 2>&1 &
server=$!
word=$(cat)
kill -QUIT $server 2>/dev/null
wait $server
[ "$word" = keep ] || rm -rf "$2"
`

/** Its own session, so that Ctrl-C in the terminal reaches the tests and not the server. */
function spawnServer(binaries: PostgresBinaries, folder: string, owner: Owner, port: number): ChildProcess {
  const child = spawn('sh', ['-c', supervisor, 'postgres', binaries.postgres, folder, String(port)], {
    ...owner,
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.unref()
  const input = child.stdin as Socket
  input.on('error', () => {})
  input.unref()
  return child
}

async function end(child: ChildProcess, word: 'keep' | 'remove'): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.ref()
  child.stdin?.end(word)
  await ended
}

async function answering(admin: Pick<TestPostgres, 'query'>, child: ChildProcess, folder: string) {
  const giveUpAt = Date.now() + 30_000
  for (;;) {
    try {
      await admin.query('select 1')
      return
    } catch (thrown) {
      if (Date.now() > giveUpAt || child.exitCode !== null) {
        throw new Error(
          `Postgres did not start: ${readFileSync(join(folder, 'log'), 'utf8').slice(-2_000)}`,
          {
            cause: thrown,
          },
        )
      }
      await sleep(40)
    }
  }
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
