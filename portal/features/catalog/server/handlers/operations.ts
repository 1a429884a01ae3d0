import { actorOf, type Handlers, PortalError, Reply } from '@callboard/sdk'
import type { CatalogApi } from '../../api.ts'
import { isEverything } from '../query/condition.ts'
import { entityByUid } from '../query/one.ts'
import { analyze } from './analyze.ts'
import { type HandlerDeps, scopeOf } from './context.ts'
import { validateEntity } from './validate-entity.ts'

type OperationRoutes = 'deleteEntityByUid' | 'refreshEntity' | 'analyzeLocation' | 'validateEntity'

export function operationHandlers(deps: HandlerDeps): Pick<Handlers<CatalogApi>, OperationRoutes> {
  return {
    async deleteEntityByUid(request, { params: { uid } }) {
      request.about((await refOf(uid)) ?? uid, { uid })
      await refuseHidden(request, uid)
      await deps.engine.removeEntity(uid, actorOf(request.credentials)).catch(unlessMissing)
      return undefined
    },
    async refreshEntity(request, { body: { entityRef } }) {
      request.about(entityRef)
      await deps.engine.refreshEntity(entityRef.toWellFormed().replaceAll('\0', '').toLowerCase())
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
    const known = uid.toWellFormed().replaceAll('\0', '')
    const row = await deps.db.get<{ ref: string }>('select ref from catalog_entities where uid = ?', [known])
    return row?.ref
  }

  /** What a caller may not see it may not delete either. */
  async function refuseHidden(request: Parameters<typeof scopeOf>[1], uid: string): Promise<void> {
    const scope = await scopeOf(deps, request)
    if (isEverything(scope.visible)) return
    if ((await entityByUid(scope, uid)) === null) throw new PortalError('forbidden', 'Unauthorized')
  }
}

/** What is gone already is gone. */
function unlessMissing(thrown: unknown): void {
  if (thrown instanceof PortalError && thrown.code === 'not_found') return
  throw thrown
}
