/** The providers of the config, each with the settings of its environments. */
import {
  type Clock,
  type ConfigReader,
  type Database,
  type Log,
  PortalError,
  type Reply,
  reasonOf,
} from '@callboard/sdk'
import { resolverChain } from '../resolvers/chain.ts'
import type { SignIns } from './complete.ts'
import { createCookies } from './cookies.ts'
import { destinationOf, sendBack } from './destination.ts'
import type { Origins } from './origins.ts'
import type { Call, Provider, ProviderKind, Raw } from './provider.ts'
import type { Seal } from './seal.ts'

export interface RegistryDeps {
  kinds: ReadonlyMap<string, ProviderKind>
  log: Log
  clock: Clock
  fetch: typeof fetch
  db: Database
  seal: Seal
  signIns: SignIns
}

/** A provider with the settings of one environment; `problem` is why it cannot be used. */
interface Entry {
  env: string | undefined
  provider: Provider | undefined
  problem: string | undefined
}

export interface Configured {
  kind: ProviderKind
  environments: string[]
}

/** Why somebody will not be able to sign in, at a key of the config. */
export interface SignInProblem {
  key: string
  reason: string
  hint: string
}

export interface Registry {
  problems: readonly SignInProblem[]
  configured: readonly Configured[]
  /** @throws `not_found` for a provider or an environment that is not there, `not_implemented` for a step. */
  call(provider: string, step: string, call: Call): Promise<Reply>
}

export function createRegistry(
  config: Pick<ConfigReader, 'get'>,
  baseUrl: string,
  origins: Origins,
  deps: RegistryDeps,
): Registry {
  const { kinds, log, clock, fetch, db, seal, signIns } = deps

  const problems: SignInProblem[] = []

  const createOne = (kind: ProviderKind, env: string | undefined, raw: Raw): Entry => {
    const key = ['auth.providers', kind.id, ...(env ? [env] : [])].join('.')
    try {
      const callbackUrl = callbackOf(raw, key, `${baseUrl}/api/auth/${kind.id}/handler/frame`)
      const from = { kind, env, resolvers: resolverChain(raw, key) }
      const provider = kind.create(raw, {
        key,
        env,
        callbackUrl,
        log,
        clock,
        fetch,
        db,
        config,
        seal,
        cookies: createCookies(kind.id, callbackUrl, origins.app),
        checkOrigin: (origin) => origins.check(origin),
        complete: (account, call, occasion) => signIns.complete(account, from, call, occasion),
        refused: (call, occasion, reason, account) => signIns.refused(from, call, occasion, reason, account),
      })
      return { env, provider, problem: undefined }
    } catch (thrown) {
      if (!(thrown instanceof PortalError)) throw thrown
      // A portal with one wrong provider starts all the same: the others let people in.
      const at = typeof thrown.details.key === 'string' ? thrown.details.key : key
      const page = kind.hasEnvironments ? 'sign-in' : 'sign-in-proxy-saml-ldap'
      problems.push({ key: at, reason: reasonOf(thrown), hint: `See docs/${page}.md` })
      return { env, provider: undefined, problem: reasonOf(thrown) }
    }
  }

  const configured = new Map<string, { kind: ProviderKind; entries: Entry[] }>()
  for (const [id, settings] of Object.entries(asRaw(config.get('auth.providers')))) {
    const kind = kinds.get(id)
    if (!kind) {
      if (id === 'guest') continue
      const reason = `There is no sign-in provider '${id}' here`
      const hint = `Known are guest, ${[...kinds.keys()].join(', ')}`
      problems.push({ key: `auth.providers.${id}`, reason, hint })
      continue
    }
    const entries = kind.hasEnvironments
      ? environmentsOf(settings).map(([env, raw]) => createOne(kind, env, raw))
      : [createOne(kind, undefined, asRaw(settings))]
    if (entries.length === 0) {
      const wanted = String(config.get('auth.environment') ?? 'development')
      problems.push({
        key: `auth.providers.${id}`,
        reason: `Nobody can sign in with '${id}': its settings belong below an environment`,
        hint: `Move them below auth.providers.${id}.${wanted}`,
      })
    }
    configured.set(id, { kind, entries })
  }

  for (const { key, reason } of problems) log.warn('a sign-in provider cannot be used', { key, reason })

  return {
    problems,
    configured: [...configured.values()].map(({ kind, entries }) => ({
      kind,
      environments: entries.flatMap(({ env }) => env ?? []),
    })),
    async call(id, step, call) {
      if (!kinds.has(id)) throw new PortalError('not_found', `Unknown auth provider '${id}'`)
      const found = configured.get(id)
      if (!found) throw new PortalError('not_found', `No auth provider registered for '${id}'`)
      const { kind, entries } = found
      const entry = kind.hasEnvironments
        ? await entryFor(kind, entries, step, call, seal)
        : (entries[0] as Entry)
      if (!entry.provider) {
        const message = `Sign-in with ${kind.title} is not set up: ${entry.problem}`
        const error = new PortalError('unavailable', message)
        if (step !== 'start') throw error
        // Somebody waits in a window for an answer.
        const destination = destinationOf(call.query, (origin) => origins.check(origin))
        return sendBack(destination, { error: { name: error.name, message } }, [])
      }
      const run = Object.hasOwn(entry.provider.steps, step) ? entry.provider.steps[step] : undefined
      if (run) return run(call)
      if (['start', 'handler/frame', 'refresh', 'logout'].includes(step)) {
        throw new PortalError('not_implemented', `The ${kind.title} provider has no step '${step}'`)
      }
      throw new PortalError('not_found', `Unknown auth provider '${id}'`)
    },
  }
}

/** The name under which a provider's state says which environment it began in. */
export const statePurpose = 'state'

async function entryFor(
  kind: ProviderKind,
  entries: Entry[],
  step: string,
  { query, body }: Call,
  seal: Seal,
): Promise<Entry> {
  const env = step === 'handler/frame' ? await envOfState(query, body, seal) : query.get('env')
  // A callback whose state says nothing of use is told so by any of them.
  const first = step === 'handler/frame' && !env ? entries[0] : undefined
  if (first) return first
  if (!env) throw new PortalError('input', 'No env provided in request query parameters')
  const entry = entries.find((each) => each.env === env)
  if (entry) return entry
  throw new PortalError('not_found', `No auth provider registered for '${kind.id}' in environment '${env}'`, {
    environments: entries.map((each) => each.env),
  })
}

async function envOfState(query: URLSearchParams, body: Raw, seal: Seal): Promise<string | undefined> {
  const state = String(query.get('state') ?? body.state ?? body.RelayState ?? '')
  const opened = asRaw(await seal.open(statePurpose, state))
  return typeof opened.env === 'string' ? opened.env : undefined
}

function environmentsOf(settings: unknown): [string, Raw][] {
  return Object.entries(asRaw(settings)).filter(
    (entry): entry is [string, Raw] =>
      typeof entry[1] === 'object' && entry[1] !== null && entry[0] !== 'signIn',
  )
}

function callbackOf(raw: Raw, key: string, usual: string): string {
  const { callbackUrl } = raw
  if (callbackUrl === undefined || callbackUrl === null || callbackUrl === '') return usual
  if (typeof callbackUrl === 'string' && /^https?:/.test(callbackUrl) && URL.canParse(callbackUrl)) {
    return callbackUrl
  }
  throw new PortalError(
    'input',
    `Invalid value in config for key '${key}.callbackUrl': it must be an address`,
    {
      key: `${key}.callbackUrl`,
    },
  )
}

function asRaw(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {}
}
