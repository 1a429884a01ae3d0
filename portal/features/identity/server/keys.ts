/** The keys of an instance, kept as `auth.keyStore` says. */
import type { Clock, ConfigReader, Database, Log } from '@callboard/sdk'
import { databaseKeys, memoryKeys } from './key-rows.ts'
import { createKeyStore, type KeyStore, type KeyStoreOptions } from './key-store.ts'
import { withStaticKeys } from './static-keys.ts'

interface Deps {
  config: Pick<ConfigReader, 'get' | 'folders'>
  db: Database
  clock: Clock
  log: Log
}

const at = 'auth.keyStore.provider'

/** @throws `input` naming the key of the config that is wrong. */
export function createKeys({ config, db, clock, log }: Deps, options?: KeyStoreOptions): Promise<KeyStore> {
  const provider = config.get(at) ?? 'database'
  const kept = createKeyStore(databaseKeys(db, clock), clock, options)
  if (provider !== 'memory') {
    if (provider !== 'database' && provider !== 'static') {
      log.warn(`${at} is not one of database, memory and static: keys are kept in the database`)
    }
    return withStaticKeys(kept, config)
  }
  const passing = createKeyStore(memoryKeys(clock), clock, options)
  // Only tokens of people are meant: plugins of other processes have to believe each other.
  const of = (use: 'user' | 'service') => (use === 'user' ? passing : kept)
  return withStaticKeys(
    {
      signing: (use) => of(use).signing(use),
      verifying: (use, id) => of(use).verifying(use, id),
      published: (use) => of(use).published(use),
    },
    config,
  )
}
