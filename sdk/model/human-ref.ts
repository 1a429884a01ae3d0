import { parseRef, type RefDefaults } from './ref.ts'

/**
 * A ref as people read it: the kind left out when it is the expected one, the namespace when it is
 * `default` or the expected one (contract: catalog-model §3).
 *
 * @example
 * humanRef('group:default/team-a', { kind: 'Group' }) // 'team-a'
 */
export function humanRef(ref: string, context: RefDefaults = {}): string {
  const { kind, namespace, name } = parseRef(ref, { kind: context.kind ?? 'component' })
  const sameKind = context.kind?.toLowerCase() === kind.toLowerCase()
  const plainNamespace = (context.namespace ?? 'default').toLowerCase() === namespace.toLowerCase()
  const place = plainNamespace ? name : `${namespace}/${name}`
  return sameKind ? place : `${kind}:${place}`
}
