/** Which organisations a config names, and what is said of those it describes wrongly. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { organizations } from '../server/settings.ts'

const read = (providers: Record<string, unknown>, more: Record<string, unknown> = {}) => {
  const values: Record<string, unknown> = { ...more }
  for (const [key, value] of Object.entries(providers)) values[`catalog.providers.${key}`] = value
  const { readers, bad } = organizations({ get: (path) => values[path] }, fetch)
  return { names: readers.map(({ reader }) => reader.name), bad }
}

test('one entry, a map and a list of them, in the forms that Backstage takes', () => {
  const ldap = { target: 'ldaps://ds.example.net' }
  const okta = { orgUrl: 'https://acme.okta.com', token: 'x' }
  const { names, bad } = read(
    { ldapOrg: { main: ldap, other: ldap }, okta: [okta, { ...okta, id: 'second' }] },
    { 'ldap.providers': [ldap] },
  )
  assert.deepEqual(bad, [])
  assert.deepEqual(names, [
    'LdapOrgEntityProvider:main',
    'LdapOrgEntityProvider:other',
    'LdapOrgEntityProvider:default',
    'OktaOrgEntityProvider:default',
    'OktaOrgEntityProvider:second',
  ])
  assert.deepEqual(read({ okta, ldapOrg: ldap }).names, [
    'LdapOrgEntityProvider:default',
    'OktaOrgEntityProvider:default',
  ])
})

test('what is wrong is named with its place, and costs itself only', () => {
  const keycloak = { baseUrl: 'https://keycloak.example.com' }
  const gitlab = { host: 'gitlab.example.com', orgEnabled: true, group: 'acme', userPattern: '(' }
  const { names, bad } = read(
    {
      keycloakOrg: { good: keycloak, bad: { realm: 'acme' }, late: { ...keycloak, schedule: 'often' } },
      okta: [
        { orgUrl: 'acme.okta.com', id: 'a' },
        { orgUrl: 'https://acme.okta.com', id: 'b' },
        { orgUrl: 'https://acme.okta.com', id: 'b' },
      ],
      gitlab: { main: gitlab, other: { ...gitlab, orgEnabled: false } },
      githubOrg: { id: 'x', githubUrl: 'https://github.com', orgs: 'acme' },
    },
    { 'integrations.gitlab': [{ host: 'gitlab.example.com', token: 'x' }] },
  )
  assert.deepEqual(names, ['KeycloakOrgEntityProvider:good', 'OktaOrgEntityProvider:b'])
  assert.deepEqual(
    bad.map(({ key, reason }) => [key.replace('catalog.providers.', ''), reason.slice(0, 40)]),
    [
      ['githubOrg.orgs', "'orgs': Invalid input: expected array, re"],
      ['keycloakOrg.bad.baseUrl', "'baseUrl' is missing"],
      ['keycloakOrg.late', bad[2]?.reason.slice(0, 40)],
      ['gitlab.main.userPattern', "'userPattern': Invalid regular expression"],
      ['okta[0].orgUrl', "'orgUrl': Invalid URL"],
      ['okta[2]', "another one has the id 'b'"],
    ].map(([key, reason]) => [key, reason?.slice(0, 40)]),
  )
  assert.match(bad[2]?.reason ?? '', /schedule|duration|frequency/i)
})
