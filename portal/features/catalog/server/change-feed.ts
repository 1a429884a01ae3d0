/**
 * What happens in the catalog, for those who watch it live. Changes of this process come as events; those of
 * other processes on the same database show in its revision, which is looked at every two seconds while
 * anybody watches. Bursts become one message.
 */
import type { Database, Events, Log } from '@callboard/sdk'
import type { Changed, ProblemCounts, Refreshed } from '../api.ts'
import { readRevision } from './query/answers.ts'

export type CatalogChange =
  | { event: 'changed'; data: Changed }
  | { event: 'problems'; data: ProblemCounts }
  | { event: 'refreshed'; data: Refreshed }

export interface ChangeFeed {
  /** Calls back for every change from now on; returns the end of it. */
  watch(listener: (change: CatalogChange) => void): () => void
  /** What changed after a revision; `all` when that is not known any more. */
  since(revision: number): Promise<Changed>
}

export interface ChangeFeedDeps {
  db: Database
  events: Events
  log: Log
  signal: AbortSignal
}

const gatherMs = 250
const lookEveryMs = 2_000
/** Refs told in one message; a page that shows so many reads everything again anyhow. */
const mostRefs = 200
const keptMessages = 100

export function createChangeFeed({ db, events, log, signal }: ChangeFeedDeps): ChangeFeed {
  const listeners = new Set<(change: CatalogChange) => void>()
  const kept: Changed[] = []
  /** Up to here everything was told. */
  let told = 0
  let gathered: { refs: Set<string>; revision: number } | undefined
  let refreshed = new Set<string>()
  let counts: string | undefined
  let gatherTimer: NodeJS.Timeout | undefined
  let lookTimer: NodeJS.Timeout | undefined

  const tell = (change: CatalogChange) => {
    for (const listener of listeners) listener(change)
  }
  const tellChanged = (data: Changed) => {
    told = Math.max(told, data.revision)
    kept.push(data)
    if (kept.length > keptMessages) kept.shift()
    tell({ event: 'changed', data })
  }
  const flush = () => {
    gatherTimer = undefined
    if (gathered) {
      const { refs, revision } = gathered
      gathered = undefined
      const all = refs.size > mostRefs
      tellChanged({ refs: all ? [] : [...refs].sort(), all, revision })
      lookSoon()
    }
    if (refreshed.size > 0) {
      const sourceIds = [...refreshed].slice(0, mostRefs)
      refreshed = new Set()
      tell({ event: 'refreshed', data: { sourceIds } })
    }
  }
  const gather = () => {
    gatherTimer ??= setTimeout(flush, gatherMs)
  }
  const look = async () => {
    lookTimer = undefined
    try {
      const revision = await readRevision(db)
      // Our own changes are on their way as events already.
      if (revision > told && !gathered) {
        if (told > 0) tellChanged({ refs: [], all: true, revision })
        told = revision
      }
      const now = await problemCounts(db)
      const text = JSON.stringify(now)
      if (counts !== undefined && text !== counts) tell({ event: 'problems', data: now })
      counts = text
    } catch (error) {
      log.debug('the catalog could not be looked at for changes', { error })
    }
    plan(lookEveryMs)
  }
  const plan = (ms: number) => {
    if (lookTimer || listeners.size === 0 || signal.aborted) return
    lookTimer = setTimeout(() => void look(), ms)
  }
  const lookSoon = () => {
    clearTimeout(lookTimer)
    lookTimer = undefined
    plan(0)
  }

  events.subscribe('catalog.entity.changed', (payload) => {
    const { refs, revision } = payload as { refs: string[]; revision: number }
    gathered ??= { refs: new Set(), revision }
    gathered.revision = Math.max(gathered.revision, revision)
    for (const ref of refs) {
      if (gathered.refs.size <= mostRefs) gathered.refs.add(ref)
    }
    gather()
  })
  events.subscribe('catalog.source.refreshed', (payload) => {
    if (listeners.size === 0) return
    refreshed.add((payload as { sourceId: string }).sourceId)
    gather()
  })
  signal.addEventListener('abort', () => {
    clearTimeout(gatherTimer)
    clearTimeout(lookTimer)
  })

  return {
    watch(listener) {
      listeners.add(listener)
      plan(0)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearTimeout(lookTimer)
        lookTimer = undefined
        // Nobody was there to be told of what comes now.
        told = 0
        counts = undefined
        kept.length = 0
      }
    },
    async since(revision) {
      const now = await readRevision(db)
      if (revision >= now) return { refs: [], all: false, revision: now }
      const missed = kept.filter((message) => message.revision > revision)
      const isWhole = kept.some((message) => message.revision <= revision)
      if (!isWhole || missed.some((message) => message.all)) return { refs: [], all: true, revision: now }
      const refs = new Set(missed.flatMap((message) => message.refs))
      return refs.size > mostRefs
        ? { refs: [], all: true, revision: now }
        : { refs: [...refs], all: false, revision: now }
    },
  }
}

async function problemCounts(db: Database): Promise<ProblemCounts> {
  const counts = { error: 0, warning: 0, info: 0 }
  const rows = await db.all<{ severity: keyof ProblemCounts; n: number }>(
    'select severity, count(*) as n from catalog_problems group by severity',
  )
  for (const { severity, n } of rows) counts[severity] = Number(n)
  return counts
}
