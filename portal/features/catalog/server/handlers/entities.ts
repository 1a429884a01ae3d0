import { type Handlers, PortalError, Reply } from '@callboard/sdk'
import { stringifyRef } from '@callboard/sdk/model'
import type { CatalogApi } from '../../api.ts'
import { readAncestry } from '../query/ancestry.ts'
import { etagOf } from '../query/answers.ts'
import { textCondition } from '../query/by-query.ts'
import { entitiesByRefs } from '../query/by-refs.ts'
import { allOf } from '../query/condition.ts'
import { entitiesPage } from '../query/entities.ts'
import { readFacets } from '../query/facets.ts'
import { parseFields } from '../query/fields.ts'
import { parseFilters } from '../query/filter.ts'
import { noSuchEntity, readHistory } from '../query/history.ts'
import { entityByRef, entityByUid } from '../query/one.ts'
import { parseOrder } from '../query/order-params.ts'
import { parsePredicate } from '../query/predicate.ts'
import { streamEntities } from '../query/stream.ts'
import { textOf } from './by-query.ts'
import { answer, type HandlerDeps, isKnown, keyOf, notModified, scopeOf, validators } from './context.ts'

type EntityRoutes =
  | 'listEntities'
  | 'getEntityByUid'
  | 'getEntityByName'
  | 'getEntityAncestry'
  | 'getEntityHistory'
  | 'getEntitiesByRefs'
  | 'getFacets'
  | 'getFacetsByPredicate'

const defaultPage = 100
const historyPage = 20

export function entityHandlers(deps: HandlerDeps): Pick<Handlers<CatalogApi>, EntityRoutes> {
  return {
    async listEntities(request, { query }) {
      if (query.limit === 0) throw new PortalError('input', 'Invalid limit, must be greater than zero')
      const condition = parseFilters(query.filter ?? [])
      const order = parseOrder(query.order ?? [])
      const fields = parseFields(query.fields)
      const scope = await scopeOf(deps, request, query.asOf)
      const etag = etagOf(scope.revision, keyOf(request, {}, scope))
      if (isKnown(request, () => etag)) return notModified(etag)
      const paged = query.limit !== undefined || query.offset !== undefined || query.after !== undefined
      if (!paged)
        return Reply.json(await streamEntities(scope, { condition, order, fields }), 200, validators(etag))
      const { limit = defaultPage, offset = 0, after = null } = query
      const page = await entitiesPage(scope, { condition, order, limit, offset, after, fields })
      const link = page.after === null ? {} : { link: nextLink(request.url, page.after) }
      return Reply.json(page.text, 200, { ...validators(etag), ...link })
    },
    async getEntityByUid(request, { params: { uid }, query }) {
      const found = await answer(deps, request, query, (scope) => entityByUid(scope, uid))
      if (!found) throw new PortalError('not_found', `No entity with uid ${uid}`)
      return found
    },
    async getEntityByName(request, { params, query }) {
      const found = await answer(deps, request, query, (scope) => entityByRef(scope, stringifyRef(params)))
      if (!found) throw noSuchEntity(params.kind, params.namespace, params.name)
      return found
    },
    async getEntityAncestry(request, { params, query }) {
      const ref = stringifyRef(params)
      const found = await answer(deps, request, query, (scope) => readAncestry(scope, ref))
      if (!found) throw new PortalError('not_found', `No such entity ${ref}`)
      return found
    },
    async getEntityHistory(request, { params, query }) {
      const { limit = historyPage, cursor = null } = query
      const wanted = { limit: Math.max(1, Math.min(limit, 100)), cursor, bodies: query.bodies === 'true' }
      const history = await readHistory(await scopeOf(deps, request), stringifyRef(params), wanted)
      if (!history) throw noSuchEntity(params.kind, params.namespace, params.name)
      return history
    },
    async getEntitiesByRefs(request, { query, body }) {
      const asked = allOf([parseFilters(query.filter ?? []), body.query && parsePredicate(body.query)])
      const fields = parseFields(body.fields)
      const found = await answer(deps, request, { asOf: body.asOf, body }, async (scope) => {
        const texts = await entitiesByRefs(scope, body.entityRefs, asked, fields)
        return `{"items":[${texts.map((text) => text ?? 'null').join(',')}]}`
      })
      return found ?? Reply.json('{"items":[]}')
    },
    async getFacets(request, { query }) {
      const condition = parseFilters(query.filter ?? [])
      return orEmpty(
        await answer(deps, request, query, async (scope) =>
          JSON.stringify({ facets: await readFacets(scope, query.facet, condition) }),
        ),
      )
    },
    async getFacetsByPredicate(request, { body }) {
      const text = textOf(body.fullTextFilter?.term, body.fullTextFilter?.fields)
      const condition = allOf([parsePredicate(body.query ?? {}), textCondition(text, [])])
      return orEmpty(
        await answer(deps, request, { asOf: body.asOf, body }, async (scope) =>
          JSON.stringify({ facets: await readFacets(scope, body.facets, condition) }),
        ),
      )
    },
  }
}

function orEmpty(reply: Reply | null): Reply {
  return reply ?? Reply.json('{"facets":{}}')
}

/** The same question from where this answer ends, relative to the plugin's mount as the reference writes it. */
function nextLink(url: URL, after: string): string {
  const params = new URLSearchParams(url.search)
  params.delete('offset')
  params.set('after', after)
  return `</entities?${params}>; rel="next"`
}
