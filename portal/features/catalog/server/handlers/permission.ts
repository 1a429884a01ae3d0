/** What a policy elsewhere asks the catalog: its permissions and rules, and which entities fit conditions. */
import type { Criteria, Handlers } from '@callboard/sdk'
import type { CatalogApi } from '../../api.ts'
import { compileCriteria } from '../permission/compile.ts'
import { conditionRules } from '../permission/entity-resources.ts'
import { entityResource } from '../permission/rules.ts'
import { entitiesByRefs } from '../query/by-refs.ts'
import { storable } from '../store/storable.ts'
import { type HandlerDeps, scopeOf } from './context.ts'

type PermissionRoutes = 'permissionMetadata' | 'applyConditions'

const about = (name: string, action: string) => ({
  type: 'resource' as const,
  name,
  attributes: { action },
  resourceType: entityResource,
})
const plain = (name: string, action?: string) => ({
  type: 'basic' as const,
  name,
  attributes: action === undefined ? {} : { action },
})

const permissions = [
  about('catalog.entity.read', 'read'),
  plain('catalog.entity.create', 'create'),
  about('catalog.entity.delete', 'delete'),
  about('catalog.entity.refresh', 'update'),
  plain('catalog.entity.validate'),
  plain('catalog.location.read', 'read'),
  plain('catalog.location.create', 'create'),
  plain('catalog.location.delete', 'delete'),
  plain('catalog.location.analyze'),
  plain('catalog.entities.unprocessed.read', 'read'),
  plain('catalog.entities.unprocessed.delete', 'delete'),
]

export function permissionHandlers(deps: HandlerDeps): Pick<Handlers<CatalogApi>, PermissionRoutes> {
  return {
    permissionMetadata: () => ({ permissions, rules: [...conditionRules] }),
    async applyConditions(request, { body }) {
      const scope = await scopeOf(deps, request)
      const items = await Promise.all(
        body.items.map(async ({ id, resourceRef, conditions }) => {
          const refs = [resourceRef].flat().map((ref) => storable(ref).toLowerCase())
          const condition = await compileCriteria(deps.db, conditions as Criteria)
          const texts = await entitiesByRefs(scope, refs, condition, ['kind'])
          const results = texts.map((text) => (text === null ? ('DENY' as const) : ('ALLOW' as const)))
          return { id, result: Array.isArray(resourceRef) ? results : (results[0] ?? 'DENY') }
        }),
      )
      return { items }
    },
  }
}
