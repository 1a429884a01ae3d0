import { actorOf, type Handlers, PortalError, Reply, type RequestContext } from '@callboard/sdk'
import type { CatalogApi } from '../../api.ts'
import { mustBeAllowed } from '../permission/may.ts'
import { isEverything } from '../query/condition.ts'
import { entityByRef } from '../query/one.ts'
import { storable } from '../store/storable.ts'
import { analyze } from './analyze.ts'
import { type HandlerDeps, scopeOf } from './context.ts'
import { validateEntity } from './validate-entity.ts'

type OperationRoutes = 'deleteEntityByUid' | 'refreshEntity' | 'analyzeLocation' | 'validateEntity'

export function operationHandlers(deps: HandlerDeps): Pick<Handlers<CatalogApi>, OperationRoutes> {
  return {
    async deleteEntityByUid(request, { params: { uid } }) {
      const ref = await refOf(uid)
      request.about(ref ?? uid, { uid })
      await refuseUnlessDeletable(request, ref)
      // What is gone already is gone.
      await deps.engine.removeEntities([storable(uid)], actorOf(request.credentials))
      return undefined
    },
    async refreshEntity(request, { body: { entityRef } }) {
      request.about(entityRef)
      const ref = storable(entityRef).toLowerCase()
      const asked = { permission: 'catalog.entity.refresh', refs: [ref], named: true }
      await mustBeAllowed(deps.limits, await scopeOf(deps, request), request.credentials, asked)
      const sources = await deps.engine.refreshEntities([ref])
      if (sources === 0) throw new PortalError('not_found', `Entity ${ref} not found`, { ref })
      return Reply.empty(200)
    },
    async analyzeLocation(request, { body }) {
      const fileName = body.catalogFilename ?? body.catalogFileName
      const { existingEntityFiles, generateEntities } = await analyze(deps, request, body.location, fileName)
      // The reference's shape to the letter; what else is known is told by our own route.
      return { existingEntityFiles, generateEntities }
    },
    async validateEntity(request, { body }) {
      const errors = await validateEntity(deps.engine.reader, body, request.signal)
      return errors.length === 0 ? Reply.empty(200) : Reply.json(JSON.stringify({ errors }), 400)
    },
  }

  /** The entity's ref, as the audit log names it. */
  async function refOf(uid: string): Promise<string | undefined> {
    const known = storable(uid)
    const row = await deps.db.get<{ ref: string }>('select ref from catalog_entities where uid = ?', [known])
    return row?.ref
  }

  /** What a caller may not see it may not delete either; to them, what is gone is like what is hidden. */
  async function refuseUnlessDeletable(request: RequestContext, ref: string | undefined): Promise<void> {
    const scope = await scopeOf(deps, request)
    const { credentials } = request
    const permission = 'catalog.entity.delete'
    const limit = await deps.limits(credentials, permission, scope.revision)
    const seesAll = isEverything(scope.visible) && isEverything(limit.condition)
    if (seesAll) return
    const isSeen = ref !== undefined && (await entityByRef(scope, ref)) !== null
    if (!isSeen) throw new PortalError('forbidden', 'Unauthorized')
    await mustBeAllowed(deps.limits, scope, credentials, { permission, refs: [ref], named: true })
  }
}
