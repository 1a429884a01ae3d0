import { allOf, type Condition, oneOf } from './condition.ts'
import { readList } from './list.ts'
import type { Scope } from './scope.ts'

/**
 * The Group or User that somebody is who is written as GitHub writes owners (`@org/team`, `@login`, an address),
 * as far as the caller may see it: by annotation or address, else by name. Null when nobody is.
 */
export async function findOwner(scope: Scope, written: string): Promise<string | null> {
  for (const one of questionsFor(written)) {
    const [found] = await readList(scope, {
      condition: one,
      order: [],
      tie: 'ref',
      missing: 'last',
      from: null,
      backwards: false,
      limit: 1,
      offset: 0,
      fields: ['kind'],
    })
    const ref = found?.keys.at(-1)
    if (ref) return ref
  }
  return null
}

function questionsFor(written: string): Condition[] {
  const of = (kind: string, key: string, value: string) => allOf([oneOf('kind', [kind]), oneOf(key, [value])])
  const name = 'metadata.name'
  if (!written.startsWith('@')) {
    const [local = ''] = written.split('@')
    return [of('user', 'spec.profile.email', written), of('user', name, local)]
  }
  const known = written.slice(1)
  const [, team] = known.split('/')
  return team === undefined
    ? [of('user', 'metadata.annotations.github.com/user-login', known), of('user', name, known)]
    : [of('group', 'metadata.annotations.github.com/team-slug', known), of('group', name, team)]
}
