import type { EntityView } from '@callboard/sdk/model'

/** A card that lists the other ends of one relation, of one kind. */
export interface RelatedSpec {
  id: string
  title: string
  relation: string
  /** Lower-case kind of the other end. */
  kind: string
  hasLifecycle: boolean
  /** What an empty card says. */
  empty: string
  /** What to write, and into which file, so that it is not empty. */
  example(entity: EntityView): string
}

export function refsOf(entity: EntityView, { relation, kind }: RelatedSpec): string[] {
  return (entity.relations ?? [])
    .filter(({ type, targetRef }) => type === relation && targetRef.startsWith(`${kind}:`))
    .map(({ targetRef }) => targetRef)
}

/** How an entity is named in the file of another: without kind, and without the default namespace. */
function nameIn({ metadata }: EntityView): string {
  const { namespace = 'default', name } = metadata
  return namespace === 'default' ? name : `${namespace}/${name}`
}

const partOfSystem = (kind: string) => (entity: EntityView) =>
  `# in the file of the ${kind}\nspec:\n  system: ${nameIn(entity)}`

export const subcomponents: RelatedSpec = {
  id: 'has-subcomponents',
  title: 'Has subcomponents',
  relation: 'hasPart',
  kind: 'component',
  hasLifecycle: true,
  empty: 'No subcomponent is part of this component.',
  example: (entity) => `# in the file of the subcomponent\nspec:\n  subcomponentOf: ${nameIn(entity)}`,
}
const systemParts: RelatedSpec[] = [
  {
    ...subcomponents,
    id: 'has-components',
    title: 'Has components',
    empty: 'No component is part of this system.',
    example: partOfSystem('component'),
  },
  {
    ...subcomponents,
    id: 'has-apis',
    title: 'APIs',
    kind: 'api',
    empty: 'No API is part of this system.',
    example: partOfSystem('API'),
  },
  {
    ...subcomponents,
    id: 'has-resources',
    title: 'Has resources',
    kind: 'resource',
    hasLifecycle: false,
    empty: 'No resource is part of this system.',
    example: partOfSystem('resource'),
  },
]
const domainParts: RelatedSpec[] = [
  {
    ...subcomponents,
    id: 'has-systems',
    title: 'Has systems',
    kind: 'system',
    hasLifecycle: false,
    empty: 'No system is part of this domain.',
    example: (entity) => `# in the file of the system\nspec:\n  domain: ${nameIn(entity)}`,
  },
  {
    ...subcomponents,
    id: 'has-subdomains',
    title: 'Has subdomains',
    kind: 'domain',
    hasLifecycle: false,
    empty: 'No subdomain is part of this domain.',
    example: (entity) => `# in the file of the subdomain\nspec:\n  subdomainOf: ${nameIn(entity)}`,
  },
]
const apiUsers: RelatedSpec[] = [
  {
    ...subcomponents,
    id: 'providing-components',
    title: 'Providers',
    relation: 'apiProvidedBy',
    empty: 'No component provides this API.',
    example: (entity) => `# in the file of the component\nspec:\n  providesApis:\n    - ${nameIn(entity)}`,
  },
  {
    ...subcomponents,
    id: 'consuming-components',
    title: 'Consumers',
    relation: 'apiConsumedBy',
    empty: 'No component consumes this API.',
    example: (entity) => `# in the file of the component\nspec:\n  consumesApis:\n    - ${nameIn(entity)}`,
  },
]

/** Cards of the overview, by lower-case kind. */
export const overviewSpecs: Record<string, RelatedSpec[]> = {
  component: [subcomponents],
  system: systemParts,
  domain: domainParts,
  api: apiUsers,
}

/** The four directions of the Dependencies tab. */
export function dependencySpecs(entity: EntityView): RelatedSpec[] {
  const kind = entity.kind.toLowerCase()
  const own = `${kind}:${nameIn(entity)}`
  const other = (target: string) => `spec:\n  dependsOn:\n    - ${target}`
  return [
    {
      ...subcomponents,
      id: 'depends-on-components',
      title: 'Depends on components',
      relation: 'dependsOn',
      empty: `No component is a dependency of this ${kind}.`,
      example: () => other('component:name'),
    },
    {
      ...subcomponents,
      id: 'depends-on-resources',
      title: 'Depends on resources',
      relation: 'dependsOn',
      kind: 'resource',
      hasLifecycle: false,
      empty: `No resource is a dependency of this ${kind}.`,
      example: () => other('resource:name'),
    },
    {
      ...subcomponents,
      id: 'dependency-of-components',
      title: 'Dependency of components',
      relation: 'dependencyOf',
      empty: `No component depends on this ${kind}.`,
      example: () => `# in the file of the component\n${other(own)}`,
    },
    {
      ...subcomponents,
      id: 'dependency-of-resources',
      title: 'Dependency of resources',
      relation: 'dependencyOf',
      kind: 'resource',
      hasLifecycle: false,
      empty: `No resource depends on this ${kind}.`,
      example: () => `# in the file of the resource\n${other(own)}`,
    },
  ]
}
