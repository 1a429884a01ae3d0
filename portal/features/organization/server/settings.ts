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
  reason: string
}

type Config = Pick<ConfigReader, 'get'>
type Entry = [id: string, raw: Record<string, unknown>]

const everyHour: Schedule = {
  frequency: { everyMs: 3_600_000 },
  timeoutMs: 15 * 60_000,
  initialDelayMs: undefined,
  scope: 'global',
}

export function organizations(
  config: Config,
  fetcher: typeof fetch,
): { readers: ScheduledReader[]; bad: BadReader[] } {
  const readers: ScheduledReader[] = []
  const bad: BadReader[] = []
  const add = <S extends z.ZodType>(
    prefix: string,
    entries: Entry[],
    schema: S,
    make: (id: string, settings: z.output<S>) => OrgReader,
  ): void => {
    for (const [id, raw] of entries) {
      if (isDisabled(config, `${prefix}:${id}`)) continue
      try {
        const parsed = schema.safeParse(raw)
        if (!parsed.success) {
          const issue = parsed.error.issues[0]
          throw new PortalError('input', `${issue?.path.join('.') || 'it'}: ${issue?.message}`)
        }
        const schedule = raw.schedule === undefined ? everyHour : parseSchedule(raw.schedule)
        const stamp = JSON.stringify([raw, config.get('integrations')])
        readers.push({ reader: make(id, parsed.data), schedule, stamp })
      } catch (thrown) {
        bad.push({ name: `${prefix}:${id}`, reason: reasonOf(thrown) })
      }
    }
  }
  const at = (key: string) => config.get(`catalog.providers.${key}`)
  add('GithubMultiOrgEntityProvider', listed(at('githubOrg')), githubOrgSchema, (id, settings) =>
    githubReader({ ...settings, id }, config, fetcher),
  )
  const ldap = keyed(at('ldapOrg'), 'target')
  const legacy = listed(config.get('ldap.providers'))
  add('LdapOrgEntityProvider', [...ldap, ...legacy], ldapOrgSchema, ldapReader)
  add(
    'MicrosoftGraphOrgEntityProvider',
    keyed(at('microsoftGraphOrg'), 'tenantId'),
    microsoftGraphSchema,
    (id, settings) => microsoftGraphReader(id, settings, fetcher),
  )
  add('KeycloakOrgEntityProvider', keyed(at('keycloakOrg'), 'baseUrl'), keycloakSchema, (id, settings) =>
    keycloakReader(id, settings, fetcher),
  )
  const gitlab = keyed(at('gitlab'), 'host').filter(([, raw]) => String(raw.orgEnabled) === 'true')
  add('GitlabOrgDiscoveryEntityProvider', gitlab, gitlabOrgSchema, (id, settings) =>
    gitlabReader(id, settings, config, fetcher),
  )
  const okta = at('okta')
  add(
    'OktaOrgEntityProvider',
    Array.isArray(okta) ? listed(okta) : keyed(okta, 'orgUrl'),
    oktaSchema,
    (id, settings) => oktaReader(id, settings, fetcher),
  )
  return { readers, bad }
}

/** `catalog.providerOptions.<name>.disabled`: such a one is not asked, and what it gave goes. */
function isDisabled(config: Config, name: string): boolean {
  const options = config.get('catalog.providerOptions')
  const own = isObject(options) ? options[name] : undefined
  return isObject(own) && String(own.disabled) === 'true'
}

/** One entry, or a map of them: `sign` is a key that only an entry has. */
function keyed(value: unknown, sign: string): Entry[] {
  if (!isObject(value)) return []
  if (typeof value[sign] === 'string') return [['default', value]]
  return Object.entries(value).flatMap(([id, raw]): Entry[] => (isObject(raw) ? [[id, raw]] : []))
}

/** One entry, or a list of them; each may name itself. */
function listed(value: unknown): Entry[] {
  const list = Array.isArray(value) ? value : isObject(value) ? [value] : []
  return list.flatMap((raw, index): Entry[] => {
    if (!isObject(raw)) return []
    return [[typeof raw.id === 'string' ? raw.id : index === 0 ? 'default' : String(index), raw]]
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
