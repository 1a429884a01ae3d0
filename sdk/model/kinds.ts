/** A kind the catalog knows by itself; every other kind is kept as it is written. */
export interface CoreKind {
  kind: string
  plural: string
  apiVersions: readonly string[]
}

const backstage = ['backstage.io/v1alpha1', 'backstage.io/v1beta1'] as const

/** The kinds with a schema (contract: catalog-model §5), in the order menus show them. */
export const coreKinds: readonly CoreKind[] = [
  { kind: 'Component', plural: 'Components', apiVersions: backstage },
  { kind: 'API', plural: 'APIs', apiVersions: backstage },
  { kind: 'Resource', plural: 'Resources', apiVersions: backstage },
  { kind: 'System', plural: 'Systems', apiVersions: backstage },
  { kind: 'Domain', plural: 'Domains', apiVersions: backstage },
  { kind: 'Group', plural: 'Groups', apiVersions: backstage },
  { kind: 'User', plural: 'Users', apiVersions: backstage },
  { kind: 'Template', plural: 'Templates', apiVersions: ['scaffolder.backstage.io/v1beta3'] },
  { kind: 'AiResource', plural: 'AI resources', apiVersions: ['backstage.io/v1alpha1'] },
  { kind: 'Location', plural: 'Locations', apiVersions: backstage },
]

const byLowerKind = new Map(coreKinds.map((entry) => [entry.kind.toLowerCase(), entry]))

/**
 * The core kind of that name in any letter case.
 *
 * @example
 * findCoreKind('component')?.plural // 'Components'
 */
export function findCoreKind(kind: string): CoreKind | undefined {
  return byLowerKind.get(kind.toLowerCase())
}
