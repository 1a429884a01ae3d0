/** Reads the files that placeholders of one file name, each once (contract: catalog-model §8). */
import { createHash } from 'node:crypto'
import { PortalError } from '@callboard/sdk'
import { type LocationRef, stringifyLocation } from '@callboard/sdk/model'
import type { Reader } from '../read/types.ts'
import { limits } from './limits.ts'
import { repositoryOf } from './repository-url.ts'
import type { Include } from './types.ts'

export interface IncludeReader {
  /** What a value of a placeholder means in the file at `base`. @throws PortalError */
  resolve(base: LocationRef, value: string): LocationRef
  /** @throws PortalError */
  read(location: LocationRef): Promise<string>
  /** Every file that was asked for, failed ones with an empty hash: they may come to be. */
  includes(): Include[]
  /** The record of one of them. */
  find(location: LocationRef): Include | undefined
}

export interface IncludeOptions {
  /** Lets placeholders name files of other repositories. */
  crossRepository?: boolean | undefined
  signal?: AbortSignal | undefined
}

export function includeReader(reader: Reader, options: IncludeOptions = {}): IncludeReader {
  const texts = new Map<string, Promise<string>>()
  const includes = new Map<string, Include>()

  async function readOnce(location: LocationRef): Promise<string> {
    const url = stringifyLocation(location)
    includes.set(url, { url, etag: null, hash: '' })
    const file = await reader.read(location, { etag: null }, options.signal)
    if (file === 'unchanged') throw new PortalError('upstream_failed', `${url} answered without content`)
    if (file.text.length > limits.fileChars) {
      throw new PortalError('too_large', `${url} is larger than ${limits.fileChars / 1024 / 1024} MB`)
    }
    const hash = createHash('sha256').update(file.text).digest('hex').slice(0, 32)
    includes.set(url, { url, etag: file.etag, hash })
    return file.text
  }

  return {
    resolve(base, value) {
      const location = reader.resolve(base, value, 'include')
      const [from, to] = [repositoryOf(base.target), repositoryOf(location.target)]
      if (from !== null && to !== null && from !== to && options.crossRepository !== true) {
        throw new PortalError(
          'forbidden',
          'Placeholder may only reference files from the same repository as the entity',
          { hint: 'Copy the file into this repository, or name it by a plain web URL of an allowed host.' },
        )
      }
      return location
    },
    read(location) {
      const url = stringifyLocation(location)
      const known = texts.get(url)
      if (known) return known
      if (texts.size >= limits.includes) {
        return Promise.reject(new PortalError('input', `A file may pull in at most ${limits.includes} files`))
      }
      const text = readOnce(location)
      texts.set(url, text)
      return text
    },
    includes: () => [...includes.values()],
    find: (location) => includes.get(stringifyLocation(location)),
  }
}
