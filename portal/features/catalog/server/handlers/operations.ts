import { actorOf, type Handlers, PortalError, Reply } from '@callboard/sdk'
import type { CatalogApi, EntityAnswer } from '../../api.ts'
import { analyzeLocation } from '../analyze/analyze-location.ts'
import { isEverything } from '../query/condition.ts'
import { readLocations } from '../query/locations.ts'
import { entityByUid } from '../query/one.ts'
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
      const locations = await readLocations(await scopeOf(deps, request))
      const registered = new Set(locations.map(({ type, target }) => `${type}:${target}`))
      const analysis = await analyzeLocation(
        {
          settings: deps.readerSettings(),
          fetch: deps.fetch,
          log: deps.log,
          dryRun: (location, signal) => deps.engine.dryRun({ ...location, presence: 'required' }, signal),
          isRegistered: async ({ type, target }) => registered.has(`${type}:${target}`),
        },
        body.location,
        body.catalogFilename ?? body.catalogFileName ?? deps.settings().entityFilename,
        request.signal,
      )
      return {
        existingEntityFiles: analysis.existingEntityFiles.map((file) => ({
          ...file,
          entity: file.entity as unknown as EntityAnswer,
        })),
        generateEntities: analysis.generateEntities.map((draft) => ({
          ...draft,
          entity: { ...draft.entity },
        })),
      }
    },
    async validateEntity(request, { body }) {
      const errors = await validateEntity(deps.engine.reader, body, request.signal)
      return errors.length === 0 ? Reply.empty(200) : Reply.json(JSON.stringify({ errors }), 400)
    },
  }

  /** What a caller may not see it may not delete either. */
  async function refuseHidden(request: Parameters<typeof scopeOf>[1], uid: string): Promise<void> {
  /** The entity's ref, as the audit log names it. */
  async function refOf(uid: string): Promise<string | undefined> {
    const known = uid.toWellFormed().replaceAll('\0', '')
    const row = await deps.db.get<{ ref: string }>('select ref from catalog_entities where uid = ?', [known])
    return row?.ref
  }

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
