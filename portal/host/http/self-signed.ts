/**
 * `backend.https: true`. Node cannot mint certificates, so the `openssl` program does it, once; the pair is
 * kept in the data folder so that browsers need to be told to trust it only once.
 */
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { chmod, mkdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PortalError } from '@callboard/sdk'

const run = promisify(execFile)

/** @throws `input` with what to do when there is no `openssl`. */
export async function selfSigned(
  hostname: string,
  dataDir = tmpdir(),
): Promise<{ cert: string; key: string }> {
  const folder = join(dataDir, 'https')
  const paths = { cert: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') }
  const kept = await readPair(paths)
  if (kept && isGood(kept.cert, hostname)) return kept
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const isAddress = /^[\d.]+$|:/.test(hostname)
  const names = `subjectAltName=${isAddress ? 'IP' : 'DNS'}:${hostname.replace(/[[\]]/g, '')},DNS:localhost,IP:127.0.0.1`
  try {
    await run('openssl', [
      ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj /CN=callboard'.split(
        ' ',
      ),
      ...['-addext', names, '-keyout', paths.key, '-out', paths.cert],
    ])
    await chmod(paths.key, 0o600)
  } catch (thrown) {
    throw new PortalError(
      'input',
      'backend.https: true needs the program openssl to make a self-signed certificate. Install it, or set backend.https.certificate.cert and .key',
      { key: 'backend.https' },
      thrown,
    )
  }
  const pair = await readPair(paths)
  if (pair) return pair
  throw new PortalError('internal', 'openssl made no certificate')
}

async function readPair(paths: {
  cert: string
  key: string
}): Promise<{ cert: string; key: string } | undefined> {
  try {
    return { cert: await readFile(paths.cert, 'utf8'), key: await readFile(paths.key, 'utf8') }
  } catch {
    return undefined
  }
}

function isGood(pem: string, hostname: string): boolean {
  const certificate = new X509Certificate(pem)
  const lastsADay = Date.parse(certificate.validTo) > Date.now() + 86_400_000
  return lastsADay && (certificate.checkHost(hostname) ?? certificate.checkIP(hostname)) !== undefined
}
