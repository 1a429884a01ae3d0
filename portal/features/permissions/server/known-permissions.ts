/**
 * Every permission that something in the portal asks for, with what it means. Routes bring theirs; those of
 * Backstage and ours are described here, also where nothing asks for them yet but policies of others name them.
 */
import { type PermissionAction, permissionAction, type Route } from '@callboard/sdk'
import type { PermissionInfo } from '../api.ts'

const entity = 'catalog-entity'

const described: PermissionInfo[] = [
  info('catalog.entity.read', 'See entities, in every list, graph and count', 'read', entity),
  info('catalog.entity.create', 'Create entities', 'create'),
  info('catalog.entity.delete', 'Delete entities, and unregister files that declare them', 'delete', entity),
  info('catalog.entity.refresh', 'Have the files of an entity read again now', 'update', entity),
  info('catalog.entity.validate', 'Check an entity as if it stood in a file', 'read'),
  info('catalog.location.read', 'See registered files and sources', 'read'),
  info('catalog.location.create', 'Register files, and try them first', 'create'),
  info('catalog.location.delete', 'Unregister files', 'delete'),
  info('catalog.location.analyze', 'Look for catalog files in a repository', 'read'),
  info('catalog.entities.unprocessed.read', 'See documents that could not become entities', 'read'),
  info('catalog.entities.unprocessed.delete', 'Forget documents that could not become entities', 'delete'),
  info('permission.policy.read', 'See roles, who has them, and why somebody may do something', 'read'),
  info('permission.policy.update', 'Change roles and who has them', 'update'),
  info('audit.read', 'See the audit log', 'read'),
  info('admin.read', 'See jobs, the config in use, and what the portal runs on', 'read'),
  info('admin.update', 'Start background work now', 'update'),
  info('auth.token.read', 'See own access tokens', 'read'),
  info('auth.token.create', 'Make own access tokens', 'create'),
  info('auth.token.delete', 'Revoke own access tokens', 'delete'),
  info('auth.service-token.read', 'See tokens of services', 'read'),
  info('auth.service-token.create', 'Make tokens for services', 'create'),
  info('auth.service-token.delete', 'Revoke tokens of services', 'delete'),
  info('auth.user-token.read', "See everybody's access tokens", 'read'),
  info('auth.user-token.delete', "Revoke anybody's access tokens", 'delete'),
]

function info(
  name: string,
  description: string,
  action: PermissionAction,
  resourceType?: string,
): PermissionInfo {
  const plugin = name.slice(0, name.indexOf('.'))
  return { name, description, action, plugin, ...(resourceType !== undefined && { resourceType }) }
}

export interface KnownPermissions {
  all: readonly PermissionInfo[]
  /** Those that nothing described; their descriptions are summaries of routes. */
  undescribed: readonly string[]
  of(name: string): PermissionInfo | undefined
}

export function knownPermissions(routes: readonly Route[]): KnownPermissions {
  const byName = new Map(described.map((one) => [one.name, one]))
  const undescribed: string[] = []
  for (const { access, summary, path } of routes) {
    if (typeof access !== 'object' || byName.has(access.permission)) continue
    const plugin = path.split('/')[2] ?? ''
    byName.set(access.permission, {
      ...info(access.permission, summary, permissionAction(access), access.resource),
      plugin,
    })
    undescribed.push(access.permission)
  }
  const all = [...byName.values()].sort((a, b) => (a.plugin < b.plugin ? -1 : a.plugin > b.plugin ? 1 : 0))
  return { all, undescribed, of: (name) => byName.get(name) }
}
