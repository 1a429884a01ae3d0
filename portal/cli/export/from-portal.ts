import { PortalError } from '@callboard/sdk'
import type { EntityView } from '@callboard/sdk/model'
import { z } from 'zod'
import { createFetch } from '../../host/fetch.ts'

const pageSize = 500

const page = z.object({
  items: z.array(z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) })),
  pageInfo: z.object({ nextCursor: z.string().optional() }).optional(),
})

const session = z.object({ backstageIdentity: z.object({ token: z.string() }) })

/** Every entity of a running portal, page by page, over the REST API that Backstage has too. */
export async function* readFromPortal(
  address: string,
  token: string | undefined,
): AsyncGenerator<EntityView> {
  if (!URL.canParse(address))
    throw new PortalError('input', `--url must be an address like https://host, not '${address}'`)
  const base = address.replace(/\/+$/, '')
  const fetch = createFetch()
  const bearer = token ?? process.env.CALLBOARD_TOKEN ?? (await guestToken(fetch, base))
  const query = new URLSearchParams({ limit: String(pageSize) })
  for (;;) {
    const response = await fetch(`${base}/api/catalog/entities/by-query?${query}`, {
      headers: { accept: 'application/json', ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) },
    })
    if (!response.ok) throw refused(base, response.status, bearer !== undefined)
    const { items, pageInfo } = page.parse(await response.json())
    for (const item of items) yield item as unknown as EntityView
    if (!pageInfo?.nextCursor) return
    query.set('cursor', pageInfo.nextCursor)
  }
}

async function guestToken(fetch: typeof globalThis.fetch, base: string): Promise<string | undefined> {
  const response = await fetch(`${base}/api/auth/guest/refresh`, { method: 'POST' })
  if (!response.ok) return undefined
  const parsed = session.safeParse(await response.json())
  return parsed.success ? parsed.data.backstageIdentity.token : undefined
}

function refused(base: string, status: number, hadToken: boolean): PortalError {
  if (status === 401 || status === 403) {
    const more = hadToken ? 'the token is not accepted' : 'guests are not let in: give --token'
    return new PortalError('forbidden', `${base} answers ${status}: ${more}`)
  }
  return new PortalError(
    'upstream_failed',
    `${base}/api/catalog answers ${status}: is this the address of a portal?`,
  )
}
