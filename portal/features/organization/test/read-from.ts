/** The reader that a config describes, and what it reads. */
import assert from 'node:assert/strict'
import type { Entity } from '@callboard/sdk/model'
import type { Org, OrgReader } from '../server/org.ts'
import { organizations } from '../server/settings.ts'

export function readerOf(config: Record<string, unknown>, fetcher = fetch): OrgReader {
  const get = (path: string): unknown =>
    path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], config)
  const { readers, bad } = organizations({ get }, fetcher)
  assert.deepEqual(bad, [])
  assert.equal(readers.length, 1)
  return readers[0]?.reader as OrgReader
}

export const read = (reader: OrgReader): Promise<Org> => reader.read({ signal: AbortSignal.timeout(20_000) })

export const names = (entities: Entity[]): string[] =>
  entities.map(({ metadata }) => [metadata.namespace, metadata.name].filter(Boolean).join('/')).sort()

export const find = (entities: Entity[], name: string): Entity =>
  entities.find(({ metadata }) => metadata.name === name) as Entity

export const pictureOf = (entity: Entity): unknown =>
  (entity.spec?.profile as { picture?: string } | undefined)?.picture
