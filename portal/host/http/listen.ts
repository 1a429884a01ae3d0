/** The socket: opening it with sentences for what can go wrong, and closing it without cutting anyone off. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { PortalError } from '@callboard/sdk'
import { selfSigned } from './self-signed.ts'
import type { HttpSettings } from './settings.ts'

export interface Listening {
  port: number
  /** Stops accepting, lets open requests end within `drainMs`, then cuts. */
  close(drainMs: number): Promise<void>
}

/** @throws `input` or `unavailable` with a sentence when the address cannot be listened on. */
export async function listenOn(
  settings: HttpSettings,
  onRequest: RequestListener,
  dataDir: string | undefined,
): Promise<Listening> {
  const server = await open(settings, onRequest, dataDir)
  Object.assign(server, settings.server)
  const { host, port } = settings.listen
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)))
    server.listen({ port, ...(host && { host }) }, resolve)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy()
    const status =
      error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: (drainMs) => close(server, drainMs),
  }
}

async function open(
  settings: HttpSettings,
  onRequest: RequestListener,
  dataDir: string | undefined,
): Promise<Server> {
  const { https } = settings
  if (!https) return createServer(onRequest)
  const pair = https === 'self-signed' ? await selfSigned(settings.appBaseUrl.hostname, dataDir) : https
  try {
    return createSecureServer(pair, onRequest)
  } catch (thrown) {
    throw new PortalError(
      'input',
      'backend.https.certificate is not a valid PEM certificate with its key',
      { key: 'backend.https.certificate' },
      thrown,
    )
  }
}

function close(server: Server, drainMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), drainMs)
    // Connections become idle one by one as their answers end.
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    server.close(() => {
      clearTimeout(cut)
      clearInterval(idle)
      resolve()
    })
    server.closeIdleConnections()
  })
}

function listenError(error: NodeJS.ErrnoException, host: string | undefined, port: number): PortalError {
  const address = host ? `${host}:${port}` : `port ${port}`
  const sentences: Record<string, string> = {
    EADDRINUSE: `Cannot listen on ${address}: another program already uses it. Stop that program, or choose another port with --port or backend.listen.port`,
    EACCES: `Cannot listen on ${address}: this user may not use that port. Choose a port above 1023 with --port or backend.listen.port`,
    EADDRNOTAVAIL: `Cannot listen on ${address}: this machine does not have that address. Check backend.listen.host`,
    ENOTFOUND: `Cannot listen on ${address}: the host name is unknown. Check backend.listen.host`,
  }
  const sentence = sentences[error.code ?? ''] ?? `Cannot listen on ${address}: ${error.message}`
  return new PortalError('unavailable', sentence, { code: error.code ?? null }, error)
}
