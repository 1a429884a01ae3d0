import { createServer } from 'node:net'
import type { Problem } from '@callboard/sdk/model'
import { hostConfig } from '../../host/config/host-config.ts'
import { type Examination, problemAt } from './examine.ts'

/** Tries to listen where the portal would. A portal that already answers there is no mistake. */
export async function checkPort({ config, isOffline }: Examination): Promise<Problem[]> {
  const { reader } = config
  if (isOffline) return []
  let listen: { host: string | undefined; port: number }
  try {
    listen = hostConfig(reader).backend.listen
  } catch {
    // The reason is among the config's own problems.
    return []
  }
  const code = await tryListen(listen)
  if (code === undefined) return []
  const where = `${listen.host ?? ''}:${listen.port}`
  if (code === 'EADDRINUSE' && (await isPortal(listen))) {
    const message = `A portal already answers on ${where}`
    return [
      problemAt(reader, 'backend.listen', 'info', message, 'Stop it before starting another, or use --port'),
    ]
  }
  const problems: Record<string, [string, string]> = {
    EADDRINUSE: [
      `Port ${where} is in use by another program`,
      'Choose another with backend.listen.port or --port',
    ],
    EACCES: [`This user may not listen on ${where}`, 'Choose a port above 1023'],
    EADDRNOTAVAIL: [
      `${listen.host} is not an address of this machine`,
      'Remove backend.listen.host to listen on all',
    ],
    ENOTFOUND: [
      `backend.listen.host '${listen.host}' cannot be resolved`,
      'Remove it to listen on all addresses',
    ],
  }
  const [message, hint] = problems[code] ?? [`Listening on ${where} fails: ${code}`, 'Choose another address']
  return [problemAt(reader, 'backend.listen', 'error', message, hint)]
}

function tryListen({ host, port }: { host: string | undefined; port: number }): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () =>
      server.close(() => resolve(undefined)),
    )
  })
}

async function isPortal({ host, port }: { host: string | undefined; port: number }): Promise<boolean> {
  const name = host === undefined || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  try {
    const url = `http://${name.includes(':') ? `[${name}]` : name}:${port}/.backstage/health/v1/liveness`
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}
