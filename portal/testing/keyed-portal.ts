/**
 * The whole portal in this process, whose signing key the test holds (`auth.keyStore`), so that it can be
 * anyone: a user of the catalog, somebody whose token is over, a forger.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CompactSign, type CryptoKey, exportPKCS8, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { startPortal } from '../main.ts'
import { temporaryFolder } from './temporary-folder.ts'

export interface KeyedPortal {
  url: string
  issuer: string
  folder: string
  /** The key that signs, and its public half as everyone can read it. */
  key: { privateKey: CryptoKey; publicKey: CryptoKey; keyId: string }
  /** A token as the portal would issue it. */
  tokenOf(userRef: string, how?: Partial<Minted>): Promise<string>
  ask(method: string, path: string, how?: Ask): Promise<Response>
  close(): Promise<void>
}

export interface Minted {
  privateKey: CryptoKey
  keyId: string
  issuer: string
  audience: string
  typ: string
  /** Seconds from now. */
  expiresIn: number
}

export interface Ask {
  token?: string | undefined
  body?: unknown
  headers?: Record<string, string>
}

const text = new TextEncoder()

export async function newKey(keyId = 'test'): Promise<KeyedPortal['key']> {
  return { ...(await generateKeyPair('ES256', { extractable: true })), keyId }
}

export async function startKeyedPortal(
  config: Record<string, unknown>,
  files: Record<string, string> = {},
  env: Record<string, string> = {},
): Promise<KeyedPortal> {
  const folder = temporaryFolder('keyed')
  const key = await newKey()
  writeFileSync(join(folder, 'key.pem'), await exportPKCS8(key.privateKey))
  writeFileSync(join(folder, 'key.pub'), await exportSPKI(key.publicKey))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  const base = {
    app: { baseUrl: 'http://127.0.0.1' },
    backend: {
      baseUrl: 'http://127.0.0.1',
      listen: { port: 0, host: '127.0.0.1' },
      database: { client: 'better-sqlite3', connection: ':memory:' },
    },
    auth: {
      keyStore: {
        provider: 'static',
        static: { keys: [{ publicKeyFile: 'key.pub', privateKeyFile: 'key.pem', keyId: key.keyId }] },
      },
    },
  }
  // JSON is YAML.
  writeFileSync(join(folder, 'base.yaml'), JSON.stringify(base))
  writeFileSync(join(folder, 'app-config.yaml'), JSON.stringify(config))
  const portal = await startPortal({
    configFiles: [join(folder, 'base.yaml'), join(folder, 'app-config.yaml')],
    dataDir: join(folder, 'data'),
    env: { LOG_LEVEL: 'error', ...env },
    cwd: folder,
  })
  await portal.ready
  const backend = (config.backend ?? {}) as { baseUrl?: string }
  const issuer = `${backend.baseUrl ?? base.backend.baseUrl}/api/auth`

  const tokenOf: KeyedPortal['tokenOf'] = async (userRef, how = {}) => {
    const { privateKey = key.privateKey, keyId = key.keyId, expiresIn = 3600 } = how
    const now = Math.floor(Date.now() / 1000)
    const iat = Math.min(now, now + expiresIn - 3600)
    const exp = now + expiresIn
    const limited = await new CompactSign(text.encode(JSON.stringify({ sub: userRef, iat, exp })))
      .setProtectedHeader({ typ: 'vnd.backstage.limited-user', alg: 'ES256', kid: keyId })
      .sign(privateKey)
    const claims = {
      iss: how.issuer ?? issuer,
      sub: userRef,
      aud: how.audience ?? 'backstage',
      iat,
      exp,
      uip: limited.split('.')[2],
    }
    return new SignJWT(claims)
      .setProtectedHeader({ typ: how.typ ?? 'vnd.backstage.user', alg: 'ES256', kid: keyId })
      .sign(privateKey)
  }

  return {
    url: portal.url,
    issuer,
    folder,
    key,
    tokenOf,
    ask: (method, path, { token, body, headers = {} } = {}) =>
      fetch(portal.url + path, {
        method,
        redirect: 'manual',
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        signal: AbortSignal.timeout(10_000),
      }),
    close: () => portal.close(),
  }
}
