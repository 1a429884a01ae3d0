/**
 * A small server for tests. Those beside this file answer as the vendors' published API descriptions say, as
 * far as our readers ask: lists with their paging, authorisation, and the errors a test orders.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'

export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: string
}

export interface Answer {
  status?: number
  headers?: Record<string, string>
  body: unknown
}

export interface FakeHost {
  url: string
  asked: Asked[]
  /** Answers that come first, once each. */
  next: Answer[]
  /** Answers instead of the host where it wants to, e.g. to the third page. */
  instead: (asked: Asked) => Answer | undefined
  close(): Promise<void>
}

export async function fakeHost(
  answer: (asked: Asked, host: FakeHost) => Answer | undefined,
): Promise<FakeHost> {
  const host: FakeHost = {
    url: '',
    asked: [],
    next: [],
    instead: () => undefined,
    close: async () => undefined,
  }
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', 'http://fake')
    const asked: Asked = {
      method: request.method ?? 'GET',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    }
    host.asked.push(asked)
    const {
      status = 200,
      headers = {},
      body,
    } = host.next.shift() ??
      host.instead(asked) ??
      answer(asked, host) ?? { status: 404, body: { message: `no ${asked.path}` } }
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  host.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  after(() => host.close())
  return host
}
