import { PortalError, toPortalError } from '@callboard/sdk'
import type { LocationRef } from '@callboard/sdk/model'
import type { SourceFile } from '../ingest/types.ts'
import { readError } from './read-error.ts'

/** Requests under way at once to one host: enough to hide latency, few enough to be a polite guest. */
const perHost = 5
/** After so many reads in a row that got no answer, the rest of the round is not tried. */
const patience = 3

export type ReadResult = SourceFile | 'unchanged' | PortalError

/**
 * Reads many URLs, each host on its own: one that hangs delays nobody else, and is not waited for a
 * thousand times over. A failure is a value.
 */
export async function readRemote<T extends { location: LocationRef }>(
  items: T[],
  read: (item: T) => Promise<SourceFile | 'unchanged'>,
  done: (item: T, result: ReadResult) => void,
): Promise<void> {
  const hosts = Map.groupBy(items, ({ location }) => hostOf(location.target))
  await Promise.all([...hosts].map(([host, ofHost]) => readHost(host, ofHost, read, done)))
}

async function readHost<T>(
  host: string,
  items: T[],
  read: (item: T) => Promise<SourceFile | 'unchanged'>,
  done: (item: T, result: ReadResult) => void,
): Promise<void> {
  const next = items.values()
  let silent = 0
  const work = async () => {
    for (const item of next) {
      const result = silent < patience ? await read(item).catch(toPortalError) : givenUp(host)
      if (isSilence(result)) silent++
      else if (silent < patience) silent = 0
      done(item, result)
    }
  }
  await Promise.all(Array.from({ length: Math.min(perHost, items.length) }, work))
}

function isSilence(result: ReadResult): boolean {
  return result instanceof PortalError && result.code === 'unavailable'
}

function givenUp(host: string): PortalError {
  return readError('unavailable', `Unable to read url, ${host} did not answer ${patience} times in a row`, {
    hint: 'The rest of its files is tried again with the next refresh.',
  })
}

function hostOf(target: string): string {
  return URL.canParse(target) ? new URL(target).host : target
}
