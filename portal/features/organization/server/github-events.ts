/**
 * GitHub says when people and teams change. Such an event makes the organisation due, so that it is read whole
 * soon: an event can come late, twice or never, and a read is right whatever came.
 */
import type { FeatureContext } from '@callboard/sdk'
import { readJob, type Sources } from './sources.ts'

const topics = ['github.organization', 'github.membership', 'github.team', 'github.installation'] as const
/** Events come in swarms: the first waits for the others. */
const gatherMs = 10_000
/** However many there are, a read begins no sooner than so long after the one before. */
const apartMs = 2 * 60_000

/** Answers how to stop. */
export function followGithub(
  { events, jobs, clock, log }: Pick<FeatureContext, 'events' | 'jobs' | 'clock' | 'log'>,
  sources: Sources,
): () => void {
  async function due(topic: string, payload: unknown): Promise<void> {
    const login = organizationOf(payload)
    if (login === undefined) return
    const names = sources.all().flatMap(({ reader }) => (reader.readsGithub?.(login) ? [reader.name] : []))
    if (names.length === 0) return
    const items = new Map((await jobs.list(readJob)).map((item) => [item.key, item]))
    await jobs.schedule(
      names.map((key) => {
        const last = Date.parse(items.get(key)?.lastStartedAt ?? '') || 0
        return { name: readJob, key, inMs: Math.max(gatherMs, last + apartMs - clock.now()) }
      }),
    )
    log.info('GitHub says that an organisation changed', { topic, organization: login, providers: names })
  }
  const stops = topics.map((topic) => events.subscribe(topic, (event) => due(topic, event)))
  return () => {
    for (const stop of stops) stop()
  }
}

interface GithubEvent {
  organization?: { login?: unknown } | null
  installation?: { account?: { login?: unknown } | null } | null
}

function organizationOf(payload: unknown): string | undefined {
  const { organization, installation } = (payload ?? {}) as GithubEvent
  const login = organization?.login ?? installation?.account?.login
  return typeof login === 'string' && login !== '' ? login : undefined
}
