import type { Effect } from '../../api.ts'

/** The same change for several people, of several permissions where nothing tells them apart. */
export interface EffectGroup {
  key: string
  permissions: string[]
  users: string[]
  change: Omit<Effect, 'user' | 'permission'>
}

/** Puts people together for whom exactly the same changes; what touches most comes first. */
export function groupEffects(effects: readonly Effect[]): EffectGroup[] {
  const groups = new Map<string, EffectGroup>()
  const ofPermission = Map.groupBy(effects, ({ user: _user, ...rest }) => JSON.stringify(rest))
  for (const same of ofPermission.values()) {
    const [first] = same
    if (!first) continue
    const { user: _user, permission, ...change } = first
    const users = same.map(({ user }) => user)
    const key = JSON.stringify([users, change])
    const known = groups.get(key)
    if (known) known.permissions.push(permission)
    else groups.set(key, { key, permissions: [permission], users, change })
  }
  return [...groups.values()].toSorted((a, b) => b.users.length - a.users.length)
}
