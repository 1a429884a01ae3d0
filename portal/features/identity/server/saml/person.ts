/** Who a SAML assertion is about: identity providers name the same thing in many ways. */
import type { Profile } from '@node-saml/node-saml'

export interface SamlPerson {
  nameId: string
  email: string | undefined
  displayName: string | undefined
  groups: string[]
  attributes: Record<string, unknown>
}

const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims'
const names = {
  email: ['email', 'mail', 'emailAddress', `${claims}/emailaddress`, 'urn:oid:0.9.2342.19200300.100.1.3'],
  displayName: [
    'displayName',
    'http://schemas.microsoft.com/identity/claims/displayname',
    'urn:oid:2.16.840.1.113730.3.1.241',
    'cn',
    'urn:oid:2.5.4.3',
    'name',
  ],
  given: ['firstName', 'givenName', `${claims}/givenname`, 'urn:oid:2.5.4.42'],
  family: ['lastName', 'surname', 'sn', `${claims}/surname`, 'urn:oid:2.5.4.4'],
  groups: [
    'groups',
    'memberOf',
    'Role',
    'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
    'http://schemas.xmlsoap.org/claims/Group',
  ],
}

export function samlPerson(profile: Profile): SamlPerson {
  const attributes = (profile.attributes ?? {}) as Record<string, unknown>
  const first = (wanted: string[]): string | undefined =>
    wanted.flatMap((name) => textsOf(attributes[name])).find((text) => text !== '')
  const isEmail = profile.nameIDFormat?.endsWith(':emailAddress') || /^[^@\s]+@[^@\s]+$/.test(profile.nameID)
  const fullName = [first(names.given), first(names.family)].filter(Boolean).join(' ')
  return {
    nameId: profile.nameID,
    email: first(names.email) ?? (isEmail ? profile.nameID : undefined),
    displayName: first(names.displayName) ?? (fullName || undefined),
    groups: names.groups.flatMap((name) => textsOf(attributes[name])),
    attributes,
  }
}

function textsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value]
  return list.filter((each): each is string => typeof each === 'string')
}
