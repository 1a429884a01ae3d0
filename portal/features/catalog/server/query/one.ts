import { storable } from '../store/storable.ts'
import { entitiesByRefs } from './by-refs.ts'
import { everything } from './condition.ts'
import { pastByUid } from './past.ts'
import type { Scope } from './scope.ts'

/** The JSON of one entity, or null when it is not there or must not be seen. */
export async function entityByRef(scope: Scope, ref: string): Promise<string | null> {
  const [text] = await entitiesByRefs(scope, [ref], everything, null)
  return text ?? null
}

export async function entityByUid(scope: Scope, uid: string): Promise<string | null> {
  const ref = await refOfUid(scope, storable(uid))
  return ref === undefined ? null : entityByRef(scope, ref)
}

async function refOfUid(scope: Scope, uid: string): Promise<string | undefined> {
  if (scope.at !== null) return (await pastByUid(scope.db, scope.at, uid))?.ref
  return (await scope.db.get<{ ref: string }>('select ref from catalog_entities where uid = ?', [uid]))?.ref
}
