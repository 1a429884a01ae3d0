/** Lists, single things and photos of Microsoft Graph. */
import { PortalError } from '@callboard/sdk'
import { type HostApi, sameOrigin } from './host-api.ts'

const mostPages = 10_000

/** One page of a list. */
export interface Page<T> {
  value: T[]
  '@odata.nextLink'?: string
}

export type Query = Record<string, string | null | undefined>

/** All items of a list, over all its pages. */
export async function list<T>(api: HostApi, base: string, query: Query): Promise<T[]> {
  const first = addressOf(base, query)
  const all: T[] = []
  for (let url = first, pages = 0; ; pages += 1) {
    if (pages >= mostPages)
      throw new PortalError('upstream_failed', 'Microsoft Graph answers pages without end')
    const answer = await api.get<Page<T>>(url)
    if (!Array.isArray(answer.body.value)) {
      throw new PortalError('upstream_failed', 'Microsoft Graph answered no list')
    }
    all.push(...answer.body.value)
    const next = answer.body['@odata.nextLink']
    if (next === undefined) return all
    url = sameOrigin(next, url, 'Microsoft Graph')
  }
}

/** `base` with what is asked, leaving out what is not. */
export function addressOf(base: string, query: Query): string {
  const url = new URL(base)
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value)
  return url.href
}

/** What `read` answers, or undefined where the host says that it is not there, or not for us. */
export async function ifThere<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read
  } catch (thrown) {
    const status = thrown instanceof PortalError ? Number(thrown.details.status) : Number.NaN
    if (status === 400 || status === 403 || status === 404) return undefined
    throw thrown
  }
}

/** A photo of 120 pixels has a few kB; entities are no place for more. */
const largestPhoto = 64 * 1024
const atOnce = 8

/** Photos as `data:` addresses, by user id. Who has none is left out; whatever else fails fails all. */
export async function readPhotos(
  api: HostApi,
  target: string,
  userIds: string[],
): Promise<Map<string, string>> {
  const photos = new Map<string, string>()
  const waiting = [...userIds]
  const work = async (): Promise<void> => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const url = `${target}/users/${encodeURIComponent(id)}/photos/120x120/$value`
      const answer = await ifThere(api.bytes(url))
      const type = typeOf(answer?.bytes)
      if (answer && type && answer.bytes.length <= largestPhoto) {
        photos.set(id, `data:${type};base64,${answer.bytes.toString('base64')}`)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return photos
}

/** By its first bytes, whatever its header says: pages show it. */
function typeOf(bytes: Buffer | undefined): 'image/jpeg' | 'image/png' | undefined {
  if (bytes?.subarray(0, 3).toString('hex') === 'ffd8ff') return 'image/jpeg'
  return bytes?.subarray(0, 8).toString('hex') === '89504e470d0a1a0a' ? 'image/png' : undefined
}
