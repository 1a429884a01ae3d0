/** Which organisations the config names, each with its schedule. A bad one costs itself only. */
import { type ConfigReader, PortalError, reasonOf } from '@callboard/sdk'
import { parseSchedule, type Schedule } from '@callboard/sdk/config-values'
import type { z } from 'zod'
import { githubOrgSchema, githubReader } from './github.ts'
import { gitlabOrgSchema, gitlabReader } from './gitlab.ts'
import { keycloakReader, keycloakSchema } from './keycloak.ts'
import { ldapOrgSchema, ldapReader } from './ldap.ts'
import { microsoftGraphReader, microsoftGraphSchema } from './microsoft-graph.ts'
import { oktaReader, oktaSchema } from './okta.ts'
import type { OrgReader } from './org.ts'

export interface ScheduledReader {
  reader: OrgReader
  schedule: Schedule
  /** Another one when the config says anything else of it. */
  stamp: string
}

/** A source of organisation data that the config describes wrongly. */
export interface BadReader {
  name: string
  /** What is wrong, as half a sentence. */
  reason: string
  /** Where that stands in the config, or would. */
  key: string
}

type Config = Pick<ConfigReader, 'get'>

/** One organisation in the config, not yet looked at. */
interface Entry {
  id: string
  key: string
  raw: Record<string, unknown>
}

interface Kind {
  prefix: string
  entries(config: Config): Entry[]
  /** @throws `input` saying what is wrong, with the `path` of it where that is known. */
  open(entry: Entry, config: Config, fetcher: typeof fetch): OrgReader
}

const everyHour: Schedule = {
  frequency: { everyMs: 3_600_000 },
  timeoutMs: 15 * 60_000,
  initialDelayMs: undefined,
  scope: 'global',
}

const at = (key: string) => `catalog.providers.${key}`

const kinds: Kind[] = [
  kindOf('GithubMultiOrgEntityProvider', listed(at('githubOrg')), githubOrgSchema, (id, given, ...asked) =>
    githubReader({ ...given, id }, ...asked),
  ),
  kindOf('LdapOrgEntityProvider', keyed(at('ldapOrg'), 'target'), ldapOrgSchema, ldapReader),
  kindOf('LdapOrgEntityProvider', listed('ldap.providers'), ldapOrgSchema, ldapReader),
  kindOf(
    'MicrosoftGraphOrgEntityProvider',
    keyed(at('microsoftGraphOrg'), 'tenantId'),
    microsoftGraphSchema,
    (id, given, _config, fetcher) => microsoftGraphReader(id, given, fetcher),
  ),
  kindOf(
    'KeycloakOrgEntityProvider',
    keyed(at('keycloakOrg'), 'baseUrl'),
    keycloakSchema,
    (id, given, _config, fetcher) => keycloakReader(id, given, fetcher),
  ),
  kindOf(
    'GitlabOrgDiscoveryEntityProvider',
    (config) => keyed(at('gitlab'), 'host')(config).filter(({ raw }) => String(raw.orgEnabled) === 'true'),
    gitlabOrgSchema,
    gitlabReader,
  ),
  kindOf(
    'OktaOrgEntityProvider',
    (config) =>
      (Array.isArray(config.get(at('okta'))) ? listed(at('okta')) : keyed(at('okta'), 'orgUrl'))(config),
    oktaSchema,
    (id, given, _config, fetcher) => oktaReader(id, given, fetcher),
  ),
]

/** All organisations that the config names and does not switch off. */
export function organizations(
  config: Config,
  fetcher: typeof fetch,
): { readers: ScheduledReader[]; bad: BadReader[] } {
  const readers = new Map<string, ScheduledReader>()
  const bad: BadReader[] = []
  for (const kind of kinds) {
    for (const entry of kind.entries(config)) {
      const name = `${kind.prefix}:${entry.id}`
      if (isDisabled(config, name)) continue
      try {
        if (readers.has(name)) throw new PortalError('input', `another one has the id '${entry.id}'`)
        const { raw } = entry
        const schedule = raw.schedule === undefined ? everyHour : parseSchedule(raw.schedule)
        const stamp = JSON.stringify([raw, config.get('integrations')])
        readers.set(name, { reader: kind.open(entry, config, fetcher), schedule, stamp })
      } catch (thrown) {
        const path = thrown instanceof PortalError ? thrown.details.path : undefined
        bad.push({ name, reason: reasonOf(thrown), key: path ? `${entry.key}.${path}` : entry.key })
      }
    }
  }
  return { readers: [...readers.values()], bad }
}

function kindOf<S extends z.ZodType>(
  prefix: string,
  entries: Kind['entries'],
  schema: S,
  make: (id: string, settings: z.output<S>, config: Config, fetcher: typeof fetch) => OrgReader,
): Kind {
  return {
    prefix,
    entries,
    open({ id, raw }, config, fetcher) {
      const parsed = schema.safeParse(raw)
      if (parsed.success) return make(id, parsed.data, config, fetcher)
      const [issue] = parsed.error.issues
      const path = issue?.path.join('.') ?? ''
      const isMissing = issue?.message.endsWith('received undefined')
      const reason = isMissing ? `'${path}' is missing` : `'${path}': ${issue?.message}`
      throw new PortalError('input', reason, { path })
    },
  }
}

/** `catalog.providerOptions.<name>.disabled`: such a one is not asked, and what it gave goes. */
function isDisabled(config: Config, name: string): boolean {
  const options = config.get('catalog.providerOptions')
  const own = isObject(options) ? options[name] : undefined
  return isObject(own) && String(own.disabled) === 'true'
}

/** One entry, or a map of them: `sign` is a key that only an entry has. */
function keyed(key: string, sign: string): Kind['entries'] {
  return (config) => {
    const value = config.get(key)
    if (!isObject(value)) return []
    if (typeof value[sign] === 'string') return [{ id: 'default', key, raw: value }]
    return Object.entries(value).flatMap(([id, raw]) =>
      isObject(raw) ? [{ id, key: `${key}.${id}`, raw }] : [],
    )
  }
}

/** One entry, or a list of them; each may name itself. */
function listed(key: string): Kind['entries'] {
  return (config) => {
    const value = config.get(key)
    if (isObject(value)) return [{ id: typeof value.id === 'string' ? value.id : 'default', key, raw: value }]
    return (Array.isArray(value) ? value : []).flatMap((raw: unknown, index) => {
      if (!isObject(raw)) return []
      const id = typeof raw.id === 'string' ? raw.id : index === 0 ? 'default' : String(index)
      return [{ id, key: `${key}[${index}]`, raw }]
    })
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
