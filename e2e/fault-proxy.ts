/** A reverse proxy in front of the portal that breaks what it is told to break, one tab and one route at a time. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** `slow` waits three seconds; `down` cuts the connection; a number is the status answered. */
export type Fault = 'slow' | 'down' | number

export interface FaultProxy {
  base: string
  /** Breaks routes of the API that match, for the tab that says its name in `x-tab`; for all, anything, when empty. */
  fail(tab: string, route: RegExp, fault: Fault): void
  /** Everything works again. */
  heal(): void
  /** What was asked, tab and path. */
  asked: { tab: string; path: string }[]
  close(): void
}

const slowMs = 3_000

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const rules: { tab: string; route: RegExp; fault: Fault }[] = []
  const asked: FaultProxy['asked'] = []
  const open = new Set<ServerResponse>()
  const server = createServer((incoming, outgoing) => {
    open.add(outgoing)
    outgoing.on('close', () => open.delete(outgoing))
    const tab = String(incoming.headers['x-tab'] ?? '')
    const path = incoming.url ?? '/'
    asked.push({ tab, path })
    const isMeant = (rule: (typeof rules)[number]) =>
      rule.tab === '' || (rule.tab === tab && path.includes('/api/'))
    const fault = rules.find((rule) => isMeant(rule) && rule.route.test(path))?.fault
    if (fault === 'down') return void outgoing.destroy()
    if (fault === 'slow') return void setTimeout(() => pass(target, incoming, outgoing), slowMs)
    if (fault !== undefined) return refuse(outgoing, fault)
    pass(target, incoming, outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    base: `http://127.0.0.1:${port}`,
    fail(tab, route, fault) {
      rules.push({ tab, route, fault })
      // What is open already, the live connection above all, goes down with the rest.
      if (fault === 'down') for (const answer of open) answer.destroy()
    },
    heal: () => void rules.splice(0),
    asked,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const names: Record<number, string> = {
  403: 'NotAllowedError',
  500: 'InternalServerError',
  503: 'ServiceUnavailableError',
}

function refuse(outgoing: ServerResponse, status: number): void {
  const error = { name: names[status] ?? 'Error', message: `The proxy answers ${status}` }
  outgoing.writeHead(status, { 'content-type': 'application/json' })
  outgoing.end(JSON.stringify({ error, response: { statusCode: status } }))
}

function pass(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { hostname, port } = new URL(target)
  const { method, headers, url: path } = incoming
  const inner = request({ hostname, port, path, method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(outgoing)
  })
  inner.on('error', () => outgoing.destroy())
  outgoing.on('close', () => inner.destroy())
  incoming.pipe(inner)
}
