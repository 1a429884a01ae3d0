import type { Effect } from '../../api.ts'

/** The same change for several people. */
export interface EffectGroup {
  key: string
  /** Of one of them, which says it for all. */
  effect: Effect
  users: string[]
}

/** Puts people together for whom exactly the same changes; what touches most comes first. */
export function groupEffects(effects: readonly Effect[]): EffectGroup[] {
  const groups = Map.groupBy(effects, ({ user: _user, ...change }) => JSON.stringify(change))
  return [...groups]
    .flatMap(([key, of]) => (of[0] ? [{ key, effect: of[0], users: of.map(({ user }) => user) }] : []))
    .toSorted((a, b) => b.users.length - a.users.length)
}
