/** How an entity is called where its ref alone would be unfriendly. */
export interface EntityLabel {
  title?: string | undefined
  type?: string | undefined
}

/** The three parts of a full ref, as the address of its page wants them. Never throws. */
export function readRef(ref: string): { kind: string; namespace: string; name: string } {
  const colon = ref.indexOf(':')
  const slash = ref.indexOf('/', colon + 1)
  return {
    kind: colon === -1 ? 'component' : ref.slice(0, colon).toLowerCase(),
    namespace: slash === -1 ? 'default' : ref.slice(colon + 1, slash).toLowerCase(),
    name: ref.slice(Math.max(colon, slash) + 1),
  }
}

/** `team-pay`, or `finance/team-pay` outside the default namespace. */
export function refLabel(ref: string): string {
  const { namespace, name } = readRef(ref)
  return namespace === 'default' ? name : `${namespace}/${name}`
}

const plurals: Record<string, string> = {
  component: 'Components',
  api: 'APIs',
  resource: 'Resources',
  system: 'Systems',
  domain: 'Domains',
  group: 'Groups',
  user: 'Users',
  template: 'Templates',
  location: 'Locations',
  airesource: 'AI resources',
}

/** `component` → `Components`; a kind we do not know keeps its own spelling. */
export function kindPlural(kind: string): string {
  const known = plurals[kind.toLowerCase()]
  if (known) return known
  return /(s|x|ch|sh)$/i.test(kind)
    ? `${kind}es`
    : /[^aeiou]y$/i.test(kind)
      ? `${kind.slice(0, -1)}ies`
      : `${kind}s`
}

/** `component` → `Component`, `api` → `API`. */
export function kindSingular(kind: string): string {
  const lower = kind.toLowerCase()
  if (lower === 'api') return 'API'
  if (lower === 'airesource') return 'AI resource'
  return kind.charAt(0).toUpperCase() + kind.slice(1)
}
