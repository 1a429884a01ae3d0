/** From whom unsigned identity headers are believed: the address of the connection decides, no header does. */
import { PortalError, reasonOf } from '@callboard/sdk'
import proxyAddr from 'proxy-addr'

/** @throws `unauthenticated` naming the key when the peer is not a trusted proxy. */
export type PeerCheck = (peer: string) => void

/**
 * `auth.providers.<id>.trustedProxies` decides when it is there. Otherwise proxies on this machine count, and
 * those that `backend.trustProxy` names; `true` or a number of hops there names nobody.
 *
 * @throws `input` when an entry is no address, range or name.
 */
export function createPeerCheck(id: string, trustedProxies: unknown, trustProxy: unknown): PeerCheck {
  const key = `auth.providers.${id}.trustedProxies`
  const own = entriesOf(trustedProxies)
  const trusts = own ? compile(own, key) : compile(['loopback', ...named(trustProxy)], 'backend.trustProxy')
  return (peer) => {
    if (trusts(plain(peer))) return
    throw new PortalError(
      'unauthenticated',
      `The sign-in headers came from ${plain(peer) || 'an unknown address'}, which is not a trusted proxy. If it is yours, add it to ${key}`,
    )
  }
}

function compile(entries: string[], key: string): (address: string) => boolean {
  try {
    const trusts = proxyAddr.compile(entries)
    return (address) => address !== '' && trusts(address, 0)
  } catch (thrown) {
    throw new PortalError('input', `Invalid value in config for key '${key}': ${reasonOf(thrown)}`, { key })
  }
}

function entriesOf(value: unknown): string[] | undefined {
  if (value === undefined || value === null) return undefined
  const list = Array.isArray(value) ? value : String(value).split(',')
  return list.map((entry) => String(entry).trim()).filter(Boolean)
}

function named(trustProxy: unknown): string[] {
  if (typeof trustProxy === 'boolean' || typeof trustProxy === 'number') return []
  return (entriesOf(trustProxy) ?? []).filter((entry) => !/^(true|false|\d+)$/.test(entry))
}

/** IPv4 inside IPv6, as dual-stack sockets report it. */
function plain(peer: string): string {
  return peer.replace(/^::ffff:(?=\d+\.)/i, '')
}
