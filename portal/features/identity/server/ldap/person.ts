import type { Entry } from 'ldapts'
import type { LdapSettings } from './settings.ts'

/** A person of the directory, with the attributes that the config names. */
export interface LdapPerson {
  dn: string
  username: string
  email: string | undefined
  displayName: string | undefined
  picture: string | undefined
  /** Every attribute the directory shows, for resolvers and roles. */
  attributes: Record<string, string | string[]>
}

/** Without a name in the entry it is what was typed. */
export function personOf(entry: Entry, { attributes }: LdapSettings, typed: string): LdapPerson {
  const all = Object.fromEntries(
    Object.entries(entry).flatMap(([name, value]) => {
      const texts = (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string')
      return texts.length === 0 || /password/i.test(name)
        ? []
        : [[name, texts.length === 1 ? texts[0] : texts]]
    }),
  ) as Record<string, string | string[]>
  const first = (wanted: string | undefined): string | undefined => {
    const name = Object.keys(all).find((each) => each.toLowerCase() === wanted?.toLowerCase())
    const value = name === undefined ? undefined : all[name]
    return (Array.isArray(value) ? value[0] : value) || undefined
  }
  return {
    dn: entry.dn,
    username: first(attributes.username) ?? typed,
    email: first(attributes.email),
    displayName: first(attributes.displayName),
    picture: first(attributes.picture),
    attributes: all,
  }
}
