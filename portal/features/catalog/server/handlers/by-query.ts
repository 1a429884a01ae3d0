import { type Handlers, Reply } from '@callboard/sdk'
import type { CatalogApi } from '../../api.ts'
import { byQuery } from '../query/by-query.ts'
import { decodeCursor } from '../query/cursor.ts'
import { parseFields } from '../query/fields.ts'
import { parseOrderFields } from '../query/order-params.ts'
import { answer, type HandlerDeps } from './context.ts'

const defaultLimit = 200

/** The route every list of the web page and of the reference's client uses. */
export function byQueryHandlers(
  deps: HandlerDeps,
): Pick<Handlers<CatalogApi>, 'queryEntities' | 'queryEntitiesByPredicate'> {
  return {
    async queryEntities(request, { query }) {
      const { limit = defaultLimit, offset = 0, totalItems = 'include' } = query
      const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor)
      const filter = query.filter ?? []
      const order = parseOrderFields(query.orderField ?? []).slice(0, 1)
      const fields = parseFields(query.fields)
      const text = textOf(
        query.fullTextFilterTerm,
        query.fullTextFilterFields?.flatMap((list) => list.split(',')),
      )
      const asOf = cursor ? cursor.asOf : query.asOf
      const asked = {
        asked: { filter },
        order,
        text,
        limit,
        offset,
        fields,
        totalItems,
        cursor,
        asOf: asOf ?? null,
      }
      const found = await answer(deps, request, { asOf }, (scope) => byQuery(scope, asked))
      return found ?? Reply.json(emptyPage)
    },
    async queryEntitiesByPredicate(request, { body }) {
      const { query = {}, limit = defaultLimit, offset = 0, totalItems = 'include', orderBy = [] } = body
      const cursor = body.cursor ? decodeCursor(body.cursor) : null
      const order = orderBy.slice(0, 1)
      const fields = parseFields(body.fields)
      const text = textOf(body.fullTextFilter?.term, body.fullTextFilter?.fields)
      const asOf = cursor ? cursor.asOf : body.asOf
      const asked = {
        asked: { query },
        order,
        text,
        limit,
        offset,
        fields,
        totalItems,
        cursor,
        asOf: asOf ?? null,
      }
      const found = await answer(deps, request, { asOf, body }, (scope) => byQuery(scope, asked))
      return found ?? Reply.json(emptyPage)
    },
  }
}

const emptyPage = '{"items":[],"totalItems":0,"pageInfo":{}}'

/** The text to look for, as `textCondition` takes it. */
export function textOf(term: string | undefined, fields: string[] | undefined) {
  if (term === undefined) return null
  const named = fields?.map((field) => field.trim()).filter(Boolean)
  return { term, ...(named && named.length > 0 && { fields: named }) }
}
