/** Users and groups of a directory (`catalog.providers.ldapOrg`, and the legacy `ldap.providers`). */
import { flexibleBoolean } from '@callboard/sdk/config-values'
import { z } from 'zod'
import { askDirectory, readAll } from './ldap-client.ts'
import { ldapEntities } from './ldap-entities.ts'
import type { OrgReader } from './org.ts'

const text = z.string().min(1)
const attribute = text.nullish()

const search = (map: z.ZodType<Record<string, string | null | undefined> | null | undefined>) =>
  z.looseObject({
    dn: text,
    options: z
      .looseObject({ scope: z.enum(['base', 'one', 'sub']).nullish(), filter: text.nullish() })
      .nullish(),
    set: z.record(z.string(), z.unknown()).nullish(),
    map,
  })

const names = z.record(z.string(), attribute).nullish()
const searches = z.union([z.array(search(names)), search(names).transform((one) => [one])]).nullish()

export const ldapOrgSchema = z.looseObject({
  target: z.string().regex(/^ldaps?:\/\/[^/?#@]+\/?$/i, 'must be an address like ldaps://ds.example.net'),
  bind: z.looseObject({ dn: text, secret: text }).nullish(),
  tls: z
    .looseObject({
      rejectUnauthorized: flexibleBoolean.nullish(),
      certs: text.nullish(),
      keys: text.nullish(),
    })
    .nullish(),
  startTls: flexibleBoolean.nullish(),
  users: searches,
  groups: searches,
  vendor: z.looseObject({ dnAttributeName: text.nullish(), uuidAttributeName: text.nullish() }).nullish(),
})

export type LdapOrgSettings = z.output<typeof ldapOrgSchema>
/** Where people or groups are looked for, and what is made of them. */
export type Search = NonNullable<LdapOrgSettings['users']>[number]

export function ldapReader(id: string, settings: LdapOrgSettings): OrgReader {
  return {
    name: `LdapOrgEntityProvider:${id}`,
    title: `the directory ${settings.target}`,
    read: ({ signal }) =>
      askDirectory(settings, async (client) => {
        const users = await readAll(client, settings.users ?? [], signal)
        const groups = await readAll(client, settings.groups ?? [], signal)
        return ldapEntities(id, settings, users, groups)
      }),
  }
}
