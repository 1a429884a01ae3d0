/** What people do by hand: registering, unregistering, deleting, refreshing. */
import { type Database, type Jobs, PortalError } from '@callboard/sdk'
import type { LocationRef } from '@callboard/sdk/model'
import type { Kysely } from 'kysely'
import type { Reader } from '../read/types.ts'
import {
  type CatalogTables,
  deleteLocations,
  insertLocation,
  removeEntities,
  storable,
  updateLocation,
} from '../store/index.ts'
import type { Engine } from './engine.ts'
import { isKeepable } from './keepable.ts'
import { refreshOf } from './refresh-job.ts'
import { saveRoot } from './root.ts'
import { sourcesToRead } from './sources-to-read.ts'
import { sweep } from './sync-sources.ts'
import type { Writer } from './writer.ts'

interface Parts {
  db: Database
  jobs: Jobs
  writer(): Writer
  links: Reader['links']
}

type Asked = 'addLocation' | 'updateLocation' | 'removeLocations' | 'removeEntities' | 'refreshEntities'

export function changesByHand({ db, jobs, writer, links }: Parts): Pick<Engine, Asked> {
  const read = db.read as Kysely<CatalogTables>
  return {
    async addLocation(location, actor) {
      refuseUnkeepable(location)
      const own = writer()
      const source = await own.run((context) => insertLocation(context, location), actor)
      await saveRoot(own, source, links)
      await jobs.trigger([refreshOf(source.id)])
      const { id, type, target } = source
      const ref = await read
        .selectFrom('catalog_refs')
        .select('ref')
        .where('id', '=', source.location_id!)
        .executeTakeFirstOrThrow()
      return { id, type, target, entityRef: ref.ref }
    },
    async updateLocation(id, location, actor) {
      refuseUnkeepable(location)
      const updated = await writer().run((context) => updateLocation(context, id, location), actor)
      await jobs.trigger([refreshOf(id)])
      return updated
    },
    async removeLocations(ids, actor) {
      if (ids.length === 0) return 0
      const own = writer()
      const sources = await own.run((context) => deleteLocations(context, ids), actor)
      await jobs.remove(sources.map(({ id }) => refreshOf(id)))
      await sweep(read, own)
      return sources.length
    },
    async removeEntities(uids, actor) {
      if (uids.length === 0) return
      const own = writer()
      own.publish(await own.run((context) => removeEntities(context, uids), actor))
    },
    async refreshEntities(refs) {
      if (refs.length === 0) return 0
      const sources = await sourcesToRead(db, refs)
      await jobs.trigger(sources.map(refreshOf))
      return sources.length
    },
  }
}

function refuseUnkeepable({ type, target }: LocationRef): void {
  if (isKeepable(`${type}:${target}`) && storable(target) === target) return
  throw new PortalError('input', 'The location target is too long, or holds characters that are not text')
}
