/** OpenLDAP's own server on a free port, with a small company in it. Undefined where it is not installed. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Slapd {
  url: string
  /** `ldaps:` address with the certificate in `caFile`. */
  tlsUrl: string
  caFile: string
  admin: { dn: string; secret: string }
  close(): Promise<void>
}

const programs = ['/usr/sbin/slapd', '/usr/local/libexec/slapd', '/opt/homebrew/opt/openldap/libexec/slapd']
export const base = 'dc=example,dc=com'

/** The reason for which tests against a directory cannot run here, or false. */
export const withoutSlapd: string | false = programs.some((path) => existsSync(path))
  ? false
  : 'slapd absent: tests against a real directory do not run (apt-get install slapd)'

export async function startSlapd(ldif: string): Promise<Slapd> {
  const program = programs.find((path) => existsSync(path)) ?? ''
  const folder = mkdtempSync(join(tmpdir(), 'callboard-slapd-'))
  const data = join(folder, 'data')
  mkdirSync(data)
  const admin = { dn: `cn=admin,${base}`, secret: 'of-the-portal' }
  const caFile = join(folder, 'cert.pem')
  const keyFile = join(folder, 'key.pem')
  execFileSync(
    'openssl',
    [
      ...'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost'.split(' '),
      ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', keyFile, '-out', caFile],
    ],
    { stdio: 'ignore' },
  )
  const schemas = schemaFolder()
  const config = join(folder, 'slapd.conf')
  writeFileSync(
    config,
    [
      ...['core', 'cosine', 'inetorgperson'].map((name) => `include ${join(schemas, `${name}.schema`)}`),
      `pidfile ${join(folder, 'slapd.pid')}`,
      ...(existsSync('/usr/lib/ldap/back_mdb.la') || existsSync('/usr/lib/ldap')
        ? ['modulepath /usr/lib/ldap', 'moduleload back_mdb']
        : []),
      `TLSCertificateFile ${caFile}`,
      `TLSCertificateKeyFile ${keyFile}`,
      'sizelimit 500',
      'database mdb',
      'maxsize 104857600',
      `suffix "${base}"`,
      `rootdn "${admin.dn}"`,
      `rootpw ${admin.secret}`,
      `directory ${data}`,
    ].join('\n'),
  )
  const seed = join(folder, 'seed.ldif')
  writeFileSync(seed, ldif)
  const [port, tlsPort] = [await freePort(), await freePort()]
  execFileSync(program, ['-T', 'add', '-f', config, '-l', seed], { stdio: 'pipe' })
  const url = `ldap://127.0.0.1:${port}`
  const tlsUrl = `ldaps://localhost:${tlsPort}`
  // `-d 0` keeps it in the foreground, so that it ends with this process's child.
  const child = spawn(program, ['-f', config, '-h', `${url} ${tlsUrl}`, '-d', '0'], { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await listening(port)
  return {
    url,
    tlsUrl,
    caFile,
    admin,
    async close() {
      child.kill('SIGTERM')
      await Promise.race([ended, sleep(3_000).then(() => child.kill('SIGKILL'))])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function schemaFolder(): string {
  return ['/etc/ldap/schema', '/etc/openldap/schema'].find((path) => existsSync(path)) ?? '/etc/ldap/schema'
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

async function listening(port: number): Promise<void> {
  const { connect } = await import('node:net')
  for (let tries = 0; tries < 100; tries++) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(false))
    })
    if (isOpen) return
    await sleep(50)
  }
  throw new Error('slapd did not start')
}
