import { setImmediate as nextTurn } from 'node:timers/promises'
import { type PortalError, toPortalError } from '@callboard/sdk'
import type { LocationRef } from '@callboard/sdk/model'
import type { SourceFile } from '../ingest/types.ts'
import { isAllowedUrl } from './allow.ts'
import { expandFiles, readFile } from './file.ts'
import { createGithub, type Github } from './github.ts'
import { linksOf } from './links.ts'
import { notAllowed, readError } from './read-error.ts'
import { type ReadResult, readRemote } from './read-remote.ts'
import { resolveLocation } from './resolve.ts'
import { hostNames, parseScmUrl } from './scm-url.ts'
import type { Reader, ReaderDeps, ReaderSettings } from './types.ts'
import { checkUrl, readUrl } from './url.ts'

/** Files looked at before others get a turn, about a millisecond's worth. */
const filesPerTurn = 100

interface Item {
  location: LocationRef
  etag: string | null
  index: number
}

/** A reader of `file` and `url` locations. GitHub hosts are read by their own rules, the rest by allow-list. */
export function createReader(settings: ReaderSettings, deps: ReaderDeps): Reader {
  const githubs = new Map<string, Github>(
    settings.github.map((each) => [each.host.toLowerCase(), createGithub(each, settings, deps)]),
  )

  async function read(location: LocationRef, known: { etag: string | null }, signal?: AbortSignal) {
    signal?.throwIfAborted()
    if (location.type === 'file') return readFile(location.target, known, settings)
    if (location.type !== 'url') throw unknownType(location)
    const github = githubFor(location.target)
    if (github) return await github.read(location.target, known, signal)
    refuseUnreadableHost(location.target, settings)
    return await readUrl(location.target, known, settings, deps, signal)
  }

  async function readMany(items: { location: LocationRef; etag: string | null }[], signal?: AbortSignal) {
    const results: ReadResult[] = new Array(items.length)
    const remote: Item[] = []
    for (const [index, { location, etag }] of items.entries()) {
      if (location.type !== 'file') {
        remote.push({ location, etag, index })
        continue
      }
      if (index % filesPerTurn === filesPerTurn - 1) await nextTurn()
      signal?.throwIfAborted()
      results[index] = attempt(() => readFile(location.target, { etag }, settings))
    }
    await readRemote(
      remote,
      ({ location, etag }) => read(location, { etag }, signal),
      ({ index }, result) => {
        results[index] = result
      },
    )
    signal?.throwIfAborted()
    return results
  }

  async function expand(target: LocationRef, signal?: AbortSignal): Promise<LocationRef[]> {
    signal?.throwIfAborted()
    if (target.type === 'file') {
      const { locations, skipped } = expandFiles(target.target, settings)
      for (const each of skipped) {
        deps.log.warn('folder left out of a pattern', { target: target.target, ...each })
      }
      return locations
    }
    if (target.type !== 'url' || !URL.canParse(target.target)) return [target]
    if (!new URL(target.target).pathname.includes('*')) return [target]
    const github = githubFor(target.target)
    if (github) return await github.expand(target.target, signal)
    checkUrl(target.target)
    throw readError('input', `Unsupported search pattern URL: ${target.target}`, {
      hint: 'Patterns work on GitHub and in file targets. Name each file of a plain web host.',
    })
  }

  function githubFor(target: string): Github | null {
    const url = checkUrl(target)
    const github = githubs.get(url.host)
    if (!github) return null
    const form = parseScmUrl(target, settings.hosts)?.form
    // Release downloads and the like are plain files of an allowed host.
    return !form && isAllowedUrl(url, settings.allow) ? null : github
  }

  return {
    read,
    readMany,
    expand,
    resolve: (base, relative, as = 'include') => resolveLocation(base, relative, as, settings),
    links: (location) => linksOf(location, settings.hosts),
  }
}

/** Says which product is meant and what can be done, rather than only "not allowed". */
function refuseUnreadableHost(target: string, settings: ReaderSettings): void {
  const url = new URL(target)
  const known = settings.hosts.find((each) => each.host.toLowerCase() === url.host)
  if (!known || isAllowedUrl(url, settings.allow)) return
  throw notAllowed(
    target,
    undefined,
    `${hostNames[known.kind]} (${known.host}) is not read through an integration yet: GitHub is, and any ` +
      "host of 'backend.reading.allow' by the raw address of the file",
  )
}

function unknownType(location: LocationRef): PortalError {
  return readError(
    'input',
    `Locations of type '${location.type}' cannot be read: '${location.type}:${location.target}'`,
    { hint: "Use type 'url' or 'file'." },
  )
}

function attempt(act: () => SourceFile | 'unchanged'): SourceFile | 'unchanged' | PortalError {
  try {
    return act()
  } catch (thrown) {
    return toPortalError(thrown)
  }
}
