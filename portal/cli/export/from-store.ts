import { existsSync } from 'node:fs'
import { PortalError } from '@callboard/sdk'
import type { EntityView } from '@callboard/sdk/model'
import { readEntities } from '../../features/catalog/server/query/entity-json.ts'
import { dataFolder } from '../../host/config/host-config.ts'
import { stopOnErrors } from '../../host/config/problems.ts'
import type { OpenDatabase } from '../../host/db/open.ts'
import { openDatabase } from '../../host/db/open.ts'
import { type DatabaseSettings, parseSettings } from '../../host/db/settings.ts'
import { type CommandInput, textFlag } from '../flags.ts'
import { silentLog } from '../silent-log.ts'
import { commandConfig, commandFolder } from '../where.ts'

const batch = 200

/** Every entity of the database that the config names, in order of ref. Only reads. */
export async function* readFromStore(input: CommandInput, isFull: boolean): AsyncGenerator<EntityView> {
  const folder = commandFolder()
  const config = await commandConfig(input)
  stopOnErrors(config, folder)
  const dataDir = dataFolder(textFlag(input, 'data-dir'), process.env, folder)
  const settings = (config.reader.get('backend.database') ?? {}) as DatabaseSettings
  refuseEmpty(settings, dataDir)
  const db = await openDatabase(settings, { dataDir, log: silentLog })
  try {
    yield* entitiesOf(db, isFull)
  } finally {
    await db.close()
  }
}

/** Opening would make a new, empty database, and an export of nothing looks like a loss. */
function refuseEmpty(settings: DatabaseSettings, dataDir: string): void {
  const parsed = parseSettings(settings, dataDir)
  if (parsed.type !== 'sqlite') return
  if (parsed.file === null) {
    throw new PortalError(
      'input',
      "The database is ':memory:', which only its own process can read: use --url",
    )
  }
  if (existsSync(parsed.file)) return
  throw new PortalError(
    'not_found',
    `There is no database at ${parsed.file}: give --data-dir, --config or --url`,
  )
}

async function* entitiesOf(db: OpenDatabase, isFull: boolean): AsyncGenerator<EntityView> {
  let after = ''
  for (;;) {
    const rows = await db.all<{ id: number; ref: string; body: string }>(
      'select id, ref, body from catalog_entities where ref > ? order by ref limit ?',
      [after, batch],
    )
    const whole = isFull
      ? await readEntities(
          db,
          rows.map(({ id }) => Number(id)),
        )
      : undefined
    for (const { id, body } of rows) yield JSON.parse(whole?.get(Number(id))?.text ?? body) as EntityView
    const last = rows.at(-1)
    if (!last || rows.length < batch) return
    after = last.ref
  }
}
