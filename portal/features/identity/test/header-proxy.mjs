/**
 * A reverse proxy that signs people in, as a program of its own: takes away the identity headers of callers and
 * adds those of the person it knows. Arguments: target, address to call it from, headers as JSON.
 */
import { createServer, request } from 'node:http'

const [target = '', localAddress = '', headers = '{}'] = process.argv.slice(2)
const own = JSON.parse(headers)
const taken = /^(x-forwarded-|x-auth-request-|tailscale-|x-ms-|x-amzn-|x-goog-iap|cf-access)/

const server = createServer((incoming, outgoing) => {
  const kept = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !taken.test(name)))
  const upstream = request(
    new URL(incoming.url ?? '/', target),
    { method: incoming.method, headers: { ...kept, ...own }, localAddress },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    },
  )
  upstream.on('error', () => outgoing.writeHead(502).end())
  incoming.pipe(upstream)
})
server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
process.once('disconnect', () => process.exit())
